use std::{
    collections::VecDeque,
    future::Future,
    mem,
    pin::Pin,
    sync::{Arc, Mutex, Weak},
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::Address;

use crate::{
    net::memory::{duplex::Duplex, stream::MemoryStream},
    sync::lock,
    tracking::{await_point, tracker::Tracker},
};

/// A listener in memory; it is open while it lives.
#[derive(Debug)]
pub(crate) struct MemoryListener {
    address: Address,
    backlog: Arc<Backlog>,
}

/// The connections that were not accepted yet, and who waits for one.
#[derive(Debug)]
pub(crate) struct Backlog {
    /// What each connection is like.
    duplex: Duplex,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    streams: VecDeque<MemoryStream>,
    waiting: Vec<Waker>,
}

impl MemoryListener {
    pub(crate) fn new(address: Address, duplex: Duplex) -> MemoryListener {
        let backlog = Backlog {
            duplex,
            state: Mutex::default(),
        };
        MemoryListener {
            address,
            backlog: Arc::new(backlog),
        }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    pub(crate) fn backlog(&self) -> Weak<Backlog> {
        Arc::downgrade(&self.backlog)
    }
}

impl Backlog {
    /// Makes a connection and returns the end of who asked for it.
    pub(crate) fn connect(&self, tracker: &Arc<Tracker>) -> MemoryStream {
        let (ours, theirs, _) = MemoryStream::pair(&self.duplex, tracker);
        self.add(theirs);
        ours
    }

    /// Adds a connection, and wakes all who wait: one of them gets it, whichever of them is cancelled.
    fn add(&self, stream: MemoryStream) {
        let mut state = lock(&self.state);
        state.streams.push_back(stream);
        let waiting = mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

/// Waits for the next connection.
pub(crate) struct Accept<'a> {
    listener: &'a MemoryListener,
}

impl<'a> Accept<'a> {
    pub(crate) fn new(listener: &'a MemoryListener) -> Accept<'a> {
        Accept { listener }
    }
}

impl Future for Accept<'_> {
    type Output = MemoryStream;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<MemoryStream> {
        let mut state = lock(&self.listener.backlog.state);
        if let Some(stream) = state.streams.pop_front() {
            return Poll::Ready(stream);
        }
        if !state
            .waiting
            .iter()
            .any(|waker| waker.will_wake(cx.waker()))
        {
            state.waiting.push(cx.waker().clone());
        }
        await_point::note("a connection in memory to accept", None);
        Poll::Pending
    }
}
