use crate::{
    net::{
        memory::{faults::Faults, stream::MemoryStream, wire::Wire},
        stream::Stream,
    },
    runtime::Runtime,
};

/// How many bytes may be on their way in each direction, as in the buffer of a socket.
const CAPACITY: usize = 64 * 1024;

/// A connection in memory, before it is made: how much it takes, and what goes wrong in it.
///
/// It is there on every runtime, also where there are sockets, and needs nothing of the machine; the ends may be
/// used from other threads.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use futures_lite::{AsyncReadExt, AsyncWriteExt};
/// use runtime_matrix::duplex;
///
/// let (mut ours, mut theirs) = duplex().capacity(4).pair(&rt);
/// assert_eq!(ours.write(b"hello").await.unwrap(), 4, "there is no room for more");
/// let mut read = [0; 4];
/// theirs.read_exact(&mut read).await.unwrap();
/// assert_eq!(&read, b"hell");
/// # }).unwrap();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it is no connection yet: call `pair`"]
pub struct Duplex {
    pub(super) capacity: usize,
    pub(super) there: Faults,
    pub(super) back: Faults,
}

/// Returns a connection in memory that takes 64 KiB in each direction, and in which nothing goes wrong.
pub fn duplex() -> Duplex {
    Duplex {
        capacity: CAPACITY,
        there: Faults::none(),
        back: Faults::none(),
    }
}

impl Duplex {
    /// Returns the connection with room for that many bytes in each direction.
    ///
    /// With none the ends go in **lock-step**. A write is accepted only while a read waits, and never more of it
    /// than that read has asked for. Flushing and closing wait until all that was written has been taken; if the
    /// peer is dropped before, or the connection is lost, they fail.
    ///
    /// # Cancellation
    ///
    /// A read cannot tell that it was given up. In lock-step one that has begun to wait therefore counts as
    /// waiting until the next read of that end: what it asked for may be written in the meantime, and the next
    /// read gets it. Nothing is lost, and a flush does not return before that read.
    pub fn capacity(mut self, bytes: usize) -> Duplex {
        self.capacity = bytes;
        self
    }

    /// Returns the connection with those faults in each direction.
    pub fn faults(self, faults: Faults) -> Duplex {
        self.there(faults).back(faults)
    }

    /// Returns the connection with those faults from the first end to the second: from the one that connects to
    /// the one that is accepted.
    pub fn there(mut self, faults: Faults) -> Duplex {
        self.there = faults;
        self
    }

    /// Returns the connection with those faults from the second end to the first.
    pub fn back(mut self, faults: Faults) -> Duplex {
        self.back = faults;
        self
    }

    /// Makes the connection and returns its two ends.
    #[must_use = "an end that is dropped ends the connection"]
    pub fn pair(&self, rt: &Runtime) -> (Stream, Stream) {
        let (first, second, _) = self.wired_pair(rt);
        (first, second)
    }

    /// Makes the connection and returns its two ends and what is between them, to switch faults.
    #[must_use = "an end that is dropped ends the connection"]
    pub fn wired_pair(&self, rt: &Runtime) -> (Stream, Stream, Wire) {
        let (first, second, wire) = MemoryStream::pair(self, rt.tracker());
        (Stream::memory(first), Stream::memory(second), wire)
    }
}

impl Default for Duplex {
    fn default() -> Duplex {
        duplex()
    }
}
