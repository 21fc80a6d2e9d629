use std::{
    fmt,
    panic::Location,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread as threads,
    time::Duration,
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::Verdict;

use crate::{
    remote::{error::RemoteError, remote_task::RemoteTask, thread::Thread},
    run::{cell::Cell, outcome::Outcome},
    runtime::Runtime,
    tracking::current::Current,
};

/// For how long a runtime that is dropped is waited for, in real time.
const DROP_LIMIT: Duration = Duration::from_secs(5);

/// A runtime on a thread of its own, which anybody may hand futures to.
///
/// What runs there is tracked as in a test: [`stop`](RemoteRuntime::stop) cancels what is left, waits for it and
/// for the thread, and tells what went wrong. There is no time limit, and no standstill: it is for others to
/// hand it something to do.
///
/// ```
/// use std::time::Duration;
/// use runtime_matrix::{RemoteRuntime, Sim};
///
/// let remote = RemoteRuntime::start(&Sim)?;
/// let answer = remote.submit(async { 40 + 2 });
/// assert_eq!(remote.run(async { 7 })?, 7, "it blocks this thread");
/// assert_eq!(answer.wait()?, 42);
/// remote.stop(Duration::from_secs(5))?;
/// # Ok::<(), runtime_matrix::RemoteError>(())
/// ```
///
/// A panic that nobody can observe any more, of a task whose handle is gone, ends the runtime at once: calls are
/// answered [`Shutdown`](RemoteError::Shutdown), with that panic in the text, and `stop` fails with it.
///
/// Dropping it stops it too, and waits for 5 s at most; on a thread that runs something of the runtime itself it
/// only asks it to stop. A test that ends without either has a leak.
///
/// # Panics
///
/// Dropping it panics where `stop` would fail, unless `stop` has told so already or the thread is panicking.
///
/// # Known limitations
///
/// A poll that does not return keeps the thread for good. `stop` names it and returns.
pub struct RemoteRuntime {
    thread: Arc<Thread>,
    runtime: Runtime,
    /// Whether `stop` has said how it ended, or that it did not.
    told: AtomicBool,
}

impl RemoteRuntime {
    /// Starts a runtime. Messages name it by the place of this call.
    ///
    /// # Errors
    ///
    /// Fails with [`NotStarted`](RemoteError::NotStarted) if the machine does not give a thread, or what else the
    /// runtime needs.
    #[track_caller]
    pub fn start(factory: &'static dyn RuntimeFactory) -> Result<RemoteRuntime, RemoteError> {
        RemoteRuntime::start_cell(Cell::new(factory))
    }

    /// Starts a runtime with a name, workers, a seed or a virtual clock, all of which are the cell's. Its
    /// thread has that name. The cell's limits for its body and for a standstill do not apply.
    ///
    /// ```
    /// use std::time::Duration;
    /// use runtime_matrix::{Cell, RemoteRuntime, Sim};
    /// let remote = RemoteRuntime::start_cell(Cell::new(&Sim).named("herd").seed(7))?;
    /// let name = remote.run(async { std::thread::current().name().map(str::to_owned) })?;
    /// assert_eq!(name.as_deref(), Some("herd"));
    /// # Ok::<(), runtime_matrix::RemoteError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails as [`start`](RemoteRuntime::start) does.
    pub fn start_cell(cell: Cell<'static>) -> Result<RemoteRuntime, RemoteError> {
        let name = cell.id().to_string();
        // It waits for what comes from outside: standing still is no mistake.
        let cell = cell.timeout(None).grace(Duration::MAX);
        let thread = Thread::start(cell).map_err(|error| {
            RemoteError::NotStarted(format!("the remote runtime {name} did not start: {error}"))
        })?;
        let thread = Arc::new(thread);
        if let Some(around) = Current::tracker() {
            around.call(Arc::clone(&thread) as _);
        }
        Ok(RemoteRuntime {
            runtime: thread.runtime(),
            thread,
            told: AtomicBool::new(false),
        })
    }

    /// Returns the runtime's handle, for sleeps and the like in what is submitted. In a task of the runtime,
    /// [`Runtime::current`] is the same.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Hands a future to the runtime, from any thread, and does not wait for it.
    ///
    /// The place of the call is what reports name the task by. A runtime that has been stopped drops the
    /// future; the handle answers [`Shutdown`](RemoteError::Shutdown).
    #[track_caller]
    pub fn submit<F>(&self, future: F) -> RemoteTask<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime.submit(None, Location::caller().into(), future)
    }

    /// Hands a future to the runtime, as a task that reports call by that name.
    #[track_caller]
    pub fn submit_named<F>(&self, name: &str, future: F) -> RemoteTask<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime
            .submit(Some(name), Location::caller().into(), future)
    }

    /// Runs a future on the runtime and blocks this thread until it has ended.
    ///
    /// # Errors
    ///
    /// Fails as [`Runtime::call_blocking`] does. In a test or a task await [`submit`](RemoteRuntime::submit)
    /// instead, which blocks nobody.
    #[track_caller]
    pub fn run<F>(&self, future: F) -> Result<F::Output, RemoteError>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime
            .call(Location::caller().into(), "RemoteRuntime::run", future)
    }

    /// Cancels all that the runtime runs, waits until that has ended, ends the runtime and joins its thread. It
    /// blocks this thread for `limit` at most, in real time; returns what became of the runtime's cell.
    ///
    /// Nothing is given time to complete: wait for what is to have a result before. What is cancelled so answers
    /// [`Shutdown`](RemoteError::Shutdown); an answer that was there already is kept by its handle. Calling it
    /// again returns the same, or waits again for what had not ended.
    ///
    /// # Errors
    ///
    /// * [`Left`](RemoteError::Left) if the limit is over, with the names of what has not ended. It is left
    ///   behind: the thread ends when it does.
    /// * [`Failed`](RemoteError::Failed) if something had gone wrong: a panic that nobody joined, say.
    /// * [`Refused`](RemoteError::Refused) in a task or a job of the runtime itself, which would wait for its own
    ///   end. Nothing is stopped then.
    pub fn stop(&self, limit: Duration) -> Result<Outcome, RemoteError> {
        let name = &self.runtime.tracker().identity;
        if self.is_inside() {
            return Err(RemoteError::Refused(format!(
                "`RemoteRuntime::stop` inside {name} would wait for its own end: stop it from outside"
            )));
        }
        self.thread.request_stop();
        let ended = self.thread.wait_end(limit);
        self.told.store(true, SeqCst);
        match ended {
            Some(outcome) if outcome.verdict() == Verdict::Pass => Ok(outcome),
            Some(outcome) => Err(RemoteError::Failed(Box::new(outcome))),
            None => Err(RemoteError::Left {
                runtime: format!("the remote runtime {name}"),
                limit,
                tasks: self.thread.left(),
            }),
        }
    }

    /// Tells whether this thread runs something of the runtime itself.
    fn is_inside(&self) -> bool {
        let tracker = self.runtime.tracker();
        Current::is(tracker) || tracker.is_home()
    }
}

impl Drop for RemoteRuntime {
    fn drop(&mut self) {
        self.thread.request_stop();
        if self.told.load(SeqCst) || self.is_inside() {
            return;
        }
        let stopped = self.stop(DROP_LIMIT);
        if let Err(error) = stopped {
            assert!(threads::panicking(), "{error}");
        }
    }
}

impl fmt::Debug for RemoteRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteRuntime")
            .field("name", &self.thread.name)
            .field("runtime", &self.runtime.name())
            .field("has_ended", &self.thread.has_ended())
            .finish_non_exhaustive()
    }
}
