use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    task::{Context, Poll},
};

use futures_lite::AsyncWrite;

use super::{CAPACITY, LATER, Line, Wire, lock, wake};
use crate::stream_checks::fault::Fault;

impl Wire {
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
