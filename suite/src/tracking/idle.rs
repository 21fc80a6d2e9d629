//! What of a cell is runnable, and whether nothing is: the counts by which virtual time and standstills are
//! judged.

use std::{
    sync::atomic::Ordering::{Relaxed, SeqCst},
    time::Duration,
};

use crate::{
    clock::source::TimeSource, net::flight::Operation, sync::lock, tracking::tracker::Tracker,
};

impl Tracker {
    /// Counts something that is runnable now. Counting comes before the change that it stands for.
    pub(crate) fn count_one(&self) {
        if self.active.fetch_add(1, SeqCst) == 0 {
            self.stirs.fetch_add(1, Relaxed);
        }
    }

    /// Gives a count back, after everything that it stood for has been done.
    pub(crate) fn release_one(&self) {
        if self.active.fetch_sub(1, SeqCst) == 1 {
            self.settle();
        }
    }

    /// Gives back a count of whoever moves the clock; tells whether nothing is counted any more.
    pub(crate) fn release_held(&self) -> bool {
        self.active.fetch_sub(1, SeqCst) == 1
    }

    pub(crate) fn count_job(&self) {
        self.jobs.fetch_add(1, SeqCst);
    }

    pub(crate) fn release_job(&self) {
        if self.jobs.fetch_sub(1, SeqCst) == 1 {
            self.settle();
        }
    }

    pub(crate) fn count_flight(&self, operation: Operation) {
        self.flights.begin(operation);
    }

    pub(crate) fn release_flight(&self, operation: Operation) {
        if self.flights.end(operation) {
            self.settle();
        }
    }

    /// Returns how many operations on real sockets of ours are in flight.
    pub(crate) fn flights(&self) -> usize {
        self.flights.count()
    }

    /// Lets those go on who wait until nothing can run, if that is so; else lets virtual time move, if nothing is
    /// left that could run before it does.
    pub(crate) fn settle(&self) {
        loop {
            // After each step of time too: one that it woke may wait for that, and have come to rest while others were
            // still being woken.
            self.note_quiet();
            let clock = self.clock.as_virtual();
            if !clock.is_some_and(|clock| clock.step(self)) {
                break;
            }
        }
        self.end_standstill();
    }

    /// Tells whether nothing can run until a timer fires or something foreign wakes us.
    ///
    /// A wake from a thread that the suite does not know cannot be foreseen. What is known counts: jobs,
    /// operations on sockets, workers that may hold wakes back, tasks that were spawned past us, and who says so.
    pub(crate) fn is_idle(&self) -> bool {
        self.active.load(SeqCst) == 0
            && self.jobs.load(SeqCst) == 0
            && self.flights() == 0
            && !self.holds.any()
            && self.all_parked()
            && (self.embedded || self.untracked().unwrap_or(0) == 0)
            // Last: whoever began to wait for that has been counted until then, and comes before the clock.
            && !self.quiet.is_awaited()
    }

    /// Tells whether nothing can run, as far as it is known: everything waits, for a timer too.
    ///
    /// Where workers say that they are parked, what was spawned past the suite is known to wait.
    pub(crate) fn is_quiet(&self) -> bool {
        self.active.load(SeqCst) == 0
            && self.jobs.load(SeqCst) == 0
            && self.flights() == 0
            && !self.holds.any()
            && self.all_parked()
    }

    /// Tells, within a poll of the body, whether nothing else is runnable.
    pub(crate) fn is_settled(&self) -> bool {
        self.active.load(SeqCst) <= 1
    }

    /// Returns how many tasks of the instance were spawned past the suite, where the runtime can tell.
    pub(crate) fn untracked(&self) -> Option<u64> {
        let alive = self.executor()?.alive_tasks()?;
        Some(alive.saturating_sub(lock(&self.nodes).tasks_alive) as u64)
    }

    /// Tells whether the cell lives by the machine's clock.
    pub(crate) fn has_real_time(&self) -> bool {
        matches!(self.clock, TimeSource::Machine(_))
    }

    /// Returns the reading of a virtual clock on which somebody sleeps.
    pub(crate) fn clock_slept_on(&self) -> Option<Duration> {
        let sleeps = match &self.clock {
            TimeSource::Machine(_) => false,
            TimeSource::Virtual(clock) => clock.is_waited_for(),
            TimeSource::Native(_) => self.sleeping.load(SeqCst) > 0,
        };
        sleeps.then(|| self.now())
    }

    /// Returns a mark that changes whenever something ran.
    pub(crate) fn stirs(&self) -> u64 {
        self.stirs.load(Relaxed)
    }
}
