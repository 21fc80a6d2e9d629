use std::{
    future::{self, Future},
    panic::{AssertUnwindSafe, Location, catch_unwind},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use runtime_matrix_report::Verdict;

use crate::{
    context::{
        BoxError, ContextError, Exit, ExitStack,
        entry::{Entry, Managed},
        fixture::Fixtures,
    },
    events::event::Event,
    run::termination::Termination,
    runtime::Runtime,
    task::Task,
    tracking::{
        failure::Failure,
        panics::Panic,
        place::Place,
        tracker::{Phase, Tracker},
    },
};

/// Background work of a test: stopped in the reverse order in which it was started, and joined, before the
/// test ends, however it ends.
///
/// Work that fails, by an error or by a panic, ends the test at once, under its name. Work that returns has
/// done what it was to do.
///
/// ```
/// use runtime_matrix::{Cell, Runtime, Sim, Verdict, context::Supervisor};
///
/// let outcome = Cell::new(&Sim).run(|rt: Runtime| async move {
///     let supervisor = Supervisor::new(&rt);
///     supervisor.start("the feeder", async { Err("no hay left") });
///     std::future::pending::<()>().await;
/// });
/// assert_eq!(outcome.verdict(), Verdict::Fail);
/// assert!(outcome.message().unwrap().starts_with("background work `the feeder`, started at"));
/// ```
#[derive(Clone, Debug)]
pub struct Supervisor {
    runtime: Runtime,
    work: ExitStack,
    limit: Duration,
}

impl Supervisor {
    /// For how long work may take to stop once it is asked to, unless said otherwise.
    const LIMIT: Duration = Duration::from_secs(5);

    /// Returns one without any work yet; the test stops it at its end, among its fixtures.
    #[must_use]
    #[track_caller]
    pub fn new(runtime: &Runtime) -> Supervisor {
        let work = ExitStack::new(runtime);
        let managed = Managed::named("the supervisor".to_owned(), Location::caller());
        let stop = work.clone();
        let entry = Entry::exit(runtime.tracker(), managed, move |_| async move {
            stop.close().await?;
            Ok(Exit::PassOn)
        });
        Fixtures::add(runtime.tracker(), entry);
        Supervisor {
            runtime: runtime.clone(),
            work,
            limit: Supervisor::LIMIT,
        }
    }

    /// Returns a handle that gives what it starts that long to stop once it is asked to, on the cell's clock. The
    /// default is 5 s.
    #[must_use]
    pub fn stopping_within(&self, limit: Duration) -> Supervisor {
        Supervisor {
            limit,
            ..self.clone()
        }
    }

    /// Starts work that is cancelled when it is stopped.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[track_caller]
    pub fn start<F>(&self, name: &str, work: F)
    where
        F: Future + Send + 'static,
        F::Output: Termination + Send,
    {
        let managed = Managed::named(name.to_owned(), Location::caller());
        let task = self.spawn(&managed, work);
        let stop = Entry::exit(self.runtime.tracker(), managed, move |_| async move {
            task.cancel().await;
            Ok(Exit::PassOn)
        });
        self.work.add(stop);
    }

    /// Starts work that is asked to stop, by the event that it is given. If it goes on for longer than it may, it
    /// is cancelled, and told by its name.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::context::Supervisor;
    /// let supervisor = Supervisor::new(&rt);
    /// supervisor.start_until("the watch", |stop| async move {
    ///     stop.wait().await;
    ///     println!("gone home");
    /// });
    /// supervisor.stop().await.unwrap();
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[track_caller]
    pub fn start_until<W, F>(&self, name: &str, work: W)
    where
        W: FnOnce(Event) -> F,
        F: Future + Send + 'static,
        F::Output: Termination + Send,
    {
        let managed = Managed::named(name.to_owned(), Location::caller());
        let asked = Event::new();
        let mut task = self.spawn(&managed, work(asked.clone()));
        let (runtime, limit) = (self.runtime.clone(), self.limit);
        let stop = Entry::exit(self.runtime.tracker(), managed, move |_| async move {
            asked.set();
            match runtime.timeout(limit, &mut task).await {
                Ok(_) => Ok(Exit::PassOn),
                Err(_) => {
                    task.cancel().await;
                    Err(BoxError::from(format!(
                        "it was asked to stop and still ran {limit:?} later: it has been cancelled; give it more \
                         with `stopping_within`"
                    )))
                }
            }
        });
        self.work.add(stop);
    }

    /// Stops all the work now, rather than at the end of the test: the latest first, each joined before the next.
    ///
    /// # Errors
    ///
    /// Fails with each that has not stopped in its time.
    ///
    /// # Cancellation
    ///
    /// Dropped once it has been polled, stopping goes on as a task of the cell's.
    pub async fn stop(&self) -> Result<(), ContextError> {
        self.work.close().await
    }

    fn spawn<F>(&self, managed: &Arc<Managed>, work: F) -> Task<()>
    where
        F: Future + Send + 'static,
        F::Output: Termination + Send,
    {
        let Managed { name, place } = &**managed;
        let origin = format!("background work `{name}`, started at {place},");
        supervised(&self.runtime, name, *place, origin, work)
    }
}

/// Starts a task whose failure, by an error or by a panic, ends the test at once. `origin` is what it is told as.
pub(crate) fn supervised<F>(
    runtime: &Runtime,
    name: &str,
    place: Place,
    origin: String,
    work: F,
) -> Task<()>
where
    F: Future + Send + 'static,
    F::Output: Termination + Send,
{
    let tracker = Arc::clone(runtime.tracker());
    let work = async move {
        let mut work = Box::pin(work);
        let ended =
            future::poll_fn(
                |cx| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
                    Ok(Poll::Pending) => Poll::Pending,
                    Ok(Poll::Ready(output)) => Poll::Ready(Ok(output.into_result())),
                    Err(payload) => Poll::Ready(Err(payload)),
                },
            );
        match ended.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                let message = format!("{origin} failed: {error}");
                end_test(&tracker, Failure::new(Verdict::Fail, message));
            }
            Err(payload) => {
                let panic = Panic::caught(payload, origin);
                end_test(&tracker, Failure::of_caught_panic(&panic));
            }
        }
    };
    runtime.spawn_at(name, place, work)
}

/// Fails the test now, whatever it waits for.
fn end_test(tracker: &Tracker, failure: Failure) {
    if tracker.phase() == Phase::Ended {
        return;
    }
    tracker.fail(failure);
    tracker.interrupt(None);
}
