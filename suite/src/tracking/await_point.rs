use std::{
    fmt,
    future::{self, Future},
    pin::pin,
    sync::{Arc, Mutex},
};

use crate::{
    sync::lock,
    tracking::{current::Current, node::Node, place::Place},
};

/// What a task awaits, as far as it is known: only futures of the suite's say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AwaitPoint {
    /// What it is, up to the place if there is one: "a sleep made at", "an event, since".
    what: &'static str,
    place: Option<Place>,
}

/// The latest that a node said it awaits, and in which of its polls.
#[derive(Debug, Default)]
pub(crate) struct Awaited(Mutex<Option<(u32, AwaitPoint)>>);

/// Notes what is awaited by whoever is polled on this thread; said by each future of ours that returns `Pending`.
pub(crate) fn note(what: &'static str, place: impl Into<Option<Place>>) {
    let place = place.into();
    Current::with_polled(|node| node.note_await(AwaitPoint { what, place }));
}

/// Awaits `future`, and says so whenever it is not ready.
pub(crate) async fn saying<T>(
    what: &'static str,
    place: impl Into<Option<Place>>,
    future: impl Future<Output = T>,
) -> T {
    let place = place.into();
    let mut future = pin!(future);
    future::poll_fn(|cx| {
        let polled = future.as_mut().poll(cx);
        if polled.is_pending() {
            note(what, place);
        }
        polled
    })
    .await
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

impl fmt::Display for AwaitPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        match &self.place {
            Some(place) => write!(f, " {place}"),
            None => Ok(()),
        }
    }
}
