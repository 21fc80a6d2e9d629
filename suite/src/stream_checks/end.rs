use std::{
    future::poll_fn,
    io::{self, IoSlice, IoSliceMut},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll},
};

use futures_io::{AsyncRead, AsyncWrite};

use crate::{
    stream_checks::{case::yielded, pattern::Pattern, progress::Progress, rule::Stop},
    sync::lock,
};

/// How often a read that gives nothing is tried again before it is taken for the end: that a read gives
/// nothing too early is for one rule to find, not for all.
const EMPTY_READS: usize = 16;

/// What can be both read and written.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Duplex for T {}

/// One end of a pair of streams, as a rule uses it.
///
/// It counts its bytes: what it sends are the next ones of its pattern, and what it receives are compared with
/// the next ones of the other's. Both directions may be used at a time, by one task.
pub(super) struct End {
    stream: Mutex<Pin<Box<dyn Duplex>>>,
    progress: Arc<Progress>,
    outgoing: Pattern,
    incoming: Pattern,
    sent: AtomicUsize,
    received: AtomicUsize,
}

impl End {
    pub(super) fn new(
        stream: Pin<Box<dyn Duplex>>,
        progress: &Arc<Progress>,
        outgoing: Pattern,
        incoming: Pattern,
    ) -> End {
        End {
            stream: Mutex::new(stream),
            progress: Arc::clone(progress),
            outgoing,
            incoming,
            sent: AtomicUsize::new(0),
            received: AtomicUsize::new(0),
        }
    }

    pub(super) fn sent(&self) -> usize {
        self.sent.load(Relaxed)
    }

    pub(super) fn received(&self) -> usize {
        self.received.load(Relaxed)
    }

    pub(super) fn progress(&self) -> &Progress {
        &self.progress
    }

    // --- single polls ---------------------------------------------------------------------------

    /// Polls one operation of the stream, and counts it if it has ended.
    fn poll<T>(
        &self,
        operation: impl FnOnce(Pin<&mut dyn Duplex>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let polled = operation(lock(&self.stream).as_mut());
        if polled.is_ready() {
            self.progress.count_operation();
        }
        polled
    }

    pub(super) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        self.poll(|stream| stream.poll_read(cx, into))
    }

    pub(super) fn poll_write(&self, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        self.poll(|stream| stream.poll_write(cx, from))
    }

    pub(super) fn poll_close(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll(|stream| stream.poll_close(cx))
    }

    // --- operations -----------------------------------------------------------------------------

    pub(super) async fn try_read(&self, into: &mut [u8]) -> io::Result<usize> {
        let _wait = self.progress.wait_for("a read");
        poll_fn(|cx| self.poll_read(cx, into)).await
    }

    pub(super) async fn try_write(&self, from: &[u8]) -> io::Result<usize> {
        let _wait = self.progress.wait_for("a write");
        poll_fn(|cx| self.poll_write(cx, from)).await
    }

    pub(super) async fn try_read_vectored(&self, into: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        let _wait = self.progress.wait_for("a vectored read");
        poll_fn(|cx| self.poll(|stream| stream.poll_read_vectored(cx, into))).await
    }

