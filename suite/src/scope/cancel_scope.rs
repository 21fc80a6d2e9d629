use std::{
    any::Any,
    fmt,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    clock::sleep::Sleep,
    runtime::{Runtime, erased},
    scope::{
        guarded::{Guarded, ScopeTask},
        member::{Around, Member},
        state::{CancelReason, Shared},
    },
    task::Task,
    tracking::place::Place,
};

/// A scope that can be cancelled, as the body is given it by [`Runtime::scope`]. Cheap to clone, usable from any
/// thread.
#[derive(Clone)]
pub struct CancelScope {
    shared: Arc<Shared>,
}

/// What became of a scope: whether its body ended by itself, and whether it was cancelled. Both can be: a body that
/// ends at the very moment, or in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "whether the body has ended by itself is to be looked at"]
pub struct Scoped<T> {
    output: Option<T>,
    cancelled: Option<CancelReason>,
}

impl<T> Scoped<T> {
    /// Returns the body's output, or `None` if it was dropped since the scope was cancelled.
    pub fn output(self) -> Option<T> {
        self.output
    }

    /// Tells whether the body ended by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.output.is_some()
    }

    /// Returns why the scope was cancelled, if it was.
    #[must_use]
    pub fn cancelled(&self) -> Option<CancelReason> {
        self.cancelled
    }
}

impl Runtime {
    /// Opens a scope and runs `body` in it: the scope can be cancelled, by its handle, by its deadline or by a scope
    /// around it, and it returns when the body and all that it has spawned in the scope have ended.
    ///
    /// Cancelled, the body and each task are dropped at their next suspension point, except within a
    /// [shield](Runtime::shield); what they have entered is left, and awaited. When the body ends by itself, the tasks
    /// of the scope are cancelled in the same way.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use std::{future::pending, time::Duration};
    /// use runtime_matrix::scope::CancelReason;
    /// let scoped = rt.scope(|scope| {
    ///     let deadline = rt.now() + Duration::from_secs(60);
    ///     async move {
    ///         scope.set_deadline(Some(deadline));
    ///         scope.spawn(pending::<()>()).detach();
    ///         pending::<()>().await;
    ///     }
    /// })
    /// .await;
    /// assert!(!scoped.has_ended());
    /// assert_eq!(scoped.cancelled(), Some(CancelReason::Deadline));
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Goes on with a panic of the body, after its tasks have ended. A panic of a task is told like that of any other
    /// task: to whoever joins it, or by the test's failure.
    ///
    /// # Cancellation
    ///
    /// A scope within a scope is cancelled by that, and ends as if it had been cancelled itself. Dropped by anything
    /// else, it drops the body and asks its tasks to end, which nobody awaits then but the test.
    #[track_caller]
    pub fn scope<B, F>(&self, body: B) -> impl Future<Output = Scoped<F::Output>> + use<B, F>
    where
        B: FnOnce(CancelScope) -> F,
        F: Future,
    {
        let place = Place::from(Location::caller());
        let tracker = Arc::clone(self.tracker());
        async move {
            let around = Around::current();
            // A scope around it waits for this one, which ends by itself.
            let _shielded = around.shield();
            let shared = Shared::new(&tracker, place, around);
            let ends = Ends(Arc::clone(&shared));
            let output = run(&shared, body).await;
            shared.end_tasks().await;
            let cancelled = shared.cancelled();
            drop(ends);
            match output {
                Ok(output) => Scoped { output, cancelled },
                Err(payload) => resume_unwind(payload),
            }
        }
    }
}

type Payload = Box<dyn Any + Send>;

