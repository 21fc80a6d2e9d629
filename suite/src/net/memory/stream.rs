use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_io::{AsyncRead, AsyncWrite};

use crate::net::memory::pipe::Pipe;

/// One end of a connection in memory.
#[derive(Debug)]
pub(crate) struct MemoryStream {
    incoming: Arc<Pipe>,
    outgoing: Arc<Pipe>,
}

impl MemoryStream {
    /// Returns the two ends of a connection.
    pub(crate) fn pair() -> (MemoryStream, MemoryStream) {
        let (there, back) = (Arc::new(Pipe::default()), Arc::new(Pipe::default()));
        let ours = MemoryStream {
            incoming: Arc::clone(&back),
            outgoing: Arc::clone(&there),
        };
        let theirs = MemoryStream {
            incoming: there,
            outgoing: back,
        };
        (ours, theirs)
    }
}

impl AsyncRead for MemoryStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        self.incoming.poll_read(cx, into)
    }
}

impl AsyncWrite for MemoryStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.outgoing.poll_write(cx, from)
    }

    /// What is written is there at once.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.outgoing.close();
        Poll::Ready(Ok(()))
    }
}

impl Drop for MemoryStream {
    fn drop(&mut self) {
        self.outgoing.close();
        self.incoming.abandon();
    }
}
