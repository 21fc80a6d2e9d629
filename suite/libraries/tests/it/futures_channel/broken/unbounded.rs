use std::sync::Arc;

use ::futures_channel::mpsc::{self, TrySendError};

use super::{
    super::channel::{Message, UnboundedSender},
    Breakage,
    sender::{disconnected, full},
    state::State,
};

/// The library's unbounded sender, broken.
#[derive(Clone)]
pub(in crate::futures_channel) struct BrokenUnboundedSender {
    inner: mpsc::UnboundedSender<Message>,
    state: Arc<State>,
}

impl BrokenUnboundedSender {
    pub(super) fn new(
        inner: mpsc::UnboundedSender<Message>,
        state: &Arc<State>,
    ) -> BrokenUnboundedSender {
        BrokenUnboundedSender {
            inner,
            state: Arc::clone(state),
        }
    }
}

impl UnboundedSender for BrokenUnboundedSender {
    fn unbounded_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        let has = |breakage| self.state.has(breakage);
        if has(Breakage::UnboundedHasABound) && self.state.queued() >= 100 {
            return Err(full(message));
        }
        if has(Breakage::LengthOnlyGrows) {
            self.state.messages.add();
        }
        match self.inner.unbounded_send(message) {
            Ok(()) => {
                self.state.note_sent();
                Ok(())
            }
            Err(_) if has(Breakage::ClosedSwallowsMessages) => Ok(()),
            Err(_) if has(Breakage::ClosedGivesBackAnother) => Err(disconnected(message + 1)),
            refused => refused,
        }
    }

    fn len(&self) -> usize {
        if self.state.has(Breakage::LengthOnlyGrows) {
            return self.state.messages.count();
        }
        self.inner.len()
    }
}