    pub(super) async fn try_write_vectored(&self, from: &[IoSlice<'_>]) -> io::Result<usize> {
        let _wait = self.progress.wait_for("a vectored write");
        poll_fn(|cx| self.poll(|stream| stream.poll_write_vectored(cx, from))).await
    }

    pub(super) async fn try_flush(&self) -> io::Result<()> {
        let _wait = self.progress.wait_for("a flush");
        poll_fn(|cx| self.poll(|stream| stream.poll_flush(cx))).await
    }

    pub(super) async fn try_close(&self) -> io::Result<()> {
        let _wait = self.progress.wait_for("a close");
        poll_fn(|cx| self.poll_close(cx)).await
    }

    // --- what a rule expects of them ------------------------------------------------------------

    /// Returns the next bytes to be sent.
    pub(super) fn next(&self, count: usize) -> Vec<u8> {
        self.outgoing.bytes(self.sent(), count)
    }

    /// Notes that the next bytes were taken by the stream.
    pub(super) fn count_sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes, Relaxed);
        self.progress.count_written(bytes);
    }

    /// Compares bytes that were read with the next ones that the other end sent.
    pub(super) fn count_received(&self, bytes: &[u8]) -> Result<(), Stop> {
        self.incoming.compare(self.received(), bytes)?;
        self.received.fetch_add(bytes.len(), Relaxed);
        self.progress.count_read(bytes.len());
        Ok(())
    }

    /// Writes the next bytes, and does not flush.
    pub(super) async fn send(&self, count: usize) -> Result<(), Stop> {
        let bytes = self.next(count);
        let mut left = &*bytes;
        while !left.is_empty() {
            let written = self.try_write(left).await;
            let written = written.map_err(|error| unexpected("a write to succeed", &error))?;
            if written == 0 {
                let message = format!(
                    "expected a write of {} bytes to take some of them, but it took none",
                    left.len()
                );
                return Err(Stop::Broken(message));
            }
            // That it is not more is for one rule to find.
            let written = written.min(left.len());
            self.count_sent(written);
            left = &left[written..];
        }
        Ok(())
    }

    /// Writes and flushes the next bytes.
    pub(super) async fn deliver(&self, count: usize) -> Result<(), Stop> {
        self.send(count).await?;
        self.flush().await
    }

    pub(super) async fn flush(&self) -> Result<(), Stop> {
        let flushed = self.try_flush().await;
        flushed.map_err(|error| unexpected("a flush to succeed", &error))
    }

    pub(super) async fn close(&self) -> Result<(), Stop> {
        let closed = self.try_close().await;
        closed.map_err(|error| unexpected("a close to succeed", &error))
    }

    /// Reads that many bytes, in pieces of `piece` at most.
    pub(super) async fn receive_in(&self, count: usize, piece: usize) -> Result<(), Stop> {
        let mut buffer = vec![0; piece];
        let until = self.received() + count;
        let mut empty = 0;
        while self.received() < until {
            let size = piece.min(until - self.received());
            match self.try_read(&mut buffer[..size]).await {
                Ok(0) if empty == EMPTY_READS => return Err(self.early_end(until)),
                Ok(0) => {
                    empty += 1;
                    yielded().await;
                }
                Ok(read) => {
                    empty = 0;
                    self.count_received(&buffer[..read.min(size)])?;
                }
                Err(error) => {
                    let what = format!("{until} bytes, of which {} came", self.received());
                    return Err(unexpected(&what, &error));
                }
            }
        }
        Ok(())
    }

    fn early_end(&self, until: usize) -> Stop {
        let received = self.received();
        Stop::Broken(format!(
            "expected {until} bytes, but the end came after {received}"
        ))
    }

    pub(super) async fn receive(&self, count: usize) -> Result<(), Stop> {
        self.receive_in(count, count.min(64 * 1024)).await
    }

    /// Reads the end.
    pub(super) async fn receive_end(&self) -> Result<(), Stop> {
        match self.try_read(&mut [0; 16]).await {
            Ok(0) => Ok(()),
            Ok(read) => Err(Stop::Broken(format!(
                "expected the end, but {read} bytes came"
            ))),
            Err(error) => Err(unexpected("the end", &error)),
        }
    }

    /// Reads what is left until the end comes, or an error. No more may come than `most` bytes in all.
    pub(super) async fn receive_rest(&self, most: usize) -> Result<(), Stop> {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let Ok(read @ 1..) = self.try_read(&mut buffer).await else {
                return Ok(());
            };
            self.count_received(&buffer[..read.min(64 * 1024)])?;
            let received = self.received();
            if received > most {
                return Err(Stop::Broken(format!(
                    "expected {most} bytes at most, but {received} came"
                )));
            }
        }
    }
}

/// Returns what is wrong where an error came instead of something.
pub(super) fn unexpected(expected: &str, error: &io::Error) -> Stop {
    Stop::Broken(format!("expected {expected}, but an error came: {error}"))
}
