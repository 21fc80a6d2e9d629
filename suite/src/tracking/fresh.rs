//! A waker for each poll, of which only the latest one's wakes.

use std::{
    sync::Arc,
    task::{Wake, Waker},
};

use crate::tracking::node::Node;

/// The waker of one poll.
struct Fresh {
    node: Arc<Node>,
    poll: u32,
}

impl Node {
    /// Returns a waker for the poll that has begun, if each has its own.
    pub(crate) fn fresh_waker(self: &Arc<Self>) -> Option<Waker> {
        if !self.tracker.probe.fresh_wakers {
            return None;
        }
        let waker = Waker::from(Arc::new(Fresh {
            node: Arc::clone(self),
            poll: self.polls(),
        }));
        self.known_by(waker.data());
        Some(waker)
    }
}

impl Wake for Fresh {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.node.polls() == self.poll {
            self.node.wake_by_ref();
        }
    }
}
