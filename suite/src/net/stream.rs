use std::{
    fmt, io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_io::{AsyncRead, AsyncWrite};
use runtime_matrix_core::ByteStream;

use crate::{
    net::{
        flight::{Flight, Operation},
        memory::{stream::MemoryStream, wire::Wire},
    },
    tracking::tracker::Tracker,
};

/// One end of a connection, to be read and written with the traits of futures-io.
///
/// Closing it ends what the peer reads; dropping it ends both directions.
///
/// # Known limitations
///
/// * In memory a connection ends and is not reset, unless a test has it so: a peer that went away while bytes were
///   on their way to it reads as an end there, and may be an error of the kind `ConnectionReset` on a real socket.
/// * A read of a real socket that was begun and given up counts as in flight until the stream is read again or
///   dropped: virtual time stands for so long, and the cell is not called stalled.
pub struct Stream {
    inner: Box<dyn ByteStream>,
    /// Of a real socket: whether a read and a write are in flight.
    flights: Option<[Flight; 2]>,
    /// Of a connection in memory.
    wire: Option<Wire>,
}

impl Stream {
    pub(crate) fn native(inner: Box<dyn ByteStream>, tracker: Arc<Tracker>) -> Stream {
        let flights = [
            Flight::new(Operation::Read, Arc::clone(&tracker)),
            Flight::new(Operation::Write, tracker),
        ];
        Stream {
            inner,
            flights: Some(flights),
            wire: None,
        }
    }

    pub(crate) fn memory(inner: MemoryStream) -> Stream {
        let wire = inner.wire();
        Stream {
            inner: Box::new(inner),
            flights: None,
            wire: Some(wire),
        }
    }

    /// Returns what is between this end and the other one, to switch faults, if the connection is in memory:
    /// [`there`](Wire::there) is what this end writes to. A real socket has none.
    #[must_use]
    pub fn wire(&self) -> Option<Wire> {
        self.wire.clone()
    }

    fn reading<T>(&mut self, read: impl FnOnce(Pin<&mut dyn ByteStream>) -> Poll<T>) -> Poll<T> {
        let inner = Pin::new(&mut *self.inner);
        match &mut self.flights {
            Some([reading, _]) => reading.poll(|| read(inner)),
            None => read(inner),
        }
    }

    fn writing<T>(&mut self, write: impl FnOnce(Pin<&mut dyn ByteStream>) -> Poll<T>) -> Poll<T> {
        let inner = Pin::new(&mut *self.inner);
        match &mut self.flights {
            Some([_, writing]) => writing.poll(|| write(inner)),
            None => write(inner),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        self.reading(|inner| inner.poll_read(cx, into))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.writing(|inner| inner.poll_write(cx, from))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writing(|inner| inner.poll_flush(cx))
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = self.writing(|inner| inner.poll_close(cx));
        closed.map(|closed| match closed {
            // The peer is gone already, which only some runtimes take for a failure.
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(()),
            closed => closed,
        })
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("in_memory", &self.wire.is_some())
            .finish_non_exhaustive()
    }
}
