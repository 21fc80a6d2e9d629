use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// What a breakage counts.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    count: AtomicUsize,
}

impl Counter {
    pub(crate) fn count(&self) -> usize {
        self.count.load(SeqCst)
    }

    pub(crate) fn add(&self) {
        self.count.fetch_add(1, SeqCst);
    }

    /// Adds one; true for each `n`th time.
    pub(crate) fn is_nth(&self, n: usize) -> bool {
        (self.count.fetch_add(1, SeqCst) + 1) % n == 0
    }

    /// Takes one back; false if there is none.
    pub(crate) fn take(&self) -> bool {
        let less = |count: usize| count.checked_sub(1);
        self.count.fetch_update(SeqCst, SeqCst, less).is_ok()
    }
}
