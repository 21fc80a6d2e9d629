use std::{fmt, future::Future, panic::Location, sync::Arc, thread, time::Duration};

use crate::{
    clock::{
        advance::Advance,
        guards::{ByHand, ClockHold},
        sleep::Sleep,
        source::TimeSource,
        words,
    },
    remote::blocked,
    tracking::{current::Current, tracker::Tracker},
};

/// The clock that a cell lives by: every sleep, time-out and interval of [`Runtime`](crate::Runtime) follows it.
///
/// It is the machine's, or virtual: always on `sim`, and on every other runtime in a test with `clock = "virtual"`
/// or a cell with [`Cell::virtual_clock`](crate::Cell::virtual_clock). Virtual time stands still while anything
/// can run, and goes to the next deadline once nothing can: no task is runnable, no blocking job runs, no operation
/// on a real socket is in flight, and nobody [holds](Clock::hold) it. Of equal deadlines the one made first
/// fires first. It starts at zero and ends after 584 years; what would end later never does.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::time::Duration;
///
/// let second = Duration::from_secs(1);
/// let _by_hand = rt.clock().by_hand();
/// let sleeper = rt.spawn(rt.sleep(10 * second));
/// rt.clock().advance(9 * second).await;
/// assert!(!sleeper.is_finished());
/// rt.clock().advance(second).await;
/// assert!(sleeper.is_finished(), "whatever is due has run by then");
/// # sleeper.await.unwrap();
/// # }).unwrap();
/// ```
///
/// # Wakes that cannot be foreseen
///
/// Virtual time moves when nothing of the cell can run, and a thread that is none of the cell's may be about to
/// wake it. Nobody can know that, so the test has to say it: hold the clock, and let the hold go after the wake.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::{thread, time::Duration};
/// use runtime_matrix::Event;
///
/// let answered = Event::new();
/// let (hold, answer) = (rt.clock().hold(), answered.clone());
/// thread::spawn(move || {
///     answer.set();
///     drop(hold);
/// });
/// // Without the hold, an hour might well be over before the thread has started.
/// let hour = Duration::from_secs(3600);
/// rt.timeout(hour, answered.wait()).await.expect("the thread answers");
/// assert_eq!(rt.now(), Duration::ZERO);
/// # }).unwrap();
/// ```
///
/// The same goes for native timers (`tokio::time::sleep`) and native sockets: they follow the machine's time, and
/// virtual time moves past them. A failure names the first such wake that came after time had moved.
#[derive(Clone)]
pub struct Clock {
    tracker: Arc<Tracker>,
}

impl Clock {
    pub(crate) fn new(tracker: &Arc<Tracker>) -> Clock {
        Clock {
            tracker: Arc::clone(tracker),
        }
    }

    /// Returns the time since the cell began.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.tracker.now()
    }

    /// Tells whether it is virtual, so that it can be moved by hand.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        words::refusal(&self.tracker.clock).is_none()
    }

    /// Moves time by exactly that much, from the first poll on.
    ///
    /// What is due on the way fires in order, and at each deadline everything that was woken runs until nothing
    /// can any more, before time goes on; so it is when this returns. Blocking jobs and holds are waited for.
    /// With a duration of zero time stays where it is, and all that is runnable runs.
    ///
    /// # Panics
    ///
    /// Panics if the clock is not virtual. Polling it panics if another advance has not ended; inside a blocking
    /// job; inside the wake of a timer; and if time would come to its end.
    ///
    /// # Cancellation
    ///
    /// Dropping it leaves time where it has come to.
    #[track_caller]
    pub fn advance(&self, by: Duration) -> impl Future<Output = ()> + Send + use<> {
        let advance = self.moved("advance", Some(by));
        async move {
            advance.await;
        }
    }

    /// Moves time until no timer is left, and returns how far that was: not at all where there was none.
    ///
    /// It never ends where something sleeps over and over, such as an interval in a task.
    ///
    /// # Panics
    ///
    /// Panics as [`advance`](Clock::advance) does.
    ///
    /// # Cancellation
    ///
    /// Dropping it leaves time where it has come to.
    #[track_caller]
    pub fn advance_until_idle(&self) -> impl Future<Output = Duration> + Send + use<> {
        self.moved("advance_until_idle", None)
    }

    /// Has time move by hand only, by the two above, until what is returned is dropped.
    ///
    /// A cell in which all wait for a time that nobody advances is stalled.
    ///
    /// # Panics
    ///
    /// Panics if the clock is not virtual.
    #[track_caller]
    pub fn by_hand(&self) -> ByHand {
        self.refuse("by_hand");
        ByHand::new(&self.tracker, Location::caller().into())
    }

    /// Says that somebody outside of the cell is about to wake it: until what is returned is dropped, virtual time
    /// stays where it is, and the cell is not called stalled. To be dropped after the wake, on any thread.
    ///
    /// Under the machine's clock, time goes on all the same.
    #[track_caller]
    pub fn hold(&self) -> ClockHold {
        ClockHold::new(&self.tracker, Location::caller().into())
    }

    /// Blocks a blocking job until that much time has passed, as [`std::thread::sleep`] does by the machine's clock.
    ///
    /// A job keeps virtual time from moving, and one that only waits for the clock would wait for ever. Meanwhile
    /// this one does not count as running.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use std::time::Duration;
    ///
    /// let (clock, hour) = (rt.clock(), Duration::from_secs(3600));
    /// let job = rt.spawn_blocking(move || clock.wait_blocking(hour));
    /// job.await.unwrap();
    /// assert_eq!(rt.now(), hour);
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics outside of the cell's blocking jobs.
    #[track_caller]
    pub fn wait_blocking(&self, duration: Duration) {
        let tracker = &self.tracker;
        assert!(
            Current::is_job_of(tracker),
            "{}: `wait_blocking` outside of the cell's blocking jobs: await `Runtime::sleep` in a task, or call \
             it in `Runtime::spawn_blocking`",
            tracker.identity
        );
        match &tracker.clock {
            TimeSource::Machine(_) => thread::sleep(duration),
            TimeSource::Virtual(_) | TimeSource::Native(_) => {
                let place = Location::caller().into();
                let sleep = Sleep::new(Arc::clone(tracker), duration, Some(place));
                blocked::block_on(tracker, sleep);
            }
        }
    }

    #[track_caller]
    fn moved(&self, what: &str, by: Option<Duration>) -> Advance {
        self.refuse(what);
        Advance::new(&self.tracker, by, Location::caller().into())
    }

    #[track_caller]
    fn refuse(&self, what: &str) {
        if let Some(reason) = words::refusal(&self.tracker.clock) {
            panic!("{}: `Clock::{what}`: {reason}", self.tracker.identity);
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("is_virtual", &self.is_virtual())
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}
