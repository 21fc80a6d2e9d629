use std::{sync::Arc, time::Duration};

use ::flume::{SendError, SendTimeoutError, TrySendError};

use super::{
    super::channel::{Message, Sender, Weak},
    Breakage,
    state::{Side, State},
};
use crate::tapped::Tapped;

/// The library's sender, broken.
#[derive(Clone)]
pub(in crate::flume) struct BrokenSender {
    inner: ::flume::Sender<Message>,
    state: Arc<State>,
}

impl BrokenSender {
    pub(super) fn new(inner: ::flume::Sender<Message>, state: &Arc<State>) -> BrokenSender {
        BrokenSender {
            inner,
            state: Arc::clone(state),
        }
    }

    /// Tells whether the message goes no further than here.
    fn swallows(&self) -> bool {
        let has = |breakage| self.state.has(breakage);
        has(Breakage::LosesMessages) && self.state.messages.is_nth(10)
            || has(Breakage::CancelledReceiveTakesAMessage) && self.state.marks.take()
            || has(Breakage::DisconnectedSwallowsMessages) && self.inner.is_disconnected()
    }

    fn note_sent(&self) {
        if self.state.has(Breakage::LengthOnlyGrows) {
            self.state.messages.add();
        }
        if self.state.has(Breakage::WakesAllReceivers) {
            self.state.wakers.wake_all();
        }
    }

    fn refused_disconnected(&self, message: Message) -> Message {
        message + u32::from(self.state.has(Breakage::DisconnectedGivesBackAnother))
    }

    fn refused_full(&self, message: Message) -> TrySendError<Message> {
        if self.state.has(Breakage::FullSaysDisconnected) {
            return TrySendError::Disconnected(message);
        }
        TrySendError::Full(message + u32::from(self.state.has(Breakage::FullGivesBackAnother)))
    }
}

impl Sender for BrokenSender {
    type Weak = BrokenWeakSender;

    async fn send_async(&self, message: Message) -> Result<(), SendError<Message>> {
        if self.swallows() {
            return Ok(());
        }
        let waiting = Tapped::new(self.inner.send_async(message), self.state.tap(Side::Send));
        let mut sending = Sending {
            waiting,
            message,
            state: &self.state,
        };
        let sent = (&mut sending.waiting).await;
        self.note_sent();
        sent.map_err(|SendError(message)| SendError(self.refused_disconnected(message)))
    }

    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        if self.swallows() {
            return Ok(());
        }
        if self.state.has(Breakage::RendezvousRefuses) && self.inner.capacity() == Some(0) {
            return Err(TrySendError::Full(message));
        }
        let sent = self.inner.try_send(message);
        self.note_sent();
        sent.map_err(|error| match error {
            TrySendError::Full(message) => self.refused_full(message),
            TrySendError::Disconnected(message) => {
                TrySendError::Disconnected(self.refused_disconnected(message))
            }
        })
    }

    fn send(&self, message: Message) -> Result<(), SendError<Message>> {
        if self.state.has(Breakage::BlockingSendDrops) && self.state.messages.is_nth(2) {
            return Ok(());
        }
        self.inner.send(message)
    }

    fn send_timeout(
        &self,
        message: Message,
        limit: Duration,
    ) -> Result<(), SendTimeoutError<Message>> {
        match self.inner.send_timeout(message, limit) {
            Err(SendTimeoutError::Timeout(_))
                if self.state.has(Breakage::TimeoutSwallowsTheMessage) =>
            {
                Ok(())
            }
            sent => sent,
        }
    }

    fn is_disconnected(&self) -> bool {
        let any = self.state.has(Breakage::AnyReceiverDisconnects);
        self.inner.is_disconnected() || any && self.state.is_disconnected()
    }

    fn is_full(&self) -> bool {
        self.inner.is_full()
    }

    fn len(&self) -> usize {
        if self.state.has(Breakage::LengthOnlyGrows) {
            return self.state.messages.count();
        }
        self.inner.len()
    }

    fn capacity(&self) -> Option<usize> {
        let wrong = usize::from(self.state.has(Breakage::TellsAnotherCapacity));
        self.inner.capacity().map(|capacity| capacity + wrong)
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
        let any = self.state.has(Breakage::AnySenderDisconnects);
        if any || self.inner.sender_count() == 1 {
            self.state.note_disconnected();
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
        if self.waiting.waits() && self.state.has(Breakage::CancelledSendStillDelivers) {
            self.state.delay(self.message);
        }
        let keeps = self.state.has(Breakage::CancelledSendKeepsTheNextWake);
        if keeps && self.waiting.was_woken() {
            self.state.marks.add();
        }
    }
}

pub(in crate::flume) struct BrokenWeakSender {
    inner: ::flume::WeakSender<Message>,
    _strong: Option<::flume::Sender<Message>>,
    state: Arc<State>,
}

impl Weak for BrokenWeakSender {
    type Strong = BrokenSender;

    fn upgrade(&self) -> Option<BrokenSender> {
        let inner = self.inner.upgrade()?;
        Some(BrokenSender::new(inner, &self.state))
    }
}
