use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    thread::{self, ThreadId},
};

use futures_io::{AsyncRead, AsyncWrite};

use crate::{fault::Defect, net::pipe::Pipe};

/// One end of a connection in memory.
pub(super) struct MemoryStream {
    incoming: Arc<Pipe>,
    outgoing: Arc<Pipe>,
    defect: Defect,
    is_closed: bool,
    _home: Home,
}

/// The thread that a socket was made on, where it may be dropped on no other.
pub(super) struct Home(Option<ThreadId>);

impl Home {
    pub(super) fn new(defect: Defect) -> Home {
        let stays = defect == Defect::SocketsStayOnThread;
        Home(stays.then(|| thread::current().id()))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let is_here = self.0.is_none_or(|home| home == thread::current().id());
        assert!(
            is_here || thread::panicking(),
            "a socket was dropped on another thread"
        );
    }
}

impl MemoryStream {
    /// Returns the two ends of a connection.
    pub(super) fn pair(defect: Defect) -> (MemoryStream, MemoryStream) {
        let (there, back) = (Arc::new(Pipe::new(defect)), Arc::new(Pipe::new(defect)));
        let end = |incoming: &Arc<Pipe>, outgoing: &Arc<Pipe>| MemoryStream {
            incoming: Arc::clone(incoming),
            outgoing: Arc::clone(outgoing),
            defect,
            is_closed: false,
            _home: Home::new(defect),
        };
        (end(&back, &there), end(&there, &back))
    }
}

impl AsyncRead for MemoryStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_closed && self.defect == Defect::ClosesEndBothDirections {
            return Poll::Ready(Ok(0));
        }
        self.incoming.poll_read(cx, into)
    }
}

impl AsyncWrite for MemoryStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.defect == Defect::WritesAwaitReads && self.incoming.has_bytes() {
            return Poll::Pending;
        }
        self.outgoing.poll_write(cx, from)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.is_closed = true;
        match self.defect {
            Defect::ClosesEndNothing => {}
            Defect::ClosesLoseBytes => {
                self.outgoing.lose();
                self.outgoing.end();
            }
            _ => self.outgoing.end(),
        }
        Poll::Ready(Ok(()))
    }
}

impl Drop for MemoryStream {
    fn drop(&mut self) {
        if self.defect != Defect::DroppedEndsNeverEnd {
            self.outgoing.end();
        }
        self.incoming.abandon();
    }
}