/// Runs a body until it has ended or has been dropped.
async fn run<B, F>(shared: &Arc<Shared>, body: B) -> Result<Option<F::Output>, Payload>
where
    B: FnOnce(CancelScope) -> F,
    F: Future,
{
    let scope = CancelScope {
        shared: Arc::clone(shared),
    };
    let mut body = Guarded::new(Member::body(shared), async move { body(scope).await });
    let mut alarm = Alarm::default();
    poll_fn(|cx| {
        loop {
            if shared.is_cancelled_from_around() {
                shared.cancel(CancelReason::Outer);
            }
            match catch_unwind(AssertUnwindSafe(|| Pin::new(&mut body).poll(cx))) {
                Ok(Poll::Ready(output)) => {
                    if output.is_none() {
                        // If nothing else has, what is around it has cancelled it during the poll.
                        shared.cancel(CancelReason::Outer);
                    }
                    return Poll::Ready(Ok(output));
                }
                Err(payload) => return Poll::Ready(Err(payload)),
                Ok(Poll::Pending) => {}
            }
            // After the body: what is ready at the deadline has made it.
            if shared.cancelled().is_some() || !alarm.rings(shared, cx) {
                return Poll::Pending;
            }
            shared.cancel(CancelReason::Deadline);
        }
    })
    .await
}

/// What wakes a scope at its deadline.
#[derive(Default)]
struct Alarm(Option<(Duration, Sleep)>);

impl Alarm {
    fn rings(&mut self, shared: &Shared, cx: &mut Context<'_>) -> bool {
        let deadline = shared.state.look(|state| state.deadline);
        let now = shared.tracker.now();
        if shared.is_over(now) {
            return true;
        }
        if self.0.as_ref().map(|(set, _)| *set) != deadline {
            let sleep = |deadline| Sleep::new(Arc::clone(&shared.tracker), deadline - now, None);
            self.0 = deadline.map(|deadline| (deadline, sleep(deadline)));
        }
        let alarm = self.0.as_mut();
        alarm.is_some_and(|(_, sleep)| Pin::new(sleep).poll(cx).is_ready())
    }
}

/// Ends the tasks of a scope that is dropped before its end.
struct Ends(Arc<Shared>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.state.change(|state| {
            if !state.ends {
                state.ends = true;
                state.cancelled.get_or_insert(CancelReason::Outer);
            }
        });
    }
}

impl CancelScope {
    /// Cancels the scope: its body and its tasks are dropped at their next suspension point. Returns at once; the first
    /// reason to cancel stays the one that is told.
    pub fn cancel(&self) {
        self.shared.cancel(CancelReason::Asked);
    }

    /// Returns why the scope is cancelled, if it is. One that is cancelled with a scope around it knows that once it
    /// has had a turn.
    #[must_use]
    pub fn cancelled(&self) -> Option<CancelReason> {
        self.shared.cancelled()
    }

    /// Cancels the scope when the cell's clock reads `deadline`, as [`Runtime::now`] gives it, or no more with `None`.
    /// One that is over cancels at the next suspension point. Can be moved until the scope is cancelled.
    pub fn set_deadline(&self, deadline: Option<Duration>) {
        self.shared.state.change(|state| state.deadline = deadline);
    }

    /// Returns the deadline, if there is one.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.shared.state.look(|state| state.deadline)
    }

    /// Starts a task of the scope, which does not outlive it. Cancelled with the scope, a join of it says so; no line of
    /// it runs if that is so before its first turn.
    ///
    /// # Panics
    ///
    /// Panics if the scope has ended, or the test.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let Some(alive) = self.shared.begin_task() else {
            panic!(
                "the scope opened at {} has ended: what is spawned in it could not be awaited any more; spawn it before \
                 the body ends, or with `Runtime::spawn`",
                self.shared.place
            );
        };
        let task = ScopeTask {
            guarded: Guarded::new(Member::task(&self.shared), future),
            _alive: alive,
        };
        let runtime = Runtime::new(Arc::clone(&self.shared.tracker));
        let node = runtime.start(None, Location::caller().into(), erased(task));
        self.shared.keep(Arc::clone(&node));
        Task::new(node)
    }
}

impl fmt::Debug for CancelScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelScope")
            .field("cancelled", &self.cancelled())
            .field("deadline", &self.deadline())
            .finish_non_exhaustive()
    }
}
