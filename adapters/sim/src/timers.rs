use std::{collections::BTreeMap, mem, task::Waker, time::Duration};

/// The virtual clock and the sleeps that wait for it.
#[derive(Default)]
pub(crate) struct Timers {
    now: Duration,
    created: u64,
    /// What to wake when; all deadlines lie ahead of `now`.
    waiting: BTreeMap<Timer, Waker>,
}

/// A deadline; of equal ones the timer created first comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timer {
    deadline: Duration,
    number: u64,
}

impl Timers {
    pub(crate) fn now(&self) -> Duration {
        self.now
    }

    /// Creates a timer, which does not wait yet.
    pub(crate) fn create(&mut self, duration: Duration) -> Timer {
        self.created += 1;
        Timer {
            deadline: self.now.saturating_add(duration),
            number: self.created,
        }
    }

    pub(crate) fn is_due(&self, timer: Timer) -> bool {
        timer.deadline <= self.now
    }

    /// Has `waker` woken when the timer is due; returns the waker that it replaces.
    pub(crate) fn set(&mut self, timer: Timer, waker: Waker) -> Option<Waker> {
        self.waiting.insert(timer, waker)
    }

    /// Lets nobody be woken by the timer; returns its waker.
    pub(crate) fn unset(&mut self, timer: Timer) -> Option<Waker> {
        self.waiting.remove(&timer)
    }

    /// Moves the clock to the next deadline; returns the wakers of all the timers that are due then.
    pub(crate) fn jump(&mut self) -> Option<Vec<Waker>> {
        let (first, waker) = self.waiting.pop_first()?;
        self.now = first.deadline;
        let mut due = vec![waker];
        while let Some(next) = self.waiting.first_entry() {
            if next.key().deadline > self.now {
                break;
            }
            due.push(next.remove());
        }
        Some(due)
    }

    /// Takes all that waits; the clock stays where it is.
    pub(crate) fn take(&mut self) -> BTreeMap<Timer, Waker> {
        mem::take(&mut self.waiting)
    }
}
