use std::{any::Any, future::Future, pin::Pin, time::Duration};

use crate::Net;

/// A boxed future that may move between threads.
pub type BoxFuture<T> = BoxFutureOf<'static, T>;

/// A boxed future that may move between threads, and borrows.
pub type BoxFutureOf<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An instance of an async runtime, as the suite drives it.
///
/// The trait is object-safe: a test body is compiled once and handed to each runtime behind
/// `Arc<dyn Executor>`. Only three methods are required. Everything else is a power that an
/// implementation may offer; what it offers must agree with the [`Card`](crate::Card) of its factory.
///
/// # Duties of the caller
///
/// The suite owns the instance, calls [`shutdown`](Executor::shutdown) once, outside of any task, and
/// calls neither `block_on` nor `spawn` afterwards. What it spawns does not unwind when it is dropped: some
/// runtimes abort the process then.
///
/// # Duties of the implementer
///
/// * A future is polled by one thread at a time and never after it returned `Ready`.
/// * Each waker that is handed to a future works from any thread, may be cloned, may be used more than
///   once, and may be used after the task has completed, when it does nothing.
/// * A wake that arrives while the future is being polled leads to another poll.
/// * A future that panics, and one that is cancelled, is dropped like any other; its siblings and the
///   instance live on.
pub trait Executor: Send + Sync {
    /// Drives `root` to completion on the calling thread.
    ///
    /// `root` need not be `Send`, so it never leaves this thread. The instance's context (whatever the
    /// runtime's own functions look up) is entered while it is polled. Spawned tasks make progress
    /// while `root` waits. May be called again after it has returned.
    ///
    /// # Panics
    ///
    /// A panic of `root` unwinds to the caller, and the instance stays usable. A call from inside a task
    /// or a root of this instance is either refused with a panic that says so, or works; the card says
    /// which, and it never deadlocks. A call while another thread drives the same instance may be
    /// refused in the same way.
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>);

    /// Starts `future` as a task that makes progress while a root is driven.
    ///
    /// Callable from any thread. The future is dropped as soon as it has completed, panicked or been
    /// cancelled. On an instance that has been shut down the future is dropped without being polled
    /// ([`refused`](crate::refused)).
    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle>;

    /// Ends the instance: stops its threads and drops what futures it still holds.
    ///
    /// Waits for its threads up to `deadline`, in real time, and no longer; what it drops on the calling thread
    /// takes the time that it takes. Callable once, from outside the instance, and not while a `block_on` of it
    /// runs. Nobody polls a sleep or a socket of the instance afterwards, which may panic then. When the last `Arc` of the executor goes later, even inside a task, nothing more happens.
    fn shutdown(&self, deadline: Duration) -> Shutdown;

    /// The runtime's own timer, if it has one; the suite falls back on a timer thread of its own.
    fn timer(&self) -> Option<&dyn Timer> {
        None
    }

    /// The runtime's pool for blocking jobs, if it has one.
    fn blocking(&self) -> Option<&dyn Blocking> {
        None
    }

    /// The runtime's own sockets, if it has any; the suite falls back on pipes in memory.
    fn net(&self) -> Option<&dyn Net> {
        None
    }

    /// The runtime's own notion of time, if that is not the machine's.
    fn native_clock(&self) -> Option<&dyn NativeClock> {
        None
    }

    /// The number of tasks alive on this instance, whoever spawned them, where the runtime can tell.
    ///
    /// The suite compares it with the tasks that it tracks: the difference was spawned past it.
    fn alive_tasks(&self) -> Option<usize> {
        None
    }
}

/// The runtime's own handle of one spawned task.
///
/// What a native handle does when it is merely dropped differs between runtimes, so the suite never
/// leans on that: it cancels, detaches, or says [`drop_native`](TaskHandle::drop_native) aloud. Once the task
/// has ended, the handle is dropped like any other value.
pub trait TaskHandle: Send {
    /// Cancels the task; the returned future completes once the task's future *has been dropped*.
    ///
    /// The request is made by the call itself, not by polling the result. A task that has completed is
    /// left alone. If cancelling wins before the first poll, no line of the task has run. Where the
    /// runtime's own cancel returns earlier than that, the adapter waits.
    fn cancel(self: Box<Self>) -> BoxFuture<()>;

    /// Lets the task run on to its end without a handle.
    fn detach(self: Box<Self>);

    /// Drops the runtime's own handle and nothing else: [`Card::handle_drop`](crate::Card) says what
    /// that does.
    ///
    /// What is dropped is `self`, unless an implementation says otherwise.
    fn drop_native(self: Box<Self>) {}

    /// Joins natively: completes when the task has ended, with what the runtime itself makes of it.
    ///
    /// Where the runtime reports a panic to its joiner by unwinding, polling the returned future
    /// unwinds ([`PanicAtJoin`](crate::PanicAtJoin)).
    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd>;
}

/// What a runtime's own join said of a task.
#[derive(Debug)]
#[non_exhaustive]
pub enum NativeEnd {
    /// The task ran to its end.
    Done,
    /// The task was cancelled.
    Cancelled,
    /// The task panicked; the payload is whole.
    Panicked(Box<dyn Any + Send>),
}

/// What the join of a runtime says that has no output for a task which was cancelled, as those on async-task do.
impl From<Option<()>> for NativeEnd {
    fn from(output: Option<()>) -> NativeEnd {
        match output {
            Some(()) => NativeEnd::Done,
            None => NativeEnd::Cancelled,
        }
    }
}

/// What became of a [`shutdown`](Executor::shutdown).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Shutdown {
    /// Nothing of the instance is left.
    Complete,
    /// The deadline passed first; threads of the instance may still run.
    TimedOut,
}

/// The power to sleep.
pub trait Timer {
    /// Returns a future that completes once `duration` has passed on the runtime's own time, counted from
    /// this call, and never earlier.
    ///
    /// Callable outside the instance's context. Zero is allowed; whether a zero sleep yields is for the
    /// card to say. Dropping the future gives the timer back.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;
}

/// The power to run code that blocks its thread.
pub trait Blocking {
    /// Runs `job` on a thread where it may block, without holding up any task.
    ///
    /// The suite's jobs never unwind. A job that has not started when the instance is shut down is
    /// dropped, or runs all the same where the pool is the process's. Panics if the machine does not give a thread.
    fn run(&self, job: Box<dyn FnOnce() + Send>);

    /// Says, in a job of this instance, that the job will do nothing until a task of the instance has made
    /// progress: a clock of the runtime's own need not stand for it.
    ///
    /// What is returned has to be called before the job is told to go on, from any thread. A runtime whose clock
    /// does not heed its jobs returns nothing.
    fn pause(&self) -> Option<Box<dyn FnOnce() + Send>> {
        None
    }
}

/// The power to tell a time that is not the machine's.
pub trait NativeClock {
    /// Returns the time on the runtime's clock since the instance was built.
    fn now(&self) -> Duration;
}
