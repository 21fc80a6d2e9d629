//! The moment in which nothing can run, and those who wait for it.

use std::{
    future::Future,
    panic::Location,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};

use crate::{
    runtime::Runtime,
    sync::Monitor,
    tracking::{
        await_point,
        place::Place,
        tracker::{Phase, Tracker},
        waits::{Wait, Waits},
        witness::Witness,
    },
};

/// Those who wait until nothing can run.
#[derive(Debug, Default)]
pub(crate) struct Quiet {
    moments: Monitor<Moments>,
    /// A copy of `Moments::unserved` that is read without the lock.
    unserved: AtomicUsize,
    waits: Waits,
    was_called: AtomicBool,
}

#[derive(Debug, Default)]
struct Moments {
    /// How many there have been for which somebody waited.
    count: u64,
    /// How many wait for the next one.
    unserved: usize,
}

/// One who waits.
struct Waiting<'a> {
    quiet: &'a Quiet,
    /// How many moments there had been when it began.
    before: u64,
    _wait: Wait<'a>,
}

impl Runtime {
    /// Waits until every other task waits too and nothing can run: what was set going has come as far as it gets by
    /// itself. With it a test is sure that a task has reached the point where it waits, without a sleep.
    ///
    /// A task that sleeps waits; the virtual clock does not move before this returns. Others that call this wait as
    /// well, and all of them go on together. A blocking job runs, and so does an operation on a real socket until
    /// it is done: this waits for its end.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::JoinQueue;
    /// let queue = JoinQueue::bounded(1);
    /// let producer = rt.spawn({
    ///     let queue = queue.clone();
    ///     async move {
    ///         for item in 0..3 {
    ///             queue.put(item).await;
    ///         }
    ///     }
    /// });
    /// rt.wait_all_tasks_blocked().await;
    /// assert_eq!(queue.len(), 1, "the producer waits for room");
    /// assert_eq!(producer.cancel().await, None);
    /// # }).unwrap();
    /// ```
    ///
    /// It never returns while somebody spins: then the test's time limit ends it, and the report says who was
    /// runnable.
    ///
    /// # Known limitations
    ///
    /// Only what goes through [`Runtime`] is known. On Tokio, what was spawned past it is seen to run too, since the
    /// workers say when they are parked; elsewhere a native task may still be runnable. A wake from a thread that the
    /// suite does not know cannot be foreseen. A listener of real sockets on which somebody waits is an operation
    /// that is not done: wait for an [`Event`](crate::Event) there, or use [`duplex`](crate::duplex).
    ///
    /// # Cancellation
    ///
    /// Dropping it has no effect on others.
    #[track_caller]
    pub fn wait_all_tasks_blocked(&self) -> impl Future<Output = ()> + Send + use<> {
        let place = Place::from(Location::caller());
        let tracker = Arc::clone(self.tracker());
        async move {
            if tracker.phase() == Phase::Ended {
                return;
            }
            if !tracker.quiet.was_called.swap(true, SeqCst) {
                tracker.call(Arc::clone(&tracker.quiet) as Arc<dyn Witness>);
            }
            let waiting = tracker.quiet.begin(place);
            // For a caller whose polls nobody counts: no count goes down after it.
            tracker.note_quiet();
            let has_come = |moments: &mut Moments| {
                await_point::note("`wait_all_tasks_blocked`, since", place);
                (moments.count > waiting.before).then_some(())
            };
            tracker.quiet.moments.until(has_come).await;
        }
    }
}

impl Quiet {
    /// Tells whether somebody waits for the next moment.
    pub(crate) fn is_awaited(&self) -> bool {
        self.unserved.load(SeqCst) > 0
    }

    fn begin(&self, place: Place) -> Waiting<'_> {
        let before = self.moments.look(|moments| {
            moments.unserved += 1;
            self.unserved.store(moments.unserved, SeqCst);
            moments.count
        });
        Waiting {
            quiet: self,
            before,
            _wait: self.waits.begin(place),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.quiet.moments.look(|moments| {
            if moments.count == self.before {
                moments.unserved -= 1;
                self.quiet.unserved.store(moments.unserved, SeqCst);
            }
        });
    }
}

impl Tracker {
    /// Wakes those who wait for a moment in which nothing can run, if this is one.
    pub(crate) fn note_quiet(&self) {
        if !self.quiet.is_awaited() {
            return;
        }
        // Judged under the lock: whoever begins to wait is being polled, and counts.
        let has_come = self.quiet.moments.look(|moments| {
            let has_come = moments.unserved > 0 && self.is_quiet();
            if has_come {
                // Held until all are woken: the first of them may be at rest again by then.
                self.count_one();
                moments.count += 1;
                moments.unserved = 0;
                self.quiet.unserved.store(0, SeqCst);
            }
            has_come
        });
        if has_come {
            self.quiet.moments.change(|_| ());
            self.release_one();
        }
    }
}

impl Witness for Quiet {
    fn waits(&self) -> Option<String> {
        let (since, count) = (self.waits.since()?, self.waits.count());
        Some(format!(
            "`wait_all_tasks_blocked`: {count} waiting until every task waits, no blocking job runs and no operation \
             on a socket is in flight; waiting {since}"
        ))
    }
}
