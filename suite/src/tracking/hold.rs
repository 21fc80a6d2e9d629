use std::sync::Arc;

use crate::tracking::tracker::Tracker;

/// Keeps a cell from looking idle while it lives.
pub(crate) struct Hold {
    tracker: Arc<Tracker>,
}

impl Hold {
    pub(crate) fn of(tracker: &Arc<Tracker>) -> Hold {
        tracker.count_one();
        Hold {
            tracker: Arc::clone(tracker),
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.tracker.release_one();
    }
}
