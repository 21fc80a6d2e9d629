//! A connection in memory that keeps all the rules, but for the one fault that it is made with.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, IoSlice, IoSliceMut, Read},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use futures_lite::{AsyncRead, AsyncWrite};

use super::fault::Fault;

const CAPACITY: usize = 4096;

/// Where faults show that need some bytes before.
const LATER: usize = 20_000;

/// One end of the connection.
pub(super) struct Wire {
    fault: Option<Fault>,
    /// Which of the two lines it writes; it reads the other one.
    side: usize,
    lines: Arc<Mutex<[Line; 2]>>,
}

/// One direction.
#[derive(Default)]
struct Line {
    bytes: VecDeque<u8>,
    is_closed: bool,
    is_dropped: bool,
    is_abandoned: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
    /// Bytes that were taken from the writer and given to the reader.
    written: usize,
    read: usize,
    /// How often the reader was given the end.
    ends: usize,
    closes: usize,
    flushes_without_a_write: usize,
    unflushed: bool,
    failed_writes: usize,
    /// A fault that shows once has shown.
    has_shown: bool,
    waiting_read: bool,
    /// A write that waits, and what it would write.
    waiting_write: Option<u8>,
    kept_back: Option<u8>,
    closing: Option<Waker>,
}

pub(super) fn pair(fault: Option<Fault>) -> (Wire, Wire) {
    unlike(fault, fault)
}

/// Returns two ends of which each has a fault of its own.
pub(super) fn unlike(one: Option<Fault>, other: Option<Fault>) -> (Wire, Wire) {
    let lines: Arc<Mutex<[Line; 2]>> = Arc::default();
    let first = Wire {
        fault: one,
        side: 0,
        lines: Arc::clone(&lines),
    };
    let second = Wire {
        fault: other,
        side: 1,
        lines,
    };
    (first, second)
}

fn lock(lines: &Mutex<[Line; 2]>) -> MutexGuard<'_, [Line; 2]> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

impl Line {
    /// Tells whether a fault that shows once is to show now.
    fn shows(&mut self, is_now: bool) -> bool {
        let shows = is_now && !self.has_shown;
        self.has_shown |= shows;
        shows
    }

    fn end(&mut self) -> Poll<io::Result<usize>> {
        self.ends += 1;
        Poll::Ready(Ok(0))
    }
}

