use std::{
    collections::VecDeque,
    future, mem,
    pin::Pin,
    sync::{Arc, atomic::Ordering::SeqCst},
    task::{Context, Poll, ready},
};

use ::async_broadcast::{RecvError, TryRecvError};
use futures_core::Stream;

use super::{
    super::channel::{Message, Receiver},
    Breakage, BrokenInactive, State,
};
use crate::{tap::Tap, tapped::Tapped};

/// The library's receiver, broken.
pub(in crate::async_broadcast) struct BrokenReceiver {
    /// Taken when it is deactivated.
    inner: Option<::async_broadcast::Receiver<Message>>,
    /// Messages that come before those in the channel.
    pub(super) ahead: VecDeque<Message>,
    /// An older message that waits for a newer one.
    held: Option<Message>,
    /// How many messages cancelled receives took.
    taken: usize,
    is_clone: bool,
    state: Arc<State>,
}

const INNER: &str = "a receiver that was deactivated is gone";

impl BrokenReceiver {
    pub(super) fn new(
        inner: ::async_broadcast::Receiver<Message>,
        state: &Arc<State>,
    ) -> BrokenReceiver {
        BrokenReceiver {
            inner: Some(inner),
            ahead: VecDeque::new(),
            held: None,
            taken: 0,
            is_clone: false,
            state: Arc::clone(state),
        }
    }

    fn inner(&mut self) -> &mut ::async_broadcast::Receiver<Message> {
        self.inner.as_mut().expect(INNER)
    }

    /// Takes a message from the channel's hands; none if it goes no further than here, or not yet.
    fn received(&mut self, message: Message) -> Option<Message> {
        let state = Arc::clone(&self.state);
        for late in state.take_late() {
            // It may find the channel full or closed, and is gone then.
            let _: Result<_, _> = self.inner().new_sender().try_broadcast(late);
        }
        if state.has(Breakage::FirstReceiveMakesRoom) && self.inner().is_full() {
            let capacity = self.inner().capacity();
            self.inner().set_capacity(capacity - 1);
            self.inner().set_capacity(capacity);
        }
        if self.is_clone && state.has(Breakage::ClonesSwapMessages) {
            let older = self.held.take();
            if older.is_none() {
                self.held = Some(message);
                return None;
            }
            self.ahead.extend(older);
        }
        let takes = self.taken > 0;
        self.taken = self.taken.saturating_sub(1);
        (!takes && !state.is_taken(message)).then_some(message)
    }

    /// Tells of a lag, or of none.
    fn lag(&self, missed: u64) -> Option<u64> {
        if self.state.has(Breakage::LagIsSilent) {
            return None;
        }
        Some(missed + u64::from(self.state.has(Breakage::LagIsMiscounted)))
    }

    /// Receives once, as the library does; none if that goes no further than here.
    async fn recv_inner(&mut self) -> Option<Result<Message, RecvError>> {
        let state = Arc::clone(&self.state);
        let inner = self.inner.as_mut().expect(INNER);
        let tap = Tap::new(move || swallows(&state));
        let mut receiving = Receiving {
            future: Tapped::new(inner.recv_direct(), tap),
            taken: &mut self.taken,
            state: &self.state,
        };
        let received = (&mut receiving.future).await;
        drop(receiving);
        if self.state.has(Breakage::TakesOnePollAhead) {
            yield_once().await;
        }
        match received {
            Ok(message) => self.received(message).map(Ok),
            Err(RecvError::Overflowed(missed)) => {
                self.lag(missed).map(|n| Err(RecvError::Overflowed(n)))
            }
            Err(RecvError::Closed) => Some(self.held.take().ok_or(RecvError::Closed)),
        }
    }
}

impl Receiver for BrokenReceiver {
    type Inactive = BrokenInactive;

    async fn recv(&mut self) -> Result<Message, RecvError> {
        loop {
            if let Some(message) = self.ahead.pop_front() {
                return Ok(message);
            }
            if let Some(received) = self.recv_inner().await {
                return received;
            }
        }
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        loop {
            if let Some(message) = self.ahead.pop_front() {
                return Ok(message);
            }
            let received = match self.inner().try_recv() {
                Ok(message) => self.received(message).map(Ok),
                Err(TryRecvError::Overflowed(missed)) => {
                    self.lag(missed).map(|n| Err(TryRecvError::Overflowed(n)))
                }
                Err(error) => Some(Err(error)),
            };
            if let Some(received) = received {
                return received;
            }
        }
    }

    fn recv_blocking(&mut self) -> Result<Message, RecvError> {
        if self.state.has(Breakage::BlockingReceiveDrops) {
            self.inner().recv_blocking()?;
        }
        self.inner().recv_blocking()
    }

    fn close(&self) -> bool {
        let inner = self.inner.as_ref().expect(INNER);
        self.state.close(inner.new_sender())
    }

    fn deactivate(mut self) -> BrokenInactive {
        let inner = self.inner.take().expect(INNER);
        BrokenInactive::new(inner, Arc::clone(&self.state))
    }
}

impl Stream for BrokenReceiver {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        let ends = self.state.has(Breakage::StreamEndsAtALag);
        let inner = Pin::new(self.inner());
        if !ends {
            return inner.poll_next(cx);
        }
        Poll::Ready(ready!(inner.poll_recv(cx)).and_then(Result::ok))
    }
}

impl Clone for BrokenReceiver {
    fn clone(&self) -> BrokenReceiver {
        let inner = self.inner.as_ref().expect(INNER);
        let clone = if self.state.has(Breakage::CloneStartsEmpty) {
            inner.new_receiver()
        } else {
            inner.clone()
        };
        let mut clone = BrokenReceiver::new(clone, &self.state);
        clone.is_clone = true;
        clone
    }
}

impl Drop for BrokenReceiver {
    fn drop(&mut self) {
        let Some(inner) = &self.inner else {
            return;
        };
        if self.state.has(Breakage::AnyReceiverCloses) {
            inner.close();
        }
        if self.state.has(Breakage::DroppedReceiverHoldsItsMessages) {
            mem::forget(inner.clone());
        }
    }
}

fn swallows(state: &State) -> bool {
    let has = |breakage| state.has(breakage);
    has(Breakage::ReceiverIsNotWoken)
        || has(Breakage::WakesOneReceiver) && state.has_woken.swap(true, SeqCst)
        || has(Breakage::CloseWakesNoReceiver) && state.closes.load(SeqCst)
}

async fn yield_once() {
    let mut yielded = false;
    future::poll_fn(|cx| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A receive under way.
struct Receiving<'a, F> {
    future: Tapped<F>,
    taken: &'a mut usize,
    state: &'a State,
}

impl<F> Drop for Receiving<'_, F> {
    fn drop(&mut self) {
        let takes = self.state.has(Breakage::CancelledReceiveTakesAMessage);
        if takes && self.future.waits() {
            *self.taken += 1;
        }
    }
}
