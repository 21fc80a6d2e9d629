use std::{
    mem,
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use crate::{
    sync::lock,
    tracking::{failure::Failure, tracker::Tracker},
};

/// Something of the suite's in a test that knows more of it than tasks tell: a mock, a patch, a queue.
///
/// A cell keeps its witnesses until it has ended, whatever becomes of the test's own handles, and asks them.
pub(crate) trait Witness: Send + Sync {
    /// Returns what is wrong now that the body has ended and what was runnable has had its turns. It is
    /// asked only if nothing else has gone wrong.
    fn at_end(&self) -> Vec<Failure> {
        Vec::new()
    }

    /// Returns what is wrong now that all tasks have been cancelled and joined. It is asked only if nothing
    /// else has gone wrong.
    fn after_sweep(&self) -> Vec<Failure> {
        Vec::new()
    }

    /// Lets go of what may own the witness, now that the cell has ended.
    fn dismissed(&self) {}

    /// Says who waits for what here, for the report of a test that has come to a standstill or run out of
    /// time.
    fn waits(&self) -> Option<String> {
        None
    }

    /// Says what helps to understand a failure, for the report of a test that has failed.
    fn evidence(&self) -> Option<String> {
        None
    }
}

impl Tracker {
    /// Keeps a witness until the cell has ended; one that comes later is not asked any more.
    pub(crate) fn call(&self, witness: Arc<dyn Witness>) {
        lock(&self.witnesses).push(witness);
    }

    /// Records what the witnesses have to say at that point of the cell's end.
    pub(crate) fn hear(&self, ask: fn(&dyn Witness) -> Vec<Failure>) {
        for witness in self.witnesses() {
            for failure in ask(&*witness) {
                self.fail(failure);
            }
        }
    }

    /// Says who waits for what, a paragraph for each witness that knows of a wait.
    pub(crate) fn waits(&self) -> Vec<String> {
        self.witnesses()
            .iter()
            .filter_map(|witness| witness.waits())
            .collect()
    }

    /// Says what helps to understand why the test has failed, a paragraph for each witness that knows of anything;
    /// nothing if it has not failed.
    pub(crate) fn evidence(&self) -> Vec<String> {
        if !self.has_failed() {
            return Vec::new();
        }
        let witnesses = self.witnesses();
        let evidence = witnesses.iter().filter_map(|witness| witness.evidence());
        let clock = self.clock.as_virtual();
        let foreign_wakes = clock.and_then(|clock| clock.foreign_wakes.told());
        evidence.chain(foreign_wakes).collect()
    }

    /// Lets the witnesses go, and what is kept with the cell.
    pub(crate) fn dismiss(&self) {
        self.store.clear();
        let dismissed = mem::take(&mut *lock(&self.witnesses));
        dismissed.iter().for_each(|witness| witness.dismissed());
    }

    /// Returns the next number in the order of what the cell's witnesses note down, which counts from 1.
    #[inline]
    pub(crate) fn next_entry(&self) -> u64 {
        self.entries.fetch_add(1, Relaxed) + 1
    }

    /// Without the lock, since a witness may print what belongs to the test, which may do anything.
    fn witnesses(&self) -> Vec<Arc<dyn Witness>> {
        lock(&self.witnesses).clone()
    }
}

/// The numbers of what is noted down outside of any cell.
pub(crate) fn next_entry_outside() -> u64 {
    static ENTRIES: AtomicU64 = AtomicU64::new(0);
    ENTRIES.fetch_add(1, Relaxed) + 1
}