impl Wire {
    /// Returns what it reads and what it writes.
    fn split<'a>(&self, [one, other]: &'a mut [Line; 2]) -> (&'a mut Line, &'a mut Line) {
        if self.side == 0 {
            (other, one)
        } else {
            (one, other)
        }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// Gives the end, or what comes instead of it.
    fn read_end(
        &self,
        line: &mut Line,
        outgoing: &mut Line,
        cx: &Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let closed_by_peer = line.is_closed;
        let never = match self.fault {
            Some(Fault::EndNeverComes) => closed_by_peer && !line.is_dropped,
            Some(Fault::EndComesOnce) => line.ends > 0,
            Some(Fault::DropNeverEnds) => !closed_by_peer,
            Some(Fault::GivenUpCloseNeverEnds) => line.closing.is_some(),
            _ => false,
        };
        if never {
            line.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let is_error = match self.fault {
            Some(Fault::ErrorInsteadOfEnd) => closed_by_peer,
            Some(Fault::ClosedEndReadsErrorAsEnd) => outgoing.is_closed,
            _ => false,
        };
        if is_error {
            return Poll::Ready(Err(ErrorKind::ConnectionReset.into()));
        }
        let ended = line.end();
        if self.has(Fault::EndEndsBoth) {
            outgoing.is_abandoned = true;
        }
        ended
    }

    fn wait_to_read(
        &self,
        line: &mut Line,
        outgoing: &mut Line,
        cx: &Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if self.has(Fault::EndsEarlyOnce) && line.shows(true) {
            return Poll::Ready(Ok(0));
        }
        if self.has(Fault::ReadIsRestless) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        line.waiting_read = true;
        let keeps = self.has(Fault::KeepsFirstReader) && line.reader.is_some();
        if self.has(Fault::OneWakerForBoth) {
            outgoing.writer = None;
        }
        if !keeps {
            line.reader = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    fn read_bytes(&self, line: &mut Line, into: &mut [u8]) -> usize {
        let lost = match self.fault {
            Some(Fault::GivenUpReadTakesAByte) => line.waiting_read && into.len() == 7,
            Some(Fault::EmptyReadTakesAByte) => into.is_empty(),
            _ => false,
        };
        if lost {
            line.bytes.pop_front();
        }
        line.waiting_read = false;
        let read = line.bytes.read(into).expect("it is memory");
        line.read += read;
        if !self.has(Fault::ReadForgetsWriter) {
            wake(&mut line.writer);
        }
        let is_full = read == into.len() && read > 0;
        read + usize::from(self.has(Fault::ReadSaysMoreThanFits) && is_full)
    }

    /// Returns the error of a write that cannot succeed any more.
    fn write_error(&self, line: &mut Line) -> Option<io::Error> {
        let closed = line.is_closed && !self.has(Fault::WriteAfterCloseSucceeds);
        let abandoned = match self.fault {
            Some(Fault::WritesSucceedForEver) => false,
            Some(Fault::WriteFailsOnce) => line.is_abandoned && line.failed_writes == 0,
            _ => line.is_abandoned,
        };
        (closed || abandoned).then(|| {
            line.failed_writes += 1;
            ErrorKind::BrokenPipe.into()
        })
    }

    fn wait_to_write(
        &self,
        line: &mut Line,
        incoming: &mut Line,
        cx: &Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        line.waiting_write = from.first().copied();
        if self.has(Fault::OneWakerForBoth) {
            incoming.reader = None;
        }
        let keeps = self.has(Fault::KeepsFirstWriter) && line.writer.is_some();
        if !keeps {
            line.writer = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    fn write_bytes(&self, line: &mut Line, incoming: &Line, from: &[u8]) -> usize {
        let room = match self.fault {
            Some(Fault::NeverClogs) => from.len(),
            _ if line.is_abandoned || line.is_closed => return from.len(),
            _ => CAPACITY - line.bytes.len().min(CAPACITY),
        };
        let written = room.min(from.len());
        let has_waited = line.waiting_write.take().is_some();
        line.flushes_without_a_write = 0;
        line.unflushed = true;
        let kept_back = line.kept_back.take();
        line.bytes.extend(kept_back);
        let later = line.written > LATER && written > 1 && !line.bytes.is_empty();
        let reads_too = incoming.read > 0;
        match self.fault {
            Some(Fault::ClogLosesAByte) if has_waited && (16_000..17_000).contains(&from.len()) => {
                line.bytes.extend(&from[1..written]);
                line.written += written;
                return written;
            }
            Some(Fault::DoublesAChunk) if line.shows(later) => line.bytes.extend(&from[..written]),
            Some(Fault::DoublesWhileReading) if later && reads_too && line.shows(true) => {
                line.bytes.extend(&from[..written]);
            }
            Some(Fault::SwapsTwoChunks) if line.shows(later) => {
                let before = line.bytes.split_off(0);
                line.bytes.extend(&from[..written]);
                line.bytes.extend(before);
                line.written += written;
                return written;
            }
            _ => {}
        }
        line.bytes.extend(&from[..written]);
        line.written += written;
        written
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut lines = lock(&self.lines);
        let (line, outgoing) = self.split(&mut lines);
        let blocked = self.has(Fault::ReadWaitsForWrite) && outgoing.waiting_write.is_some();
        if blocked {
            return self.wait_to_read(line, outgoing, cx);
        }
        if !line.bytes.is_empty() || into.is_empty() {
            return Poll::Ready(Ok(self.read_bytes(line, into)));
        }
        if line.is_closed || line.is_dropped {
            return self.read_end(line, outgoing, cx);
        }
        self.wait_to_read(line, outgoing, cx)
    }

    fn poll_read_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut [IoSliceMut<'_>],
    ) -> Poll<io::Result<usize>> {
        let room: usize = into.iter().map(|slice| slice.len()).sum();
        let mut buffer = vec![0; room];
        let Poll::Ready(read) = self.as_mut().poll_read(cx, &mut buffer)? else {
            return Poll::Pending;
        };
        let mut left = &buffer[..read.min(room)];
        let mut fill = |slice: &mut IoSliceMut<'_>| {
            let part = slice.len().min(left.len());
            slice[..part].copy_from_slice(&left[..part]);
            left = &left[part..];
        };
        if self.has(Fault::VectoredReadFillsBackwards) {
            into.iter_mut().rev().for_each(&mut fill);
        } else {
            into.iter_mut().for_each(&mut fill);
        }
        Poll::Ready(Ok(read.min(room)))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut lines = lock(&self.lines);
        let (incoming, line) = self.split(&mut lines);
        if let Some(error) = self.write_error(line) {
            return Poll::Ready(Err(error));
        }
        if from.is_empty() {
            assert!(!self.has(Fault::EmptyWritePanics), "an empty write");
            if self.has(Fault::EmptyWriteEnds) {
                line.is_closed = true;
                wake(&mut line.reader);
            }
            return Poll::Ready(Ok(0));
        }
        let is_full = line.bytes.len() >= CAPACITY && !self.has(Fault::NeverClogs);
        if is_full && !line.is_abandoned {
            return self.wait_to_write(line, incoming, cx, from);
        }
        let written = self.write_bytes(line, incoming, from);
        if !self.has(Fault::WriteForgetsReader) {
            wake(&mut line.reader);
        }
        let more = self.has(Fault::WriteSaysMoreThanGiven) && from.len() == 7;
        Poll::Ready(Ok(written + usize::from(more)))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let skipped = usize::from(self.has(Fault::VectoredWriteSkipsABuffer));
        let all: Vec<u8> = from
            .iter()
            .skip(skipped)
            .flat_map(|slice| slice.iter().copied())
            .collect();
        self.poll_write(cx, &all)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut lines = lock(&self.lines);
        let (_, line) = self.split(&mut lines);
        if self.has(Fault::KeepsAByteBackAtFlush) && line.bytes.len() == 30 {
            line.kept_back = line.bytes.pop_back();
        }
        line.flushes_without_a_write += 1;
        line.unflushed = false;
        if self.has(Fault::SecondFlushFails) && line.flushes_without_a_write > 1 {
            return Poll::Ready(Err(ErrorKind::InvalidInput.into()));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut lines = lock(&self.lines);
        let (incoming, line) = self.split(&mut lines);
        line.closes += 1;
        let closes = line.closes;
        match self.fault {
            Some(Fault::SecondCloseFails) if closes > 1 => {
                return Poll::Ready(Err(ErrorKind::NotConnected.into()));
            }
            Some(Fault::CloseSpins) => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Some(Fault::BrokenWriterNeverCloses) if line.is_abandoned => return Poll::Pending,
            Some(Fault::PeerCannotClose) if incoming.ends > 0 => {
                return Poll::Ready(Err(ErrorKind::NotConnected.into()));
            }
            Some(Fault::CloseKnowsOneWaker | Fault::GivenUpCloseNeverEnds) => {
                match line.closing.take() {
                    None if closes == 1 => {
                        line.closing = Some(cx.waker().clone());
                        cx.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    Some(first)
                        if self.has(Fault::CloseKnowsOneWaker) && !first.will_wake(cx.waker()) =>
                    {
                        return Poll::Ready(Err(ErrorKind::InvalidInput.into()));
                    }
                    _ => {}
                }
            }
            Some(Fault::LosesUnflushedAtClose) if line.unflushed && closes == 1 => {
                line.bytes.pop_back();
            }
            Some(Fault::GivenUpWriteWrites) => {
                let written = line.waiting_write.take();
                line.bytes.extend(written);
            }
            _ => {}
        }
        line.is_closed = true;
        if !self.has(Fault::CloseForgetsReader) {
            wake(&mut line.reader);
        }
        match self.fault {
            Some(Fault::CloseDropsWhatCame) => incoming.bytes.clear(),
            Some(Fault::CloseEndsBoth) => {
                incoming.is_closed = true;
                incoming.bytes.clear();
                wake(&mut incoming.reader);
            }
            Some(Fault::CloseForgetsOwnReader) => incoming.reader = None,
            _ => {}
        }
        Poll::Ready(Ok(()))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let mut lines = lock(&self.lines);
        let (incoming, line) = self.split(&mut lines);
        line.is_dropped = true;
        let invents = match self.fault {
            Some(Fault::DropInventsAByte) => line.written == 1000 && !line.is_closed,
            Some(Fault::DropOfClogInventsBytes) => line.waiting_write.is_some() && !line.is_closed,
            _ => false,
        };
        if invents {
            line.bytes.extend([0; 3]);
        }
        if self.has(Fault::DropLosesWhatWasClosed) && line.is_closed {
            line.bytes.clear();
        }
        if !self.has(Fault::DropForgetsReader) {
            wake(&mut line.reader);
        }
        let line = incoming;
        line.is_abandoned = true;
        line.bytes.clear();
        if !self.has(Fault::DropForgetsWriter) {
            wake(&mut line.writer);
        }
    }
}
