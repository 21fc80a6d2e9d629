use std::{
    borrow::Cow,
    fmt::{self, Write},
    future::Future,
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, Location, catch_unwind},
    sync::Arc,
    time::Duration,
};

use runtime_matrix_core::{Options, RuntimeFactory};
use runtime_matrix_report::{CellId, Verdict};

use crate::{
    clock::source::TimeSource,
    run::{
        census::Census,
        driving::{disagreement, drive, of_runtime},
        identity::{Identity, is_embedded},
        limits::{Limits, PollLimit},
        outcome::{Outcome, Work},
        root::Body,
        termination::Termination,
    },
    runtime::Runtime,
    tracking::{
        course::Course,
        failure::Failure,
        history::Recorder,
        panics,
        place::Place,
        probe::Probe,
        tracker::{Phase, Tracker},
    },
};

/// One test on one runtime, run from code: what the attribute does for each cell, without libtest.
///
/// It returns what became of the test instead of panicking, which is how tests of tests are written.
///
/// ```
/// use runtime_matrix::{Cell, Runtime, Sim, Verdict};
///
/// let outcome = Cell::new(&Sim).run(|rt: Runtime| async move {
///     drop(rt.spawn(std::future::pending::<()>()));
/// });
/// assert_eq!(outcome.verdict(), Verdict::Leak);
/// assert_eq!(outcome.message(), Some("leak: task 1 was still running when the test had ended"));
/// ```
#[derive(Clone)]
#[must_use = "a cell does nothing until it is run"]
pub struct Cell<'a> {
    factory: &'a dyn RuntimeFactory,
    id: CellId,
    place: Place,
    pub(super) options: Options,
    pub(super) limits: Limits,
    pub(super) virtual_clock: bool,
    pub(super) recorded: bool,
    /// Which run of several it is.
    pass: Option<&'static str>,
    pub(super) census: Option<Arc<Census>>,
    fresh_wakers: bool,
    keeps_history: bool,
    course: Option<Arc<Course>>,
    replay: Option<String>,
}

impl<'a> Cell<'a> {
    /// Returns a cell on a fresh instance of that runtime. Messages name it by the place of this call.
    #[track_caller]
    pub fn new(factory: &'a dyn RuntimeFactory) -> Cell<'a> {
        let place = Place::from(Location::caller());
        // In one allocation, as there are programs that run a million cells.
        let mut test = String::with_capacity(place.file.len() + 8);
        let _ = write!(test, "{}:{}", place.file, place.line);
        let id = CellId {
            package: Cow::Borrowed(""),
            target: Cow::Borrowed(""),
            test: Cow::Owned(test),
            cell: Cow::Borrowed(factory.id()),
        };
        Cell::of(factory, id, place)
    }

    pub(crate) fn of(factory: &'a dyn RuntimeFactory, id: CellId, place: Place) -> Cell<'a> {
        let limits = Limits {
            timeout: Some(Limits::TIMEOUT),
            raised_by: "`Cell::timeout`",
            grace: None,
            teardown: Limits::TEARDOWN,
            poll: None,
            forbids_ambient: false,
        };
        Cell {
            factory,
            id,
            place,
            options: Options::default(),
            limits,
            virtual_clock: false,
            recorded: false,
            pass: None,
            census: None,
            fresh_wakers: false,
            keeps_history: false,
            course: None,
            replay: None,
        }
    }

    /// Returns the cell under another name.
    pub fn named(mut self, name: &str) -> Cell<'a> {
        self.id.test = Cow::Owned(name.to_owned());
        self
    }

    /// Returns the cell with that limit for its body, in real time; `None` sets none. The default is 60 s.
    pub fn timeout(mut self, limit: Option<Duration>) -> Cell<'a> {
        self.limits.timeout = limit;
        self
    }

