use std::{cell::RefCell, sync::Arc, thread};

use crate::{
    runtime::Runtime,
    tracking::{panics, tracker::Tracker},
};

thread_local! {
    /// The cell whose code runs on this thread right now.
    static CURRENT: RefCell<Option<Arc<Tracker>>> = const { RefCell::new(None) };
}

/// Says, while it lives, that code of a cell runs on this thread.
pub(crate) struct Current {
    outer: Option<Arc<Tracker>>,
}

impl Current {
    pub(crate) fn enter(tracker: &Arc<Tracker>) -> Current {
        // What unwinds drops tasks on its way: its own place is not to be forgotten for that.
        if !thread::panicking() {
            panics::forget();
        }
        Current {
            outer: CURRENT.with(|current| current.replace(Some(Arc::clone(tracker)))),
        }
    }

    /// Tells whether code of that cell runs on this thread.
    pub(crate) fn is(tracker: &Tracker) -> bool {
        let is = |current: &RefCell<Option<Arc<Tracker>>>| {
            current
                .borrow()
                .as_ref()
                .is_some_and(|current| std::ptr::eq(Arc::as_ptr(current), tracker))
        };
        CURRENT.try_with(is).unwrap_or(false)
    }

    /// Tells whether code of any cell runs on this thread.
    pub(crate) fn is_any() -> bool {
        let is = |current: &RefCell<Option<Arc<Tracker>>>| {
            current.try_borrow().is_ok_and(|current| current.is_some())
        };
        CURRENT.try_with(is).unwrap_or(false)
    }

    /// Returns the cell whose code runs on this thread.
    pub(crate) fn tracker() -> Option<Arc<Tracker>> {
        CURRENT
            .try_with(|current| current.borrow().clone())
            .ok()
            .flatten()
    }

    /// Returns the handle of the cell whose code runs on this thread.
    pub(crate) fn runtime() -> Option<Runtime> {
        Current::tracker().map(Runtime::new)
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        let outer = self.outer.take();
        // The thread's storage may be gone already while the thread ends.
        let inner = CURRENT.try_with(|current| current.replace(outer));
        drop(inner);
    }
}
