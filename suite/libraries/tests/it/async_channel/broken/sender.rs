use std::sync::Arc;

use ::async_channel::{SendError, TrySendError};

use super::{
    super::channel::{Message, Sender, Weak},
    Breakage,
    state::{Side, State},
};
use crate::tapped::Tapped;

/// The library's sender, broken.
#[derive(Clone)]
pub(in crate::async_channel) struct BrokenSender {
    pub(super) inner: ::async_channel::Sender<Message>,
    pub(super) state: Arc<State>,
}

impl BrokenSender {
    /// Tells whether the message goes no further than here.
    fn swallows(&self) -> bool {
        let has = |breakage| self.state.has(breakage);
        has(Breakage::LosesMessages) && self.state.messages.is_nth(10)
            || has(Breakage::CancelledReceiveTakesAMessage) && self.state.marks.take()
            || has(Breakage::ClosedSwallowsMessages) && self.inner.is_closed()
    }

    fn note_sent(&self) {
        if self.state.has(Breakage::LengthOnlyGrows) {
            self.state.messages.add();
        }
        if self.state.has(Breakage::WakesAllReceivers) {
            self.state.wakers.wake_all();
        }
    }

    fn refused_closed(&self, message: Message) -> Message {
        message + u32::from(self.state.has(Breakage::ClosedGivesBackAnother))
    }

    fn refused_full(&self, message: Message) -> TrySendError<Message> {
        if self.state.has(Breakage::FullSaysClosed) {
            return TrySendError::Closed(message);
        }
        TrySendError::Full(message + u32::from(self.state.has(Breakage::FullGivesBackAnother)))
    }
}

impl Sender for BrokenSender {
    type Weak = BrokenWeakSender;

    async fn send(&self, message: Message) -> Result<(), SendError<Message>> {
        if self.swallows() {
            return Ok(());
        }
        let waiting = Tapped::new(self.inner.send(message), self.state.tap(Side::Send));
        let mut sending = Sending {
            waiting,
            message,
            state: &self.state,
        };
        let sent = (&mut sending.waiting).await;
        self.note_sent();
        sent.map_err(|SendError(message)| SendError(self.refused_closed(message)))
    }

    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        if self.swallows() {
            return Ok(());
        }
        let sent = self.inner.try_send(message);
        self.note_sent();
        sent.map_err(|error| match error {
            TrySendError::Full(message) => self.refused_full(message),
            TrySendError::Closed(message) => TrySendError::Closed(self.refused_closed(message)),
        })
    }

    fn force_send(&self, message: Message) -> Result<Option<Message>, SendError<Message>> {
        let replaced = self.inner.force_send(message)?;
        self.note_sent();
        Ok(replaced.filter(|_| !self.state.has(Breakage::ForcedSendHidesTheReplaced)))
    }

    fn send_blocking(&self, message: Message) -> Result<(), SendError<Message>> {
        if self.state.has(Breakage::BlockingSendDrops) && self.state.messages.is_nth(2) {
            return Ok(());
        }
        self.inner.send_blocking(message)
    }

    async fn closed(&self) {
        if self.state.has(Breakage::ClosedIsAlwaysReady) {
            return;
        }
        Tapped::new(self.inner.closed(), self.state.tap(Side::Closed)).await;
    }

    fn close(&self) -> bool {
        self.state.note_close();
        self.inner.close() || self.state.has(Breakage::EachCloseSaysFirst)
    }

    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    fn is_full(&self) -> bool {
        self.state
            .capacity
            .is_some_and(|capacity| self.inner.len() >= capacity)
    }

    fn len(&self) -> usize {
        if self.state.has(Breakage::LengthOnlyGrows) {
            return self.state.messages.count();
        }
        self.inner.len()
    }

    fn capacity(&self) -> Option<usize> {
        let wrong = usize::from(self.state.has(Breakage::TellsAnotherCapacity));
        self.state.capacity.map(|capacity| capacity + wrong)
    }

    fn sender_count(&self) -> usize {
        if self.state.has(Breakage::ClonesAreNotCounted) {
            return 1;
        }
        self.inner.sender_count()
    }

    fn receiver_count(&self) -> usize {
        self.inner.receiver_count()
    }

    fn downgrade(&self) -> BrokenWeakSender {
        BrokenWeakSender {
            inner: self.inner.downgrade(),
            _strong: self
                .state
                .has(Breakage::WeakSenderIsStrong)
                .then(|| self.inner.clone()),
            state: Arc::clone(&self.state),
        }
    }
}

impl Drop for BrokenSender {
    fn drop(&mut self) {
        if self.state.has(Breakage::AnySenderCloses) {
            self.inner.close();
        }
    }
}

/// A send under way.
struct Sending<'a, F> {
    waiting: Tapped<F>,
    message: Message,
    state: &'a State,
}

impl<F> Drop for Sending<'_, F> {
    fn drop(&mut self) {
        if !self.waiting.waits() {
            return;
        }
        if self.state.has(Breakage::CancelledSendStillDelivers) {
            self.state.delay(self.message);
        }
        if self.state.has(Breakage::CancelledSendKeepsTheWake) && self.waiting.was_woken() {
            self.waiting.forget();
        }
    }
}

pub(in crate::async_channel) struct BrokenWeakSender {
    inner: ::async_channel::WeakSender<Message>,
    _strong: Option<::async_channel::Sender<Message>>,
    state: Arc<State>,
}

impl Weak for BrokenWeakSender {
    type Strong = BrokenSender;

    fn upgrade(&self) -> Option<BrokenSender> {
        let inner = self.inner.upgrade()?;
        Some(BrokenSender {
            inner,
            state: Arc::clone(&self.state),
        })
    }
}
