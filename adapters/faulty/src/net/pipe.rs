use std::{
    collections::VecDeque,
    io,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use crate::{fault::Defect, shared::lock};

/// How many bytes may be on their way, as in the buffer of a socket.
const CAPACITY: usize = 64 * 1024;
/// The byte that goes wrong where one does, counted from zero: small talk does not come to it.
const BAD: usize = 70_000;

/// One direction of a connection.
pub(super) struct Pipe {
    flow: Mutex<Flow>,
    defect: Defect,
}

#[derive(Default)]
struct Flow {
    bytes: VecDeque<u8>,
    /// How many bytes there have been.
    count: usize,
    has_ended: bool,
    is_abandoned: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl Pipe {
    pub(super) fn new(defect: Defect) -> Pipe {
        Pipe {
            flow: Mutex::default(),
            defect,
        }
    }

    pub(super) fn has_bytes(&self) -> bool {
        !lock(&self.flow).bytes.is_empty()
    }

    pub(super) fn poll_read(&self, cx: &Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut flow = lock(&self.flow);
        if flow.bytes.is_empty() && !flow.has_ended && !into.is_empty() {
            let keeps_first = self.defect == Defect::ReadsKeepFirstWaker && flow.reader.is_some();
            let stale = (!keeps_first).then(|| flow.reader.replace(cx.waker().clone()));
            drop(flow);
            drop(stale);
            return Poll::Pending;
        }
        let read = io::Read::read(&mut flow.bytes, into);
        let writer = flow.writer.take();
        drop(flow);
        if self.defect != Defect::WritesAreNotWoken {
            wake(writer);
        }
        Poll::Ready(read)
    }

    pub(super) fn poll_write(&self, cx: &Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let mut flow = lock(&self.flow);
        if flow.has_ended {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if flow.is_abandoned {
            return Poll::Ready(match self.defect {
                Defect::DroppedEndsTakeWrites => Ok(from.len()),
                _ => Err(io::ErrorKind::BrokenPipe.into()),
            });
        }
        let room = match self.defect {
            Defect::WritesWaitForNobody => usize::MAX,
            _ => CAPACITY - flow.bytes.len().min(CAPACITY),
        };
        let written = from.len().min(room);
        if written == 0 && !from.is_empty() {
            let stale = flow.writer.replace(cx.waker().clone());
            drop(flow);
            drop(stale);
            return Poll::Pending;
        }
        flow.add(&from[..written], self.defect);
        let reader = match self.defect {
            Defect::ReadsAreNotWoken => None,
            _ => self.take_reader(&mut flow),
        };
        drop(flow);
        wake(reader);
        Poll::Ready(Ok(written))
    }

    /// Lets the reader find the end after what is on its way.
    pub(super) fn end(&self) {
        let mut flow = lock(&self.flow);
        flow.has_ended = true;
        let reader = self.take_reader(&mut flow);
        drop(flow);
        wake(reader);
    }

    /// Lets go of what is on its way.
    pub(super) fn lose(&self) {
        lock(&self.flow).bytes.clear();
    }

    /// Nobody will read any more.
    pub(super) fn abandon(&self) {
        let mut flow = lock(&self.flow);
        flow.is_abandoned = true;
        let writer = flow.writer.take();
        drop(flow);
        wake(writer);
    }

    fn take_reader(&self, flow: &mut Flow) -> Option<Waker> {
        match self.defect {
            Defect::ReadsKeepFirstWaker => flow.reader.clone(),
            _ => flow.reader.take(),
        }
    }
}

impl Flow {
    fn add(&mut self, bytes: &[u8], defect: Defect) {
        self.bytes.extend(bytes);
        let before = self.count;
        self.count += bytes.len();
        if !(before..self.count).contains(&BAD) {
            return;
        }
        let place = self.bytes.len() - (self.count - BAD);
        match defect {
            Defect::BytesAreLost => drop(self.bytes.remove(place)),
            Defect::BytesComeTwice => self.bytes.insert(place, self.bytes[place]),
            Defect::BytesAreSwapped if place > 0 => self.bytes.swap(place - 1, place),
            _ => {}
        }
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
