use std::{
    fmt,
    future::{self, Future},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use runtime_matrix_core::{BoxFuture, TaskHandle};

use crate::{
    remote::{blocked, call, error::RemoteError},
    task::{JoinError, Task},
    tracking::{current::Current, hold::Hold, node::Node, tracker::Tracker},
};

/// A handle of what was handed to a runtime from outside. It is awaited in tasks of any runtime, and
/// [waited for](RemoteTask::wait) by threads.
///
/// Dropping it lets the task run on, until the runtime is stopped. A panic of it ends the runtime then, since
/// nobody is left who could observe it.
///
/// ```
/// use runtime_matrix::{RemoteRuntime, Sim};
/// let remote = RemoteRuntime::start(&Sim)?;
/// let (first, second) = (remote.submit(async { 1 }), remote.submit(async { 2 }));
/// assert_eq!(second.wait()? - first.wait()?, 1);
/// # Ok::<(), runtime_matrix::RemoteError>(())
/// ```
///
/// # Panics
///
/// Polling it after it has completed panics.
///
/// # Known limitations
///
/// A test that awaits it has its virtual clock stand meanwhile. That of `sim` does not know: it jumps to the next
/// timer, if there is one, however soon the answer comes. Wait in a job of
/// [`Runtime::spawn_blocking`](crate::Runtime::spawn_blocking) where that matters.
#[must_use = "a call that nobody waits for runs until the runtime is stopped: await it, wait for it or cancel it"]
pub struct RemoteTask<T> {
    tracker: Arc<Tracker>,
    /// None if the runtime had been stopped.
    node: Option<Arc<Node>>,
    /// Whether this handle asked for the end.
    asked: Arc<AtomicBool>,
    answer: BoxFuture<Result<T, RemoteError>>,
    /// Of the cell that awaits it.
    hold: Option<Hold>,
}

impl<T: Send + 'static> RemoteTask<T> {
    pub(crate) fn new(tracker: &Arc<Tracker>, node: Option<Arc<Node>>) -> RemoteTask<T> {
        let asked = Arc::<AtomicBool>::default();
        let answer: BoxFuture<_> = match &node {
            Some(node) => Box::pin(answer(
                Arc::clone(tracker),
                Task::new(Arc::clone(node)),
                Arc::clone(&asked),
            )),
            None => Box::pin(future::ready(Err(call::shutdown(tracker)))),
        };
        RemoteTask {
            tracker: Arc::clone(tracker),
            node,
            asked,
            answer,
            hold: None,
        }
    }

    /// Blocks this thread until the task has ended.
    ///
    /// # Errors
    ///
    /// Fails as [`Runtime::call_blocking`](crate::Runtime::call_blocking) does, and with
    /// [`Cancelled`](RemoteError::Cancelled) after [`cancel`](RemoteTask::cancel). If it is refused, the task is
    /// cancelled.
    pub fn wait(self) -> Result<T, RemoteError> {
        // What has its answer blocks nobody.
        if self.node.as_ref().is_some_and(|node| !node.has_ended()) {
            if let Err(refused) = call::check_may_block(&self.tracker, "RemoteTask::wait") {
                self.cancel();
                return Err(refused);
            }
        }
        self.wait_here()
    }

    /// Blocks this thread, which may be blocked, until the task has ended.
    pub(crate) fn wait_here(self) -> Result<T, RemoteError> {
        let tracker = Arc::clone(&self.tracker);
        blocked::block_on(&tracker, self.answer)
    }

    /// Asks the task to end, from whatever thread, and returns at once. The handle's answer is then
    /// [`Cancelled`](RemoteError::Cancelled), once the future has been dropped; or the output, if the task had
    /// completed by then.
    ///
    /// ```
    /// # use runtime_matrix::{RemoteError, RemoteRuntime, Sim};
    /// # let remote = RemoteRuntime::start(&Sim)?;
    /// let task = remote.submit(std::future::pending::<()>());
    /// task.cancel();
    /// assert!(matches!(task.wait(), Err(RemoteError::Cancelled)));
    /// # Ok::<(), RemoteError>(())
    /// ```
    pub fn cancel(&self) {
        let Some(node) = &self.node else { return };
        self.asked.store(true, SeqCst);
        match node.take_native().map(TaskHandle::cancel) {
            // The request has been made, and the node tells the end.
            Some(cancelled) => drop(cancelled),
            None => node.request_cancel(),
        }
    }

    /// Tells whether there is an answer: the task has ended, or the runtime was stopped before it began.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.node.as_ref().is_none_or(|node| node.has_ended())
    }
}

/// Waits for a task, or for the end of its cell, after which it has no answer any more.
async fn answer<T: Send + 'static>(
    tracker: Arc<Tracker>,
    mut task: Task<T>,
    asked: Arc<AtomicBool>,
) -> Result<T, RemoteError> {
    let mut ended = pin!(tracker.closing.until(|closing| closing.ended.then_some(())));
    let joined = future::poll_fn(|cx| match Pin::new(&mut task).poll(cx) {
        Poll::Ready(joined) => Poll::Ready(joined),
        Poll::Pending => ended.as_mut().poll(cx).map(|()| Err(JoinError::Cancelled)),
    });
    match joined.await {
        Ok(output) => Ok(output),
        Err(JoinError::Panicked(panic)) => Err(RemoteError::Panicked(panic)),
        Err(JoinError::Cancelled) if !asked.load(SeqCst) && tracker.is_closing() => {
            Err(call::shutdown(&tracker))
        }
        Err(JoinError::Cancelled) => Err(RemoteError::Cancelled),
    }
}

impl<T> Future for RemoteTask<T> {
    type Output = Result<T, RemoteError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let me = &mut *self;
        let polled = me.answer.as_mut().poll(cx);
        if polled.is_ready() {
            me.hold = None;
        } else if me.hold.is_none() && !Current::is(&me.tracker) {
            // The cell that waits cannot see that elsewhere something runs which will wake it.
            me.hold = Current::tracker().map(|waiting| Hold::of(&waiting));
        }
        polled
    }
}

impl<T> fmt::Debug for RemoteTask<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteTask")
            .field("runtime", &self.tracker.identity.to_string())
            .field("id", &self.node.as_ref().map(|node| node.id))
            .finish_non_exhaustive()
    }
}
