use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use crate::{sync::lock, tracking::tracker::Tracker};

/// Virtual time for runtimes that have none: it stands still while anything can run, and jumps to the
/// next timer when nothing can.
#[derive(Debug, Default)]
pub(crate) struct VirtualClock {
    timers: Mutex<Timers>,
    /// A copy of `Timers::now` that is read without the lock, in nanoseconds.
    now: AtomicU64,
}

/// A deadline, and the order of creation among equal ones, in which they fire.
type Key = (Duration, u64);

#[derive(Debug, Default)]
struct Timers {
    now: Duration,
    created: u64,
    queue: BTreeMap<Key, Waker>,
}

impl VirtualClock {
    pub(crate) fn now(&self) -> Duration {
        Duration::from_nanos(self.now.load(SeqCst))
    }

    pub(crate) fn sleep(&self, duration: Duration) -> VirtualSleep {
        let mut timers = lock(&self.timers);
        timers.created += 1;
        VirtualSleep {
            key: (timers.now.saturating_add(duration), timers.created),
            queued: false,
        }
    }

    pub(crate) fn has_timers(&self) -> bool {
        !lock(&self.timers).queue.is_empty()
    }

    /// Moves time to the next timer, if the cell is idle, and wakes all that are due then.
    pub(crate) fn jump(&self, tracker: &Tracker) {
        let due = {
            let mut timers = lock(&self.timers);
            // Under the lock, so that of two who find the cell idle only one moves the clock.
            if !tracker.is_idle() {
                return;
            }
            let Some((&(next, _), _)) = timers.queue.first_key_value() else {
                return;
            };
            timers.now = next.max(timers.now);
            self.now.store(
                u64::try_from(timers.now.as_nanos()).unwrap_or(u64::MAX),
                SeqCst,
            );
            let later = timers.queue.split_off(&(next, u64::MAX));
            let due = std::mem::replace(&mut timers.queue, later);
            // Held until all wakes of this jump are made: in between, the first of those woken may
            // have come to rest already, and time must not move past the others.
            tracker.count_one();
            due
        };
        due.into_values().for_each(Waker::wake);
        tracker.release_one();
    }
}

/// A sleep on a [`VirtualClock`].
#[derive(Debug)]
pub(crate) struct VirtualSleep {
    key: Key,
    queued: bool,
}

impl VirtualSleep {
    pub(crate) fn poll(&mut self, clock: &VirtualClock, cx: &Context<'_>) -> Poll<()> {
        let mut timers = lock(&clock.timers);
        if timers.now >= self.key.0 {
            let stale = timers.queue.remove(&self.key);
            drop(timers);
            drop(stale);
            return Poll::Ready(());
        }
        let stale = timers.queue.insert(self.key, cx.waker().clone());
        drop(timers);
        drop(stale);
        self.queued = true;
        Poll::Pending
    }

    pub(crate) fn give_back(&mut self, clock: &VirtualClock) {
        if self.queued {
            let stale = lock(&clock.timers).queue.remove(&self.key);
            drop(stale);
        }
    }
}
