use std::{
    io::{self, ErrorKind, IoSliceMut, Read},
    pin::Pin,
    task::{Context, Poll},
};

use futures_lite::AsyncRead;

use super::{Line, Wire, lock, wake};
use crate::stream_checks::fault::Fault;

impl Wire {
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
