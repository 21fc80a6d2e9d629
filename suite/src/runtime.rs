use std::{
    fmt,
    future::{self, Future},
    panic::Location,
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, Capabilities, Executor, TaskHandle};

use crate::{
    clock::{handle::Clock, interval::Interval, sleep::Sleep},
    context::handing_over::TimeOver,
    job,
    task::Task,
    tracking::{
        await_point,
        current::Current,
        link::Output,
        node::{Kind, Node},
        place::Place,
        tracked::Tracked,
        tracker::{Phase, Tracker},
    },
};

/// The runtime that a test runs on.
///
/// A handle: cheap to clone, usable from any thread, and never the owner of the runtime. It is one type
/// for all runtimes, so a test that takes it is compiled once.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::time::Duration;
/// let sleeper = rt.spawn({
///     let rt = rt.clone();
///     async move { rt.sleep(Duration::from_secs(3600)).await }
/// });
/// sleeper.await.unwrap();
/// assert_eq!(rt.now(), Duration::from_secs(3600), "`sim` has virtual time");
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Runtime {
    tracker: Arc<Tracker>,
}

impl Runtime {
    pub(crate) fn new(tracker: Arc<Tracker>) -> Runtime {
        Runtime { tracker }
    }

    /// Returns the runtime whose test runs on this thread: in the test itself, in what it spawns, and in
    /// its blocking jobs.
    ///
    /// # Panics
    ///
    /// Panics where no test runs, and in threads and tasks that were started past the suite.
    #[must_use]
    #[track_caller]
    pub fn current() -> Runtime {
        Runtime::try_current().expect(
            "no cell is running on this thread: call this inside a `#[runtime_matrix::test]`, a task \
             spawned with `Runtime::spawn` or a job started with `Runtime::spawn_blocking`",
        )
    }

    /// Returns the runtime whose test runs on this thread, if there is one.
    pub(crate) fn try_current() -> Option<Runtime> {
        Current::runtime()
    }

