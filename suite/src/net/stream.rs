use std::{
    fmt, io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_io::{AsyncRead, AsyncWrite};
use runtime_matrix_core::ByteStream;

use crate::{
    net::{flight::Flight, memory::stream::MemoryStream},
    tracking::tracker::Tracker,
};

/// One end of a connection, to be read and written with the traits of futures-io.
///
/// Closing it ends what the peer reads; dropping it ends both directions.
pub struct Stream {
    inner: Box<dyn ByteStream>,
    /// Of a real socket: whether a read and a write are in flight.
    flights: Option<[Flight; 2]>,
}

impl Stream {
    pub(crate) fn native(inner: Box<dyn ByteStream>, tracker: Arc<Tracker>) -> Stream {
        let flights = [Flight::new(Arc::clone(&tracker)), Flight::new(tracker)];
        Stream {
            inner,
            flights: Some(flights),
        }
    }

    pub(crate) fn memory(inner: MemoryStream) -> Stream {
        Stream {
            inner: Box::new(inner),
            flights: None,
        }
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
        self.writing(|inner| inner.poll_close(cx))
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream")
            .field("in_memory", &self.flights.is_none())
            .finish_non_exhaustive()
    }
}
