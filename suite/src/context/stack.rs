use std::{
    fmt,
    future::{self, Future},
    mem,
    panic::Location,
    pin::Pin,
    sync::{Arc, Mutex},
};

use crate::{
    context::{
        AsyncContextManager, BoxError, ContextError, Exit, ExitCause,
        entry::{Entry, Managed},
        handing_over,
        leaving::Leaving,
        with::enter,
    },
    runtime::Runtime,
    sync::lock,
    tracking::tracker::Tracker,
};

/// Any number of things that were entered, left strictly in the reverse order.
///
/// A handle: clones share what is in it. It is a context manager itself, whose value is such a handle:
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::context::{self, Exit, ExitStack};
///
/// let sum = rt.with(ExitStack::new(&rt), |stack| async move {
///     let mut sum = 0;
///     for n in [1, 2, 3] {
///         let number = context::manager(
///             format!("number {n}"),
///             move || async move { Ok(n) },
///             |_, _| async { Ok(Exit::PassOn) },
///         );
///         sum += stack.enter(number).await?;
///     }
///     stack.callback("a word", || async { println!("left first, since it came last") });
///     Ok(sum)
/// });
/// assert_eq!(sum.await.unwrap(), Some(6));
/// # }).unwrap();
/// ```
///
/// Each exit is told the cause as it stands: what an exit before it has swallowed is gone, and what one has
/// failed with has taken the place of an earlier error. All of them run, whatever becomes of the others. Its
/// last handle dropped with something in it, the exits run as a task of the cell's.
#[derive(Clone)]
pub struct ExitStack {
    shared: Arc<Shared>,
}

struct Shared {
    tracker: Arc<Tracker>,
    entries: Mutex<Vec<Entry>>,
}

impl ExitStack {
    /// Returns one with nothing in it.
    #[must_use]
    pub fn new(runtime: &Runtime) -> ExitStack {
        ExitStack::of(runtime.tracker(), Vec::new())
    }

    fn of(tracker: &Arc<Tracker>, entries: Vec<Entry>) -> ExitStack {
        ExitStack {
            shared: Arc::new(Shared {
                tracker: Arc::clone(tracker),
                entries: Mutex::new(entries),
            }),
        }
    }

    /// Enters, and leaves with the stack.
    ///
    /// # Errors
    ///
    /// Fails if entering does; then it is not in the stack, and what is in it stays there.
    ///
    /// # Cancellation
    ///
    /// Dropped while it enters, nothing has been entered.
    #[track_caller]
    pub fn enter<M: AsyncContextManager>(
        &self,
        manager: M,
    ) -> impl Future<Output = Result<M::Value, ContextError>> + use<M> {
        let managed = Managed::of(&manager, Location::caller());
        let shared = Arc::clone(&self.shared);
        async move {
            let (value, entry) = enter(manager, &managed, &shared.tracker).await?;
            lock(&shared.entries).push(entry);
            Ok(value)
        }
    }

    /// Adds an exit that is told the cause, and may swallow it or fail. Messages call it `name`.
    #[track_caller]
    pub fn push<F, Fut>(&self, name: impl Into<String>, exit: F)
    where
        F: FnOnce(ExitCause) -> Fut + Send + 'static,
        Fut: Future<Output = Result<Exit, BoxError>> + Send + 'static,
    {
        let managed = Managed::named(name.into(), Location::caller());
        self.add(Entry::exit(&self.shared.tracker, managed, exit));
    }

    pub(crate) fn add(&self, entry: Entry) {
        lock(&self.shared.entries).push(entry);
    }

    /// Adds an exit that does not wait.
    #[track_caller]
    pub fn push_sync<F>(&self, name: impl Into<String>, exit: F)
    where
        F: FnOnce(ExitCause) -> Result<Exit, BoxError> + Send + 'static,
    {
        self.push(name, |cause| async move { exit(cause) });
    }

    /// Adds something to do on the way out, whatever the cause.
    #[track_caller]
    pub fn callback<F, Fut>(&self, name: impl Into<String>, callback: F)
    where
        F: FnOnce() -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.push(name, |_| async move {
            callback().await;
            Ok(Exit::PassOn)
        });
    }

    /// Adds something to do on the way out that does not wait.
    #[track_caller]
    pub fn callback_sync(&self, name: impl Into<String>, callback: impl FnOnce() + Send + 'static) {
        self.push(name, |_| async move {
            callback();
            Ok(Exit::PassOn)
        });
    }

    /// Moves all that is in it to a stack of its own, which is left for itself.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::context::ExitStack;
    /// let kept = rt.with(ExitStack::new(&rt), |stack| async move {
    ///     stack.callback_sync("a word", || println!("left much later"));
    ///     // All of it has worked out: nothing is to be left yet.
    ///     Ok(stack.pop_all())
    /// });
    /// kept.await.unwrap().unwrap().close().await.unwrap();
    /// # }).unwrap();
    /// ```
    #[must_use = "what is in it is left as soon as it is dropped"]
    pub fn pop_all(&self) -> ExitStack {
        ExitStack::of(&self.shared.tracker, self.shared.take())
    }

    /// Returns how many exits there are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        lock(&self.shared.entries).len()
    }

    /// Tells whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Leaves all that is in it now, with the cause [`Returned`](ExitCause::Returned).
    ///
    /// # Errors
    ///
    /// Fails if exits did, with all of their errors.
    ///
    /// # Panics
    ///
    /// Goes on with the first panic of an exit.
    ///
    /// # Cancellation
    ///
    /// Dropped before it is polled, all is still in it. Dropped later, the exits run on as a task of the cell's.
    pub async fn close(&self) -> Result<(), ContextError> {
        let Shared { tracker, .. } = &*self.shared;
        leave(tracker, self.shared.take(), ExitCause::Returned)
            .await
            .map(drop)
    }
}

impl AsyncContextManager for ExitStack {
    type Value = ExitStack;
    type Error = ContextError;

    async fn enter(&mut self) -> Result<ExitStack, ContextError> {
        Ok(self.clone())
    }

    async fn exit(&mut self, cause: &ExitCause) -> Result<Exit, ContextError> {
        let Shared { tracker, .. } = &*self.shared;
        leave(tracker, self.shared.take(), cause.clone()).await
    }
}

/// Leaves all of that; on its own, if the future is dropped.
pub(crate) async fn leave(
    tracker: &Arc<Tracker>,
    entries: Vec<Entry>,
    cause: ExitCause,
) -> Result<Exit, ContextError> {
    let mut owned = Owned {
        leaving: Some(Leaving::new(tracker, entries, cause).going_on()),
    };
    future::poll_fn(|cx| match &mut owned.leaving {
        Some(leaving) => Pin::new(leaving).poll(cx),
        None => std::task::Poll::Ready(()),
    })
    .await;
    let Some(mut leaving) = owned.leaving.take() else {
        return Ok(Exit::PassOn);
    };
    leaving.end().map(|swallowed| {
        if swallowed {
            Exit::Swallow
        } else {
            Exit::PassOn
        }
    })
}

/// Hands over what it is dropped with.
struct Owned {
    leaving: Option<Leaving>,
}

impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(leaving) = self.leaving.take() {
            handing_over::hand_over(leaving);
        }
    }
}

impl Shared {
    fn take(&self) -> Vec<Entry> {
        mem::take(&mut *lock(&self.entries))
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let entries = self.take();
        if !entries.is_empty() {
            let cause = handing_over::cause_of_drop();
            handing_over::hand_over(Leaving::new(&self.tracker, entries, cause));
        }
    }
}

impl fmt::Debug for ExitStack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExitStack")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
