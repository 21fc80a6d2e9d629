use std::{
    collections::VecDeque,
    future::{self, Future},
    iter,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use ::async_channel::{RecvError, TryRecvError};
use futures_core::Stream;

use super::{
    super::channel::{Message, Receiver, Weak},
    Breakage,
    state::{Side, State},
};
use crate::{lock::lock, tapped::Tapped};

/// The library's receiver, broken.
pub(in crate::async_channel) struct BrokenReceiver {
    inner: Pin<Box<::async_channel::Receiver<Message>>>,
    /// What this receiver alone has taken already.
    prefetched: Mutex<VecDeque<Message>>,
    state: Arc<State>,
}

impl BrokenReceiver {
    pub(super) fn new(
        inner: ::async_channel::Receiver<Message>,
        state: Arc<State>,
    ) -> BrokenReceiver {
        BrokenReceiver {
            inner: Box::pin(inner),
            prefetched: Mutex::default(),
            state,
        }
    }

    /// Returns a message that was taken from the channel before.
    fn stashed(&self) -> Option<Message> {
        let prefetched = lock(&self.prefetched).pop_front();
        prefetched.or_else(|| self.state.stash().pop_back())
    }

    /// Takes a message from the channel's hands; what is given out may be another one.
    fn received(&self, message: Message) -> Message {
        let queued = || iter::from_fn(|| self.inner.try_recv().ok());
        let has = |breakage| self.state.has(breakage);
        let among_senders = has(Breakage::LifoAmongSenders) && self.inner.sender_count() > 1;
        if has(Breakage::Lifo) || among_senders {
            let mut stash = self.state.stash();
            stash.extend(iter::once(message).chain(queued()));
            return stash.pop_back().unwrap_or(message);
        }
        if has(Breakage::Prefetches) {
            lock(&self.prefetched).extend(queued());
        }
        if has(Breakage::DuplicatesMessages) && self.state.messages.is_nth(10) {
            self.state.stash().push_back(message);
        }
        self.state.release_late();
        message
    }
}

impl Receiver for BrokenReceiver {
    type Weak = BrokenWeakReceiver;

    async fn recv(&self) -> Result<Message, RecvError> {
        let waiting = Tapped::new(self.inner.recv(), self.state.tap(Side::Receive));
        let mut receiving = Receiving {
            waiting,
            held: None,
            receiver: self,
        };
        future::poll_fn(|cx| receiving.poll(cx)).await
    }

    fn try_recv(&self) -> Result<Message, TryRecvError> {
        if let Some(message) = self.stashed() {
            return Ok(message);
        }
        let received = self.inner.try_recv().map(|message| self.received(message));
        received.map_err(|error| match error {
            TryRecvError::Empty if self.state.has(Breakage::EmptySaysClosed) => {
                TryRecvError::Closed
            }
            TryRecvError::Closed if self.state.has(Breakage::ClosedSaysEmpty) => {
                TryRecvError::Empty
            }
            error => error,
        })
    }

    fn recv_blocking(&self) -> Result<Message, RecvError> {
        if let Some(message) = self.stashed() {
            return Ok(message);
        }
        if self.state.has(Breakage::BlockingReceiveDrops) {
            self.inner.recv_blocking()?;
        }
        self.inner
            .recv_blocking()
            .map(|message| self.received(message))
    }

    fn close(&self) -> bool {
        self.state.note_close();
        self.inner.close() || self.state.has(Breakage::EachCloseSaysFirst)
    }

    fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    fn downgrade(&self) -> BrokenWeakReceiver {
        BrokenWeakReceiver {
            inner: self.inner.downgrade(),
            _strong: self
                .state
                .has(Breakage::WeakReceiverIsStrong)
                .then(|| (*self.inner).clone()),
            state: Arc::clone(&self.state),
        }
    }
}

impl Stream for BrokenReceiver {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        if let Some(message) = self.stashed() {
            return Poll::Ready(Some(message));
        }
        match self.inner.as_mut().poll_next(cx) {
            Poll::Ready(Some(message)) => Poll::Ready(Some(self.received(message))),
            Poll::Ready(None) if self.state.has(Breakage::StreamNeverEnds) => Poll::Pending,
            Poll::Pending if self.state.has(Breakage::StreamEndsWhenEmpty) => Poll::Ready(None),
            polled => polled,
        }
    }
}

impl Clone for BrokenReceiver {
    fn clone(&self) -> BrokenReceiver {
        BrokenReceiver::new((*self.inner).clone(), Arc::clone(&self.state))
    }
}

impl Drop for BrokenReceiver {
    fn drop(&mut self) {
        if self.state.has(Breakage::AnyReceiverCloses) {
            self.inner.close();
        }
    }
}

/// A receive under way.
struct Receiving<'a, F> {
    waiting: Tapped<F>,
    /// Taken from the channel, and not given out yet.
    held: Option<Message>,
    receiver: &'a BrokenReceiver,
}

impl<F: Future<Output = Result<Message, RecvError>>> Receiving<'_, F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        let state = &self.receiver.state;
        if let Some(message) = self.held.take().or_else(|| self.receiver.stashed()) {
            return Poll::Ready(Ok(message));
        }
        if state.has(Breakage::WakesOnlyOnce) {
            state.marks.take();
        }
        match Pin::new(&mut self.waiting).poll(cx) {
            Poll::Ready(Ok(message)) if state.has(Breakage::TakesOnePollAhead) => {
                self.held = Some(message);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Poll::Ready(received) => {
                Poll::Ready(received.map(|message| self.receiver.received(message)))
            }
            Poll::Pending => {
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
        if !self.waiting.waits() {
            return;
        }
        if state.has(Breakage::CancelledReceiveTakesAMessage) {
            state.marks.add();
        }
        if state.has(Breakage::CancelledReceiveKeepsTheWake) && self.waiting.was_woken() {
            self.waiting.forget();
        }
    }
}

pub(in crate::async_channel) struct BrokenWeakReceiver {
    inner: ::async_channel::WeakReceiver<Message>,
    _strong: Option<::async_channel::Receiver<Message>>,
    state: Arc<State>,
}

impl Weak for BrokenWeakReceiver {
    type Strong = BrokenReceiver;

    fn upgrade(&self) -> Option<BrokenReceiver> {
        let inner = self.inner.upgrade()?;
        Some(BrokenReceiver::new(inner, Arc::clone(&self.state)))
    }
}
