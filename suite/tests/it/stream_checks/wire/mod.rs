//! A connection in memory that keeps all the rules, but for the one fault that it is made with.

mod reading;
mod writing;

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
};

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
