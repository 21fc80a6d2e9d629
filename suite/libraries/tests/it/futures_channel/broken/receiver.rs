use std::{
    collections::VecDeque,
    future::{self, Future},
    iter,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use ::futures_channel::mpsc::{RecvError, TryRecvError};
use futures_core::Stream;

use super::{
    super::channel::{Message, Receiver},
    Breakage,
    state::{Side, State},
};
use crate::{tap::Tap, tapped::Tapped};

/// One of the library's receivers, broken.
pub(in crate::futures_channel) struct BrokenReceiver<R: Receiver> {
    inner: R,
    /// Of the stream that this receiver is.
    tap: Arc<Tap>,
    /// Messages that come before those in the channel; the next one is at the back.
    stash: VecDeque<Message>,
    /// Set when the next message goes to nobody.
    drops_next: bool,
    state: Arc<State>,
}

impl<R: Receiver> BrokenReceiver<R> {
    pub(super) fn new(inner: R, state: &Arc<State>) -> BrokenReceiver<R> {
        BrokenReceiver {
            inner,
            tap: state.tap(Side::Receive),
            stash: VecDeque::new(),
            drops_next: false,
            state: Arc::clone(state),
        }
    }

    /// Returns a message that was taken from the channel before.
    fn stashed(&mut self) -> Option<Message> {
        if self.drops_next {
            self.drops_next = self.inner.try_recv().is_err();
        }
        self.stash.pop_back()
    }

    /// Takes a message from the channel's hands; what is given out may be another one.
    fn received(&mut self, message: Message) -> Message {
        self.state.note_received();
        if self.state.has(Breakage::Lifo) {
            let queued = iter::from_fn(|| self.inner.try_recv().ok());
            self.stash.extend(iter::once(message).chain(queued));
            return self.stash.pop_back().unwrap_or(message);
        }
        if self.state.has(Breakage::DuplicatesMessages) && self.state.messages.is_nth(10) {
            self.stash.push_back(message);
        }
        message
    }
}

impl<R: Receiver> Receiver for BrokenReceiver<R> {
    async fn recv(&mut self) -> Result<Message, RecvError> {
        if let Some(message) = self.stashed() {
            return Ok(message);
        }
        let waiting = Tapped::new(self.inner.recv(), self.state.tap(Side::Receive));
        let mut receiving = Receiving {
            waiting,
            held: None,
            drops_next: &mut self.drops_next,
            state: &self.state,
        };
        let received = future::poll_fn(|cx| receiving.poll(cx)).await;
        drop(receiving);
        received.map(|message| self.received(message))
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        if let Some(message) = self.stashed() {
            return Ok(message);
        }
        match self.inner.try_recv() {
            Ok(message) => Ok(self.received(message)),
            Err(TryRecvError::Empty) if self.state.has(Breakage::EmptySaysClosed) => {
                Err(TryRecvError::Closed)
            }
            Err(TryRecvError::Closed) if self.state.has(Breakage::ClosedSaysEmpty) => {
                Err(TryRecvError::Empty)
            }
            refused => refused,
        }
    }

    fn close(&mut self) {
        self.state.note_closed();
        self.inner.close();
        if self.state.has(Breakage::CloseDropsTheQueue) {
            while self.inner.try_recv().is_ok() {}
        }
    }
}

impl<R: Receiver> Stream for BrokenReceiver<R> {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        let this = &mut *self;
        if let Some(message) = this.stashed() {
            return Poll::Ready(Some(message));
        }
        let poll = |cx: &mut Context<'_>| Pin::new(&mut this.inner).poll_next(cx);
        match this.tap.poll(cx.waker(), poll) {
            Poll::Ready(Some(message)) => Poll::Ready(Some(this.received(message))),
            Poll::Ready(None) if this.state.has(Breakage::StreamNeverEnds) => Poll::Pending,
            Poll::Pending if this.state.has(Breakage::StreamEndsWhenEmpty) => Poll::Ready(None),
            polled => polled,
        }
    }
}

impl<R: Receiver> Drop for BrokenReceiver<R> {
    fn drop(&mut self) {
        self.state.note_closed();
    }
}

/// A receive under way.
struct Receiving<'a, F> {
    waiting: Tapped<F>,
    /// Taken from the channel, and not given out yet.
    held: Option<Message>,
    drops_next: &'a mut bool,
    state: &'a State,
}

impl<F: Future<Output = Result<Message, RecvError>>> Receiving<'_, F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        if let Some(message) = self.held.take() {
            return Poll::Ready(Ok(message));
        }
        match Pin::new(&mut self.waiting).poll(cx) {
            Poll::Ready(Ok(message)) if self.state.has(Breakage::TakesOnePollAhead) => {
                self.held = Some(message);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            polled => polled,
        }
    }
}

impl<F> Drop for Receiving<'_, F> {
    fn drop(&mut self) {
        let takes = self.state.has(Breakage::CancelledReceiveTakesItsMessage);
        *self.drops_next |= takes && self.waiting.was_woken();
    }
}
