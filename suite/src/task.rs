use std::{
    error::Error,
    fmt,
    future::{self, Future},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use runtime_matrix_core::TaskHandle;

use crate::tracking::{
    link::{Ending, Holder, Output},
    node::Node,
    panics::Panic,
};

/// A handle of a spawned task or blocking job. Awaiting it joins the task.
///
/// It behaves alike on every runtime. Dropping it lets the task run on; if that task is then still
/// running when the test ends, it is a leak, and the test fails with the place where it was spawned.
/// Say [`detach`](Task::detach) where that is meant.
///
/// A panic of the task that comes out of a join has been observed. One that nobody can join any more
/// fails the test at once.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::JoinError;
/// assert_eq!(rt.spawn(async { 40 + 2 }).await.unwrap(), 42);
/// let panicked = rt.spawn(async { panic!("boom") }).await;
/// assert!(matches!(panicked, Err(JoinError::Panicked(panic)) if panic.message().as_deref() == Some("boom")));
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Polling it after it has completed panics.
#[must_use = "a task whose handle is dropped counts as a leak if it never ends: await, cancel or detach it"]
pub struct Task<T> {
    /// Taken when the handle is used up.
    node: Option<Arc<Node>>,
    output: PhantomData<fn() -> T>,
}

impl<T: 'static> Task<T> {
    pub(crate) fn new(node: Arc<Node>) -> Task<T> {
        Task {
            node: Some(node),
            output: PhantomData,
        }
    }

    /// Cancels the task; completes once its future has been dropped.
    ///
    /// The request is made by the call. Gives the output if the task had completed before the request
    /// took effect, and `None` if it was cancelled. A blocking job that has begun cannot be cancelled:
    /// this waits for its end.
    ///
    /// A task that had panicked is not observed by this: the panic fails the test.
    ///
    /// # Cancellation
    ///
    /// Dropping the returned future does not take the request back.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// let task = rt.spawn(std::future::pending::<()>());
    /// assert_eq!(task.cancel().await, None);
    /// # }).unwrap();
    /// ```
    pub fn cancel(self) -> impl Future<Output = Option<T>> + Send {
        let native = self.node.as_ref().and_then(|node| node.take_native());
        let cancelled = native.map(TaskHandle::cancel);
        async move {
            if let Some(cancelled) = cancelled {
                cancelled.await;
            }
            let node = self.node.as_ref()?;
            future::poll_fn(|cx| node.poll_ended(cx)).await;
            node.take_output().map(downcast)
        }
    }

    /// Lets the task run on without a handle; what is left of it when the test ends is cancelled then,
    /// and is no leak. A panic of it fails the test at once.
    pub fn detach(mut self) {
        if let Some(node) = self.node.take() {
            node.let_go(Holder::Detached);
        }
    }

    /// Tells whether the task has ended, in whatever way.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.node.as_ref().is_none_or(|node| node.has_ended())
    }
}

/// Unpacks what only a future with this output can have left.
pub(crate) fn downcast<T: 'static>(output: Output) -> T {
    *output
        .downcast()
        .expect("a task's output has the type of its future's")
}

impl<T: 'static> Future for Task<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let node = self
            .node
            .as_ref()
            .expect("a task was awaited after it had been joined");
        let Poll::Ready(ending) = node.poll_ending(cx) else {
            return Poll::Pending;
        };
        self.node = None;
        Poll::Ready(match ending {
            Ending::Done(output) => Ok(downcast(output)),
            Ending::Panicked(panic) => Err(JoinError::Panicked(*panic)),
            Ending::Cancelled | Ending::Observed => Err(JoinError::Cancelled),
        })
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        if let Some(node) = self.node.take() {
            node.let_go(Holder::Dropped);
        }
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Task");
        if let Some(node) = &self.node {
            debug
                .field("id", &node.id)
                .field("name", &node.name)
                .field("finished", &node.has_ended());
        }
        debug.finish_non_exhaustive()
    }
}

/// The reason why a join has no output.
#[derive(Debug)]
#[non_exhaustive]
pub enum JoinError {
    /// The task was cancelled: its future was dropped before it had completed.
    Cancelled,
    /// The task panicked.
    Panicked(Panic),
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JoinError::Cancelled => f.write_str("the task was cancelled"),
            JoinError::Panicked(panic) => write!(f, "{} panicked: {panic}", panic.origin()),
        }
    }
}

impl Error for JoinError {}
