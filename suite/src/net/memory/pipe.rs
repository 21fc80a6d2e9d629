use std::{
    collections::VecDeque,
    io,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use crate::sync::lock;

/// How many bytes may be on their way, as in the buffer of a socket.
const CAPACITY: usize = 64 * 1024;

/// One direction of a connection.
#[derive(Debug, Default)]
pub(crate) struct Pipe {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    bytes: VecDeque<u8>,
    /// Nothing will be written any more.
    is_closed: bool,
    /// Nobody will read any more.
    is_abandoned: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl Pipe {
    pub(crate) fn poll_read(&self, cx: &Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut state = lock(&self.state);
        if state.bytes.is_empty() && !state.is_closed && !into.is_empty() {
            let stale = state.reader.replace(cx.waker().clone());
            drop(state);
            drop(stale);
            return Poll::Pending;
        }
        let read = io::Read::read(&mut state.bytes, into);
        let writer = state.writer.take();
        drop(state);
        wake(writer);
        Poll::Ready(read)
    }

    pub(crate) fn poll_write(&self, cx: &Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = lock(&self.state);
        if state.is_closed || state.is_abandoned {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let room = CAPACITY - state.bytes.len();
        if room == 0 && !from.is_empty() {
            let stale = state.writer.replace(cx.waker().clone());
            drop(state);
            drop(stale);
            return Poll::Pending;
        }
        let written = room.min(from.len());
        state.bytes.extend(&from[..written]);
        let reader = state.reader.take();
        drop(state);
        wake(reader);
        Poll::Ready(Ok(written))
    }

    /// Ends what is written: the reader finds the end after what is on its way.
    pub(crate) fn close(&self) {
        let mut state = lock(&self.state);
        state.is_closed = true;
        let (reader, writer) = (state.reader.take(), state.writer.take());
        drop(state);
        wake(reader);
        wake(writer);
    }

    /// Ends what is read: writing fails from now on.
    pub(crate) fn abandon(&self) {
        let mut state = lock(&self.state);
        state.is_abandoned = true;
        state.bytes.clear();
        let (reader, writer) = (state.reader.take(), state.writer.take());
        drop(state);
        drop(reader);
        wake(writer);
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
