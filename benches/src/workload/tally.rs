use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what has been done, so that a workload that did nothing fails.
///
/// It is never freed, eight bytes a run: a task that borrows it for ever costs what an empty one does.
#[derive(Debug, Default)]
pub(super) struct Tally(AtomicU64);

impl Tally {
    pub(super) fn new() -> &'static Tally {
        Box::leak(Box::default())
    }

    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Checks, once all has been waited for, that so much has been done.
    #[track_caller]
    pub(super) fn check(&self, count: u64) {
        assert_eq!(self.count(), count, "what was to be done has been done");
    }
}