    /// Returns the cell with that limit for a standstill that is not proved to be a deadlock, in real
    /// time. The default is 30 s, and about 200 ms under a virtual clock, longer on a machine that is busy.
    pub fn grace(mut self, limit: Duration) -> Cell<'a> {
        self.limits.grace = Some(limit);
        self
    }

    /// Returns the cell with that limit for its teardown, in real time. The default is 5 s. After it, a
    /// task that waits and a job that blocks are left behind, and told; a poll that has not returned by
    /// then aborts the process.
    pub fn teardown(mut self, limit: Duration) -> Cell<'a> {
        self.limits.teardown = limit;
        self
    }

    /// Returns the cell with that limit for a single poll, of the body or of a task, in real time: one that
    /// takes as long or longer is told by [`Outcome::long_polls`] and in the cell's end record. There is no limit
    /// by default, and then polls are not timed at all.
    ///
    /// A poll that takes long keeps its thread from everything else: it blocks, or computes without a yield.
    /// The cell still passes, since a poll also takes long where the machine gives its thread no time;
    /// [`strict_poll_limit`](Cell::strict_poll_limit) fails it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use runtime_matrix::{Cell, Runtime, Sim, Verdict};
    ///
    /// let limit = Duration::from_millis(5);
    /// let outcome = Cell::new(&Sim).poll_limit(limit).run(|_: Runtime| async move {
    ///     std::thread::sleep(limit);
    /// });
    /// assert_eq!(outcome.verdict(), Verdict::Pass);
    /// let polls = outcome.long_polls();
    /// assert!(polls[0].task == "the test" && polls[0].longest >= limit);
    /// ```
    ///
    /// # Known limitations
    ///
    /// What is polled past the suite is not timed, nor is the drop of a task between two polls. A poll that never
    /// returns is told by the watchdog instead.
    pub fn poll_limit(mut self, limit: Duration) -> Cell<'a> {
        self.limits.poll = Some(PollLimit {
            limit,
            strict: false,
        });
        self
    }

    /// Like [`poll_limit`](Cell::poll_limit), and a poll that takes longer fails the cell once it has ended.
    ///
    /// ```
    /// use std::time::Duration;
    /// use runtime_matrix::{Cell, Runtime, Sim, Verdict};
    ///
    /// let limit = Duration::from_millis(5);
    /// let outcome = Cell::new(&Sim).strict_poll_limit(limit).run(|_: Runtime| async move {
    ///     std::thread::sleep(limit);
    /// });
    /// assert_eq!(outcome.verdict(), Verdict::Fail);
    /// assert!(outcome.message().unwrap().contains("do what blocks in `Runtime::spawn_blocking`"));
    /// ```
    pub fn strict_poll_limit(mut self, limit: Duration) -> Cell<'a> {
        self.limits.poll = Some(PollLimit {
            limit,
            strict: true,
        });
        self
    }

    /// Returns the cell with all forbidden that goes past its runtime: a task of `tokio::spawn`, a thread that a
    /// global runtime runs on, a second runtime. What is still there when the body has ended fails the cell by
    /// its name; what has ended by then is not seen.
    ///
    /// Tasks are counted where the runtime can (Tokio). Whose a thread is can be told only on Linux, and in a
    /// process that runs nothing but this cell, its first one, and is told so by `RUNTIME_MATRIX_CENSUS=1`; the
    /// attribute's `forbid(ambient)` starts such a process by itself. What could not be told, and therefore
    /// fails nothing, [`Outcome::undecided`] says.
    ///
    /// ```
    /// use runtime_matrix::{Cell, Runtime, Sim, Verdict};
    ///
    /// let outcome = Cell::new(&Sim).forbid_ambient().run(|_: Runtime| async {});
    /// assert_eq!(outcome.verdict(), Verdict::Pass);
    /// assert!(outcome.undecided()[0].contains("whether threads were started"));
    /// ```
    ///
    /// # Known limitations
    ///
    /// A thread that is called like the runtime's own, such as that of a second Tokio on Tokio, is taken for one.
    /// Any other that starts while the body runs counts, one of a profiler or an allocator too.
    pub fn forbid_ambient(mut self) -> Cell<'a> {
        self.limits.forbids_ambient = true;
        self
    }

    /// Returns the cell with that many worker threads, where the runtime has any.
    pub fn workers(mut self, workers: NonZeroUsize) -> Cell<'a> {
        self.options = self.options.with_workers(workers);
        self
    }

    /// Returns the cell with that seed for a deterministic runtime.
    pub fn seed(mut self, seed: u64) -> Cell<'a> {
        self.options = self.options.with_seed(seed);
        self
    }

    /// Returns the cell with virtual time: the clock stands still while anything can run, and jumps to
    /// the next timer when nothing can, or moves by hand ([`Clock`](crate::Clock)). On `sim` time is virtual in any
    /// case; any other runtime with a clock of its own keeps that.
    ///
    /// # Known limitations
    ///
    /// Only what goes through [`Runtime`] follows it. A wake from a thread that the suite does not know
    /// cannot be foreseen: the clock may have moved by then, unless it is [held](crate::Clock::hold). It stands while an operation on a real socket is in
    /// flight, so a time-out of one never comes.
    pub fn virtual_clock(mut self) -> Cell<'a> {
        self.virtual_clock = true;
        self
    }

    /// Returns the cell as one run of several, on that runtime.
    pub(crate) fn pass(mut self, factory: &'a dyn RuntimeFactory, pass: &'static str) -> Cell<'a> {
        self.factory = factory;
        self.pass = Some(pass);
        self
    }

    pub(crate) fn factory(&self) -> &'a dyn RuntimeFactory {
        self.factory
    }

    /// Returns the cell with a waker of its own for each poll, of the body and of each task, of which only the latest
    /// one's wakes. What keeps the waker of an earlier poll is not woken, and the cell comes to a standstill.
    ///
    /// [`Future::poll`] says so: of several polls only the waker of the latest one has to be woken. Runtimes hand out
    /// the same one each time, and code that leans on that breaks as soon as its future is moved into a `select!`,
    /// a `FuturesUnordered` or another task.
    ///
    /// ```
    /// use std::{future::poll_fn, task::{Poll, Waker}, time::Duration};
    /// use runtime_matrix::{Cell, Event, Runtime, Sim, Verdict};
    ///
    /// let outcome = Cell::new(&Sim).fresh_wakers().grace(Duration::from_millis(10)).run(|rt: Runtime| async move {
    ///     let mut first: Option<Waker> = None;
    ///     let mut polls = 0;
    ///     poll_fn(|cx| {
    ///         polls += 1;
    ///         match polls {
    ///             1 => cx.waker().wake_by_ref(),
    ///             2 => first.as_ref().unwrap().wake_by_ref(), // a stale waker
    ///             _ => return Poll::Ready(()),
    ///         }
    ///         first.get_or_insert_with(|| cx.waker().clone());
    ///         Poll::Pending
    ///     })
    ///     .await;
    ///     drop(rt);
    /// });
    /// assert_eq!(outcome.verdict(), Verdict::Deadlock);
    /// ```
    ///
    /// # Known limitations
    ///
    /// That nobody is left who could wake a task is not proved then: a standstill is observed, after its grace. Stay
    /// with one waker for what is polled past the suite.
    pub fn fresh_wakers(mut self) -> Cell<'a> {
        self.fresh_wakers = true;
        self
    }

    /// Returns the cell with a [history](Outcome::history) of its steps: who was polled, what that woke, where it waits.
    pub fn history(mut self) -> Cell<'a> {
        self.keeps_history = true;
        self
    }

    /// Returns the cell as a run that is explored.
    pub(crate) fn course(mut self, course: Arc<Course>) -> Cell<'a> {
        self.course = Some(course);
        self
    }

    /// Returns the cell as one that is replayed by that text.
    pub(crate) fn replayed_by(mut self, replay: String) -> Cell<'a> {
        self.replay = Some(replay);
        self
    }

    pub(crate) fn id(&self) -> &CellId {
        &self.id
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Runs the test and returns what became of it: set-up, body and teardown in one future of a fresh
    /// runtime, which has ended when this returns.
    ///
    /// # Panics
    ///
    /// Never for what the test does. A poll that never returns aborts the process, after everything
    /// known has been printed.
    pub fn run<F, T>(mut self, test: F) -> Outcome
    where
        F: FnOnce(Runtime) -> T,
        T: Future + 'static,
        T::Output: Termination,
    {
        if self.limits.forbids_ambient {
            self.census = Census::before(self.factory);
        } else {
            Census::count();
        }
        self.run_boxed(Box::new(|rt| {
            let body = test(rt);
            Body::Fallible(Box::pin(async move { body.await.into_result() }))
        }))
    }

    pub(crate) fn run_boxed(self, make: Box<dyn FnOnce(Runtime) -> Body + '_>) -> Outcome {
        panics::install_hook();
        let tracker = self.tracker();
        // Under the machine's clock too: a wake that a worker holds back is one that is still to come.
        let options = self.options.with_idle_hook(tracker.hook());
        let built = catch_unwind(AssertUnwindSafe(|| self.factory.build(&options)));
        match built {
            Ok(Ok(executor)) => {
                if let Some(census) = &self.census {
                    census.built();
                }
                match disagreement(tracker.capabilities, &*executor) {
                    None => drive(&tracker, &executor, make),
                    Some(message) => {
                        tracker.fail(Failure::new(Verdict::Fail, message));
                        let _ = executor.shutdown(self.limits.teardown);
                    }
                }
            }
            Ok(Err(error)) => tracker.fail(Failure::new(Verdict::Fail, error.to_string())),
            Err(payload) => tracker.fail(of_runtime("while it was built", payload)),
        }
        let undecided = tracker.judge_ambient(self.factory);
        tracker.judge_polls();
        tracker.enter_phase(Phase::Ended);
        // While there are witnesses: they give evidence of a failure.
        let work = Work {
            undecided,
            ..tracker.work()
        };
        tracker.dismiss();
        Outcome::new(Arc::clone(&tracker.identity), work, tracker.failures())
    }

    pub(crate) fn identity(&self) -> Identity {
        let mut identity = Identity::new(self.id.clone(), self.factory, &self.options, self.place);
        identity.recorded = self.recorded;
        identity.pass = self.pass;
        identity.replay = self.replay.clone();
        identity
    }

    fn tracker(&self) -> Arc<Tracker> {
        let identity = self.identity();
        let card = self.factory.card();
        let clock = if is_embedded(&identity) {
            TimeSource::suite()
        } else {
            TimeSource::new(card.capabilities, self.virtual_clock)
        };
        let probe = Probe {
            fresh_wakers: self.fresh_wakers,
            history: self.keeps_history.then(Recorder::default),
            course: self.course.clone(),
        };
        let census = self.census.clone();
        Tracker::new(identity, self.limits, &card, clock, census, probe)
    }
}

impl fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cell")
            .field("id", &self.id.to_string())
            .finish_non_exhaustive()
    }
}
