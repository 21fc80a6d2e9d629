use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering::Relaxed, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use crate::{
    clock::{
        foreign_wakes::ForeignWakes,
        timers::{Due, Moment, Timer, Timers},
    },
    sync::lock,
    tracking::{failure::Failure, panics::Panic, tracker::Tracker},
};

thread_local! {
    /// Whether this thread makes the wakes of a step of time.
    static FIRES: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether this thread is inside the wake of a timer.
pub(crate) fn is_firing() -> bool {
    FIRES.try_with(Cell::get).unwrap_or(false)
}

/// Virtual time for all runtimes: it stands still while anything can run, and moves to the next timer when nothing
/// can, or by hand.
#[derive(Debug, Default)]
pub(crate) struct VirtualClock {
    timers: Mutex<Timers>,
    /// A copy of `Timers::now` that is read without the lock.
    now: AtomicU64,
    made: AtomicU64,
    pub(crate) foreign_wakes: ForeignWakes,
}

impl VirtualClock {
    pub(crate) fn now(&self) -> Duration {
        Duration::from_nanos(self.now.load(SeqCst))
    }

    /// Returns a sleep that ends at `duration` from now.
    pub(crate) fn sleep(&self, duration: Duration) -> VirtualSleep {
        let made = self.made.fetch_add(1, Relaxed);
        VirtualSleep {
            timer: after(self.now.load(SeqCst), duration).map(|deadline| (deadline, made)),
            queued: false,
        }
    }

    /// No code of the test's may run under the lock, nor may a waker be dropped.
    pub(crate) fn timers(&self) -> MutexGuard<'_, Timers> {
        lock(&self.timers)
    }

    /// Tells whether time moves on once nothing else can happen.
    pub(crate) fn can_move(&self) -> bool {
        self.timers().can_move()
    }

    /// Tells whether somebody waits for time to move.
    pub(crate) fn is_waited_for(&self) -> bool {
        let mut timers = self.timers();
        timers.has_any() || timers.advancing().is_some()
    }

    /// Moves time on by a step, if the cell is idle, and wakes all that are due then. Tells whether they have all come
    /// to rest by now, so that this is the place to look again.
    pub(crate) fn step(&self, tracker: &Tracker) -> bool {
        // Mostly it is not idle, and then nobody needs the lock.
        if !tracker.is_idle() {
            return false;
        }
        let due = {
            let mut timers = self.timers();
            // Under the lock, so that of two who find the cell idle only one moves the clock.
            if !tracker.is_idle() {
                return false;
            }
            let Some(due) = timers.step() else {
                return false;
            };
            self.now.store(timers.now, SeqCst);
            // Held until all wakes of this step are made: in between, the first of those woken may
            // have come to rest already, and time must not move past the others.
            tracker.count_one();
            due
        };
        match due {
            Due::One(waker) => wake_all([waker], tracker),
            Due::More(wakers) => wake_all(wakers, tracker),
            Due::Nobody => {}
        }
        tracker.release_held()
    }
}

/// Returns the moment that lies so far after another one, if there is one.
pub(crate) fn after(moment: Moment, duration: Duration) -> Option<Moment> {
    moment.checked_add(u64::try_from(duration.as_nanos()).ok()?)
}

/// Makes all the wakes, whatever one of them does.
fn wake_all(wakers: impl IntoIterator<Item = Waker>, tracker: &Tracker) {
    let outer = FIRES.replace(true);
    let mut wakers = wakers.into_iter();
    let mut wake_rest = || catch_unwind(AssertUnwindSafe(|| wakers.by_ref().for_each(Waker::wake)));
    while let Err(payload) = wake_rest() {
        let panic = Panic::caught(payload, "the wake of a timer".to_owned());
        tracker.fail(Failure::of_caught_panic(&panic));
        tracker.interrupt(None);
    }
    FIRES.set(outer);
}

/// A sleep on a [`VirtualClock`].
#[derive(Debug)]
pub(crate) struct VirtualSleep {
    /// `None` if it lies past the last moment: it never ends.
    timer: Option<Timer>,
    queued: bool,
}

impl VirtualSleep {
    pub(crate) fn poll(&mut self, clock: &VirtualClock, cx: &Context<'_>) -> Poll<()> {
        let Some(timer) = self.timer else {
            return Poll::Pending;
        };
        // What is due is in no queue any more.
        if clock.now.load(SeqCst) >= timer.0 {
            self.queued = false;
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        let mut timers = clock.timers();
        if timers.now >= timer.0 {
            drop(timers);
            self.queued = false;
            return Poll::Ready(());
        }
        let stale = timers.set(timer, waker);
        drop(timers);
        drop(stale);
        self.queued = true;
        Poll::Pending
    }

    pub(crate) fn give_back(&mut self, clock: &VirtualClock) {
        if let Some(timer) = self.timer.filter(|_| self.queued) {
            let stale = clock.timers().unset(timer);
            drop(stale);
        }
    }
}
