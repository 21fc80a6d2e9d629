use std::{cell::RefCell, ptr};

thread_local! {
    /// What this thread is within, each from within the one before it.
    static WITHIN: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Says, while it lives, that this thread runs the test's own code under a lock of ours: what comes back to
/// the same lock would wait for itself.
pub(crate) struct Within(());

impl Within {
    /// Enters what guards `lock`; `None` if this thread is within it already.
    pub(crate) fn enter<T: ?Sized>(lock: &T) -> Option<Within> {
        let own = ptr::from_ref(lock).addr();
        WITHIN.with_borrow_mut(|within| {
            let is_new = !within.contains(&own);
            is_new.then(|| {
                within.push(own);
                Within(())
            })
        })
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        WITHIN.with_borrow_mut(Vec::pop);
    }
}
