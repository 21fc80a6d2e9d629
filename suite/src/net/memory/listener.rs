use std::{
    collections::VecDeque,
    future::Future,
    mem,
    pin::Pin,
    sync::{Arc, Mutex, Weak},
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::Address;

use crate::{net::memory::stream::MemoryStream, sync::lock};

/// A listener in memory; it is open while it lives.
#[derive(Debug)]
pub(crate) struct MemoryListener {
    address: Address,
    backlog: Arc<Backlog>,
}

/// The connections that were not accepted yet, and who waits for one.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    streams: VecDeque<MemoryStream>,
    waiting: Vec<Waker>,
}

impl MemoryListener {
    pub(crate) fn new(address: Address) -> MemoryListener {
        MemoryListener {
            address,
            backlog: Arc::default(),
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
    /// Adds a connection, and wakes all who wait: one of them gets it, whichever of them is cancelled.
    pub(crate) fn add(&self, stream: MemoryStream) {
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
        Poll::Pending
    }
}
