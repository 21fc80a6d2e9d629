use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_io::{AsyncRead, AsyncWrite};

use crate::{
    clock::sleep::Sleep,
    net::memory::{
        duplex::Duplex,
        pipe::{Ending, Pipe, Reading},
        wire::Wire,
    },
    tracking::{await_point, tracker::Tracker},
};

/// One end of a connection in memory.
#[derive(Debug)]
pub(crate) struct MemoryStream {
    incoming: Arc<Pipe>,
    outgoing: Arc<Pipe>,
    /// Until what is under way has arrived, of a read that waits.
    arrival: Option<(Duration, Sleep)>,
}

impl MemoryStream {
    /// Returns the two ends of a connection.
    pub(crate) fn pair(
        duplex: &Duplex,
        tracker: &Arc<Tracker>,
    ) -> (MemoryStream, MemoryStream, Wire) {
        let wire = Wire::new(duplex, tracker);
        let (there, back) = (&wire.there.pipe, &wire.back.pipe);
        let ours = MemoryStream::new(Arc::clone(back), Arc::clone(there));
        let theirs = MemoryStream::new(Arc::clone(there), Arc::clone(back));
        (ours, theirs, wire)
    }

    fn new(incoming: Arc<Pipe>, outgoing: Arc<Pipe>) -> MemoryStream {
        MemoryStream {
            incoming,
            outgoing,
            arrival: None,
        }
    }

    /// Returns the connection as it is seen from this end.
    pub(crate) fn wire(&self) -> Wire {
        Wire::of(&self.outgoing, &self.incoming)
    }

    /// Waits for the cell's clock, which is asked without the pipe's lock: it may drop a task.
    fn poll_until(&mut self, time: Duration, cx: &mut Context<'_>) -> Poll<()> {
        let tracker = &self.incoming.tracker;
        let (_, sleep) = match &mut self.arrival {
            Some(arrival) if arrival.0 == time => arrival,
            arrival => {
                let rest = time.saturating_sub(tracker.now());
                arrival.insert((time, Sleep::new(Arc::clone(tracker), rest, None)))
            }
        };
        ready!(Pin::new(sleep).poll(cx));
        self.arrival = None;
        Poll::Ready(())
    }
}

impl AsyncRead for MemoryStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            match self.incoming.poll_read(cx, into) {
                Reading::Read(read) => {
                    self.arrival = None;
                    return Poll::Ready(read);
                }
                Reading::Waiting => {
                    await_point::note("bytes of a connection in memory", None);
                    return Poll::Pending;
                }
                Reading::Until(time) => ready!(self.poll_until(time, cx)),
            }
        }
    }
}

impl AsyncWrite for MemoryStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(self.outgoing.poll_write(cx, from))?;
        if written.cuts {
            self.incoming.lose(Ending::Gone);
        }
        Poll::Ready(Ok(written.bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.outgoing.poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.outgoing.poll_close(cx)
    }
}

impl Drop for MemoryStream {
    fn drop(&mut self) {
        self.outgoing.end(Ending::Closed);
        self.incoming.abandon();
    }
}
