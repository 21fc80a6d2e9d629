use std::{
    future::{self, Future},
    iter,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use ::flume::{RecvError, RecvTimeoutError, TryRecvError};
use futures_core::Stream;

use super::{
    super::channel::{Message, Receiver},
    Breakage,
    state::{Side, State},
    stream::BrokenStream,
};
use crate::tapped::Tapped;

/// The library's receiver, broken.
#[derive(Clone)]
pub(in crate::flume) struct BrokenReceiver {
    inner: ::flume::Receiver<Message>,
    state: Arc<State>,
}

impl BrokenReceiver {
    pub(super) fn new(inner: ::flume::Receiver<Message>, state: &Arc<State>) -> BrokenReceiver {
        BrokenReceiver {
            inner,
            state: Arc::clone(state),
        }
    }

    /// Returns a message that was taken from the channel before.
    fn stashed(&self) -> Option<Message> {
        if self.state.has(Breakage::DisconnectDropsTheQueue) && self.inner.is_disconnected() {
            self.inner.drain();
        }
        self.state.stash().pop_back()
    }

    /// Takes a message from the channel's hands; what is given out may be another one.
    fn received(&self, message: Message) -> Message {
        if self.state.has(Breakage::Lifo) {
            let queued = iter::from_fn(|| self.inner.try_recv().ok());
            let mut stash = self.state.stash();
            stash.extend(iter::once(message).chain(queued));
            return stash.pop_back().unwrap_or(message);
        }
        if self.state.has(Breakage::DuplicatesMessages) && self.state.messages.is_nth(10) {
            self.state.stash().push_back(message);
        }
        self.state.release_late();
        message
    }
}

impl Receiver for BrokenReceiver {
    async fn recv_async(&self) -> Result<Message, RecvError> {
        let waiting = Tapped::new(self.inner.recv_async(), self.state.tap(Side::Receive));
        let mut receiving = Receiving {
            waiting,
            first: None,
            held: None,
            receiver: self,
        };
        future::poll_fn(|cx| receiving.poll(cx)).await
    }

    fn into_stream(self) -> impl Stream<Item = Message> + Send + Unpin + 'static {
        BrokenStream::new(self.inner.clone().into_stream(), &self.state)
    }

    fn try_recv(&self) -> Result<Message, TryRecvError> {
        if let Some(message) = self.stashed() {
            return Ok(message);
        }
        let received = self.inner.try_recv().map(|message| self.received(message));
        received.map_err(|error| match error {
            TryRecvError::Empty if self.state.has(Breakage::EmptySaysDisconnected) => {
                TryRecvError::Disconnected
            }
            TryRecvError::Disconnected if self.state.has(Breakage::DisconnectedSaysEmpty) => {
                TryRecvError::Empty
            }
            error => error,
        })
    }

    fn recv(&self) -> Result<Message, RecvError> {
        if let Some(message) = self.stashed() {
            return Ok(message);
        }
        if self.state.has(Breakage::BlockingReceiveDrops) {
            self.inner.recv()?;
        }
        self.inner.recv().map(|message| self.received(message))
    }

    fn recv_timeout(&self, limit: Duration) -> Result<Message, RecvTimeoutError> {
        self.inner.recv_timeout(limit)
    }

    fn drain(&self) -> impl Iterator<Item = Message> {
        let mut drained = self.inner.drain();
        if self.state.has(Breakage::DrainLeavesOne) {
            self.state.stash().extend(drained.next());
        }
        drained
    }

    fn is_disconnected(&self) -> bool {
        let any = self.state.has(Breakage::AnySenderDisconnects);
        self.inner.is_disconnected() || any && self.state.is_disconnected()
    }
}

impl Drop for BrokenReceiver {
    fn drop(&mut self) {
        let any = self.state.has(Breakage::AnyReceiverDisconnects);
        if any || self.inner.receiver_count() == 1 {
            self.state.note_disconnected();
        }
    }
}

/// A receive under way.
struct Receiving<'a, F> {
    waiting: Tapped<F>,
    /// The waker of the first poll.
    first: Option<Waker>,
    /// Taken from the channel, and not given out yet.
    held: Option<Message>,
    receiver: &'a BrokenReceiver,
}

impl<F: Future<Output = Result<Message, RecvError>>> Receiving<'_, F> {
    fn poll(&mut self, cx: &Context<'_>) -> Poll<F::Output> {
        let state = &self.receiver.state;
        if let Some(message) = self.held.take().or_else(|| self.receiver.stashed()) {
            return Poll::Ready(Ok(message));
        }
        let first = self.first.get_or_insert_with(|| cx.waker().clone());
        let waker = if state.has(Breakage::WakesTheFirstTask) {
            first
        } else {
            cx.waker()
        };
        let was_woken = self.waiting.was_woken();
        match Pin::new(&mut self.waiting).poll(&mut Context::from_waker(waker)) {
            Poll::Ready(Ok(message)) if state.has(Breakage::TakesOnePollAhead) => {
                self.held = Some(message);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Ready(received) => {
                Poll::Ready(received.map(|message| self.receiver.received(message)))
            }
            Poll::Pending => {
                if was_woken && state.has(Breakage::WakesOnlyOnce) {
                    state.marks.add();
                }
                if state.has(Breakage::WakesAllReceivers) {
                    state.wakers.keep(cx.waker());
                }
                Poll::Pending
            }
        }
    }
}

impl<F> Drop for Receiving<'_, F> {
    fn drop(&mut self) {
        let state = &self.receiver.state;
        if self.waiting.waits() && state.has(Breakage::CancelledReceiveTakesAMessage) {
            state.marks.add();
        }
        if self.waiting.was_woken() && state.has(Breakage::CancelledReceiveKeepsTheWake) {
            self.waiting.forget();
        }
    }
}
