use std::sync::{Arc, Mutex};

use crate::{
    sync::lock,
    tracking::{current::Current, node::Node, place::Place},
};

/// What a task awaits, as far as it is known: only futures of the suite's say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AwaitPoint {
    /// What it is, as in "a sleep".
    pub(crate) what: &'static str,
    /// Where it was made.
    pub(crate) place: Place,
}

/// The latest that a node said it awaits, and in which of its polls.
#[derive(Debug, Default)]
pub(crate) struct Awaited(Mutex<Option<(u32, AwaitPoint)>>);

/// Notes what is awaited by whoever is polled on this thread; said by each future of ours that returns `Pending`.
pub(crate) fn note(what: &'static str, place: Place) {
    Current::with_polled(|node| node.note_await(AwaitPoint { what, place }));
}

impl Node {
    fn note_await(&self, point: AwaitPoint) {
        *lock(&self.awaited.0) = Some((self.polls(), point));
    }

    /// Returns what the node awaits, if its latest poll said so.
    pub(crate) fn await_point(self: &Arc<Self>) -> Option<AwaitPoint> {
        let noted = *lock(&self.awaited.0);
        noted
            .filter(|(poll, _)| *poll == self.polls())
            .map(|(_, point)| point)
    }
}
