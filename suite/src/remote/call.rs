use std::{panic::Location, sync::Arc};

use runtime_matrix_core::BoxFuture;

use crate::{
    remote::{error::RemoteError, remote_task::RemoteTask},
    runtime::{Runtime, erased},
    tracking::{
        current::Current,
        link::Output,
        node::Node,
        place::Place,
        tracker::{Phase, Tracker},
    },
};

impl Runtime {
    /// Runs `future` as a task of the runtime and blocks this thread until it has ended: for synchronous code
    /// that calls into asynchronous code.
    ///
    /// It works on threads of one's own and in the runtime's blocking jobs. A job that waits so holds up
    /// neither the runtime's virtual clock nor the report of a standstill.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::RemoteError;
    /// let job = rt.spawn_blocking({
    ///     let rt = rt.clone();
    ///     move || rt.call_blocking(async { 40 + 2 }).unwrap()
    /// });
    /// assert_eq!(job.await.unwrap(), 42);
    /// assert!(matches!(rt.call_blocking(async {}), Err(RemoteError::Refused(_))), "the test is polled here");
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// * [`Refused`](RemoteError::Refused) in a test, a task or a destructor that a runtime of the suite runs on
    ///   this thread, whichever runtime that is: the thread polls what is waited for, or others. Nothing is
    ///   started then.
    /// * [`Shutdown`](RemoteError::Shutdown) if the test has ended, or ends while this waits.
    /// * [`Panicked`](RemoteError::Panicked) if `future` panics, which has then been observed.
    /// * [`Cancelled`](RemoteError::Cancelled) if the runtime drops `future` unasked.
    ///
    /// # Known limitations
    ///
    /// A task that was spawned past the suite is not known. On a runtime that polls on one thread it is
    /// refused all the same; on one with workers it blocks its worker.
    #[track_caller]
    pub fn call_blocking<F>(&self, future: F) -> Result<F::Output, RemoteError>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.call(Location::caller().into(), "Runtime::call_blocking", future)
    }

    /// Calls in for somebody whose callers know it as `what`.
    pub(crate) fn call<F>(
        &self,
        place: Place,
        what: &str,
        future: F,
    ) -> Result<F::Output, RemoteError>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        if self.tracker().phase() != Phase::Ended {
            check_may_block(self.tracker(), what)?;
        }
        self.submit(None, place, future).wait_here()
    }

    /// Starts a task for somebody outside.
    pub(crate) fn submit<F>(
        &self,
        name: Option<&str>,
        place: Place,
        future: F,
    ) -> RemoteTask<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let node = self.start_from_outside(name, place, erased(future));
        RemoteTask::new(self.tracker(), node)
    }

    /// Starts a task unless the runtime stops: the future is dropped then.
    fn start_from_outside(
        &self,
        name: Option<&str>,
        place: Place,
        future: BoxFuture<Output>,
    ) -> Option<Arc<Node>> {
        let mut future = Some(future);
        // Under the lock, so that nothing comes after the stop that nobody would cancel. No code of the test's
        // runs here: a runtime polls nothing in `spawn`, and drops nothing before it is shut down.
        self.tracker().closing.look(|closing| {
            let future = future.take().filter(|_| !closing.stops)?;
            self.try_start(name, place, future)
        })
    }
}

/// Fails where a thread must not block.
pub(crate) fn check_may_block(tracker: &Tracker, what: &str) -> Result<(), RemoteError> {
    let polled = match Current::tracker() {
        Some(polled) if Current::is_polling() => polled.identity.to_string(),
        _ if tracker.is_home() => tracker.identity.to_string(),
        _ => return Ok(()),
    };
    Err(RemoteError::Refused(format!(
        "`{what}` would block a thread that polls the tasks of {polled}: await the future there, or call from \
         a job of `Runtime::spawn_blocking` or a thread of your own"
    )))
}

/// Returns the error of a call that the end of its runtime has left without an answer.
pub(crate) fn shutdown(tracker: &Tracker) -> RemoteError {
    let name = &tracker.identity;
    let failures = tracker.failures();
    let cause = failures.first().map(|failure| failure.message.as_str());
    RemoteError::Shutdown(match cause {
        Some(cause) => format!("the runtime of {name} has ended: {cause}"),
        None => format!("the runtime of {name} was stopped or has ended: call before that"),
    })
}