    /// Starts a task. It makes progress while the test waits.
    ///
    /// The place of the call is what reports name the task by.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Task::new(self.start(None, Location::caller().into(), erased(future)))
    }

    /// Starts a task that reports call by that name.
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[track_caller]
    pub fn spawn_named<F>(&self, name: &str, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Task::new(self.start(Some(name), Location::caller().into(), erased(future)))
    }

    /// Starts a task that reports call by that name, and that was spawned at that place.
    pub(crate) fn spawn_at<F>(&self, name: &str, place: Place, future: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Task::new(self.start(Some(name), place, erased(future)))
    }

    /// What of a spawn does not depend on the future's type, and is compiled once.
    pub(crate) fn start(
        &self,
        name: Option<&str>,
        place: Place,
        future: BoxFuture<Output>,
    ) -> Arc<Node> {
        let (node, native) = self.launch(name, place, |node| Tracked::new(future, node));
        node.keep_native(native);
        node
    }

    /// Registers a task and hands its future to the runtime.
    pub(crate) fn launch(
        &self,
        name: Option<&str>,
        place: Place,
        track: impl FnOnce(Arc<Node>) -> Tracked,
    ) -> (Arc<Node>, Box<dyn TaskHandle>) {
        // Before anything is registered: a refusal must leave no trace.
        let executor = self.executor("spawn");
        self.launch_on(&*executor, name, place, track)
    }

    /// Like [`launch`](Runtime::launch), on an executor that is known to be there.
    pub(crate) fn launch_on(
        &self,
        executor: &dyn Executor,
        name: Option<&str>,
        place: Place,
        track: impl FnOnce(Arc<Node>) -> Tracked,
    ) -> (Arc<Node>, Box<dyn TaskHandle>) {
        let node = self
            .tracker
            .register(Kind::Task, name.map(str::to_owned), place);
        let tracked = track(Arc::clone(&node));
        let native = executor.spawn(Box::pin(tracked));
        (node, native)
    }

    /// Starts a task, unless the test has ended: then the future is dropped.
    pub(crate) fn try_start(
        &self,
        name: Option<&str>,
        place: Place,
        future: BoxFuture<Output>,
    ) -> Option<Arc<Node>> {
        let executor = self.try_executor()?;
        let (node, native) =
            self.launch_on(&*executor, name, place, |node| Tracked::new(future, node));
        node.keep_native(native);
        Some(node)
    }

    pub(crate) fn tracker(&self) -> &Arc<Tracker> {
        &self.tracker
    }

    pub(crate) fn executor(&self, what: &str) -> Arc<dyn Executor> {
        self.try_executor().unwrap_or_else(|| {
            panic!(
                "{}: `{what}` after the test has ended",
                self.tracker.identity
            )
        })
    }

    fn try_executor(&self) -> Option<Arc<dyn Executor>> {
        let executor = self.tracker.executor();
        executor.filter(|_| self.tracker.phase() != Phase::Ended)
    }

    /// Runs `job` where it may block its thread. The handle is that of a task; a job that has begun
    /// cannot be cancelled.
    ///
    /// # Panics
    ///
    /// Panics if the runtime has no `blocking` capability (say `requires(blocking)` and the cell is
    /// reported as unsupported), or if the test has ended.
    #[track_caller]
    pub fn spawn_blocking<F, T>(&self, job: F) -> Task<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let place = Location::caller().into();
        let executor = self.executor("spawn_blocking");
        let Some(blocking) = executor.blocking() else {
            panic!(
                "{}: the runtime has no `blocking`: add `requires(blocking)` to the test's attribute",
                self.tracker.identity
            );
        };
        let node = self.tracker.register(Kind::Job, None, place);
        blocking.run(job::tracked(
            Arc::clone(&node),
            Box::new(move || Box::new(job()) as Output),
        ));
        Task::new(node)
    }

    /// Sleeps on the cell's clock: the machine's on real runtimes, virtual on `sim`. Never ends early.
    ///
    /// The time runs from this call on. A sleep of zero may or may not return to the scheduler:
    /// use [`yield_now`](Runtime::yield_now) for that.
    #[track_caller]
    pub fn sleep(&self, duration: Duration) -> Sleep {
        let place = Location::caller().into();
        Sleep::new(Arc::clone(&self.tracker), duration, Some(place))
    }

    /// Sleeps until that much time has passed since the cell began: not at all if it has.
    #[track_caller]
    pub fn sleep_until(&self, deadline: Duration) -> Sleep {
        let (place, rest) = (Location::caller(), deadline.saturating_sub(self.now()));
        Sleep::new(Arc::clone(&self.tracker), rest, Some(place.into()))
    }

    /// Returns what ticks once a period on the cell's clock; the first tick comes one period from now.
    ///
    /// # Panics
    ///
    /// Panics if the period is zero.
    #[track_caller]
    #[must_use]
    pub fn interval(&self, period: Duration) -> Interval {
        assert!(
            !period.is_zero(),
            "{}: an interval of zero would tick without end: give it a period, or use `yield_now`",
            self.tracker.identity
        );
        Interval::new(&self.tracker, period, Location::caller().into())
    }

    /// Returns the clock that the test lives by.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock::new(&self.tracker)
    }

    /// Awaits `future` for as long as `limit` at most, on the cell's clock.
    ///
    /// A future that is ready at the deadline has made it, even with a limit of zero.
    ///
    /// # Errors
    ///
    /// Fails with [`Elapsed`] once the limit is over; the future has been dropped by then.
    ///
    /// # Cancellation
    ///
    /// Dropping it drops `future`.
    #[track_caller]
    pub fn timeout<F: Future>(
        &self,
        limit: Duration,
        future: F,
    ) -> impl Future<Output = Result<F::Output, Elapsed>> + use<F> {
        let (tracker, place) = (Arc::clone(&self.tracker), Location::caller());
        async move {
            let mut sleep = pin!(Sleep::new(tracker, limit, None));
            // Dropped after the future, so that what that leaves knows why.
            let mut time_over = TimeOver::default();
            let mut future = pin!(future);
            let ended = future::poll_fn(|cx| {
                // What the future itself says of what it awaits takes the place of this.
                await_point::note("what is in the time-out made at", Place::from(place));
                match future.as_mut().poll(cx) {
                    Poll::Ready(output) => Poll::Ready(Ok(output)),
                    Poll::Pending => sleep.as_mut().poll(cx).map(|()| Err(Elapsed { limit })),
                }
            })
            .await;
            if ended.is_err() {
                time_over.begins();
            }
            ended
        }
    }

    /// Gives other tasks a turn: it returns `Pending` once, and is woken when those before it had theirs.
    ///
    /// Most runtimes put a task that wakes itself at the end of their queue. Where one is polled again at
    /// once (the card's `self_wake`), a task of ours in that queue does the waking.
    pub async fn yield_now(&self) {
        let mut yielded = false;
        future::poll_fn(|cx| {
            if yielded {
                return Poll::Ready(());
            }
            yielded = true;
            self.tracker.wake_later(cx.waker());
            Poll::Pending
        })
        .await;
    }

    /// Returns the time since the cell began, on its clock.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.tracker.now()
    }

    /// Returns the runtime's id, as it ends the test's name: `sim`, `tokio_multi_thread`, …
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.tracker.identity.runtime
    }

    /// Returns the powers that the runtime has.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.tracker.capabilities
    }
}

/// Reduces futures to one type, whatever they give.
pub(crate) fn erased<F>(future: F) -> BoxFuture<Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    Box::pin(async move { Box::new(future.await) as Output })
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// The error of a [`Runtime::timeout`] whose limit is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed {
    limit: Duration,
}

impl Elapsed {
    /// Returns the limit that was set.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it did not end within {:?}", self.limit)
    }
}

impl std::error::Error for Elapsed {}
