use std::sync::Arc;

use crate::{
    net::memory::{
        duplex::Duplex,
        faults::Faults,
        pipe::{Ending, Pipe},
    },
    tracking::tracker::Tracker,
};

/// What is between the two ends of a connection in memory: the place to switch faults on and off while a test
/// runs.
///
/// A handle: clones are the same wire, usable from any thread. It keeps no end alive. Whoever waits at either end
/// looks again after each switch.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use std::io::ErrorKind;
///
/// use futures_lite::{AsyncReadExt, AsyncWriteExt};
/// use runtime_matrix::duplex;
///
/// let (mut ours, mut theirs, wire) = duplex().wired_pair(&rt);
/// ours.write_all(b"lost").await.unwrap();
/// wire.reset();
/// let failed = theirs.read(&mut [0; 4]).await.unwrap_err();
/// assert_eq!(failed.kind(), ErrorKind::ConnectionReset);
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Wire {
    pub(super) there: Direction,
    pub(super) back: Direction,
}

/// One direction of a [`Wire`].
#[derive(Clone, Debug)]
pub struct Direction {
    pub(super) pipe: Arc<Pipe>,
    other: Arc<Pipe>,
}

impl Wire {
    pub(super) fn new(duplex: &Duplex, tracker: &Arc<Tracker>) -> Wire {
        let pipe = || Arc::new(Pipe::new(Arc::clone(tracker), duplex.capacity));
        let wire = Wire::of(&pipe(), &pipe());
        wire.there.set(duplex.there);
        wire.back.set(duplex.back);
        wire
    }

    pub(super) fn of(there: &Arc<Pipe>, back: &Arc<Pipe>) -> Wire {
        let direction = |pipe: &Arc<Pipe>, other: &Arc<Pipe>| Direction {
            pipe: Arc::clone(pipe),
            other: Arc::clone(other),
        };
        Wire {
            there: direction(there, back),
            back: direction(back, there),
        }
    }

    /// Returns the direction from the first end to the second: from the one that connected to the one that was
    /// accepted. Of [`Stream::wire`](crate::Stream::wire) it is the direction that the stream writes to.
    #[must_use]
    pub fn there(&self) -> &Direction {
        &self.there
    }

    /// Returns the direction from the second end to the first.
    #[must_use]
    pub fn back(&self) -> &Direction {
        &self.back
    }

    /// Resets the connection: what is on its way is lost, and at both ends reading, writing and flushing fail with
    /// `ConnectionReset` at once and from now on.
    pub fn reset(&self) {
        self.there.pipe.lose(Ending::Reset);
        self.back.pipe.lose(Ending::Reset);
    }
}

impl Direction {
    /// Sets what goes wrong in this direction from now on, in place of all that did.
    ///
    /// What is on its way by then keeps its time of arrival. What is held back and would not be any more is let
    /// go.
    pub fn set(&self, faults: Faults) {
        if self.pipe.set(faults) {
            self.other.lose(Ending::Gone);
        }
    }

    /// Ends this direction, while the other one goes on: whoever reads finds the end after what is on its way,
    /// and whoever writes gets an error of the kind `BrokenPipe`.
    pub fn half_close(&self) {
        self.pipe.end(Ending::HalfClosed);
    }
}
