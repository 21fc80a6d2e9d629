use std::sync::{Arc, atomic::Ordering::SeqCst};

use ::async_broadcast::{SendError, TrySendError};

use super::{
    super::channel::{Message, Sender},
    Breakage, BrokenReceiver, State,
};
use crate::{tap::Tap, tapped::Tapped};

/// The library's sender, broken.
#[derive(Clone)]
pub(in crate::async_broadcast) struct BrokenSender {
    inner: ::async_broadcast::Sender<Message>,
    state: Arc<State>,
}

impl BrokenSender {
    pub(super) fn new(
        inner: ::async_broadcast::Sender<Message>,
        state: Arc<State>,
    ) -> BrokenSender {
        BrokenSender { inner, state }
    }

    fn replaced(&self, message: Option<Message>) -> Option<Message> {
        let hides = |breakage| self.state.has(breakage);
        message.filter(|_| !hides(Breakage::OverflowHidesTheReplaced))
    }

    fn refused_closed(&self, message: Message) -> Message {
        message + u32::from(self.state.has(Breakage::ClosedGivesBackAnother))
    }
}

impl Sender for BrokenSender {
    type Receiver = BrokenReceiver;

    async fn broadcast(&self, message: Message) -> Result<Option<Message>, SendError<Message>> {
        self.state.note_sent(message);
        let state = Arc::clone(&self.state);
        let tap = Tap::new(move || swallows(&state));
        let mut broadcasting = Broadcasting {
            future: Tapped::new(self.inner.broadcast_direct(message), tap),
            message,
            state: &self.state,
        };
        match (&mut broadcasting.future).await {
            Ok(replaced) => Ok(self.replaced(replaced)),
            Err(SendError(message)) => Err(SendError(self.refused_closed(message))),
        }
    }

    fn try_broadcast(&self, message: Message) -> Result<Option<Message>, TrySendError<Message>> {
        self.state.note_sent(message);
        let has = |breakage| self.state.has(breakage);
        match self.inner.try_broadcast(message) {
            Ok(replaced) => Ok(self.replaced(replaced)),
            Err(TrySendError::Full(message)) if has(Breakage::FullSaysClosed) => {
                Err(TrySendError::Closed(message))
            }
            Err(TrySendError::Full(message)) if has(Breakage::FullGivesBackAnother) => {
                Err(TrySendError::Full(message + 1))
            }
            Err(TrySendError::Inactive(message)) if has(Breakage::InactiveSaysClosed) => {
                Err(TrySendError::Closed(message))
            }
            Err(TrySendError::Closed(message)) => {
                Err(TrySendError::Closed(self.refused_closed(message)))
            }
            Err(error) => Err(error),
        }
    }

    fn broadcast_blocking(&self, message: Message) -> Result<Option<Message>, SendError<Message>> {
        if self.state.has(Breakage::BlockingBroadcastDrops) && self.state.jobs_messages.is_nth(2) {
            return Ok(None);
        }
        self.inner.broadcast_blocking(message)
    }

    fn new_receiver(&self) -> BrokenReceiver {
        let mut receiver = BrokenReceiver::new(self.inner.new_receiver(), &self.state);
        if self.state.has(Breakage::NewReceiverGetsTheOld) {
            receiver.ahead.extend(self.state.sent());
        }
        receiver
    }

    fn set_capacity(&mut self, capacity: usize) {
        if !self.state.has(Breakage::CapacityIsFixed) {
            self.inner.set_capacity(capacity);
        }
    }

    fn set_overflow(&mut self, overflow: bool) {
        self.inner.set_overflow(overflow);
    }

    fn set_await_active(&mut self, await_active: bool) {
        let always = self.state.has(Breakage::AlwaysAwaitsActive);
        self.inner.set_await_active(await_active || always);
    }

    fn close(&self) -> bool {
        self.state.close(self.inner.clone())
    }

    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    fn is_full(&self) -> bool {
        self.inner.is_full()
    }

    fn len(&self) -> usize {
        self.inner.len()
    }

    fn sender_count(&self) -> usize {
        self.inner.sender_count()
    }

    fn receiver_count(&self) -> usize {
        let count = self.inner.receiver_count();
        if self.state.has(Breakage::ReceiversAreNotCounted) {
            return count.min(1);
        }
        count
    }

    fn inactive_receiver_count(&self) -> usize {
        self.inner.inactive_receiver_count()
    }
}

impl Drop for BrokenSender {
    fn drop(&mut self) {
        if self.state.has(Breakage::AnySenderCloses) {
            self.inner.close();
        }
    }
}

fn swallows(state: &State) -> bool {
    let has = |breakage| state.has(breakage);
    has(Breakage::SenderIsNotWoken)
        || has(Breakage::CloseWakesNoSender) && state.closes.load(SeqCst)
        || has(Breakage::ActivationWakesNoSender) && state.activates.load(SeqCst)
}

/// A broadcast under way.
struct Broadcasting<'a, F> {
    future: Tapped<F>,
    message: Message,
    state: &'a State,
}

impl<F> Drop for Broadcasting<'_, F> {
    fn drop(&mut self) {
        let has = |breakage| self.state.has(breakage);
        if has(Breakage::CancelledBroadcastStillDelivers) && self.future.waits() {
            self.state.delay(self.message);
        }
        if has(Breakage::CancelledBroadcastKeepsTheWake) && self.future.was_woken() {
            self.future.forget();
        }
    }
}
