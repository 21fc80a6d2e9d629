//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod breakage;
mod receiver;
mod sender;
mod state;

use std::sync::Arc;

pub(super) use breakage::{Breakage, Broken};
use receiver::BrokenReceiver;
use sender::BrokenSender;
use state::State;

use super::channel::{Channel, Message};

type Ends = (
    ::async_channel::Sender<Message>,
    ::async_channel::Receiver<Message>,
);

impl Broken {
    fn wrap(
        self,
        (sender, receiver): Ends,
        capacity: Option<usize>,
    ) -> (BrokenSender, BrokenReceiver) {
        let mut state = State::new(self.breakage, capacity);
        state.sender = self.has(Breakage::KeepsASender).then(|| sender.clone());
        state.receiver = self.has(Breakage::KeepsAReceiver).then(|| receiver.clone());
        state.drained_at_close = self
            .has(Breakage::CloseDropsTheQueue)
            .then(|| receiver.downgrade());
        let state = Arc::new(state);
        let receiver = BrokenReceiver::new(receiver, Arc::clone(&state));
        (
            BrokenSender {
                inner: sender,
                state,
            },
            receiver,
        )
    }
}

impl Channel for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn bounded(self, capacity: usize) -> (BrokenSender, BrokenReceiver) {
        if self.has(Breakage::IgnoresTheCapacity) {
            return self.wrap(::async_channel::unbounded(), Some(capacity));
        }
        self.wrap(::async_channel::bounded(capacity), Some(capacity))
    }

    fn unbounded(self) -> (BrokenSender, BrokenReceiver) {
        self.wrap(::async_channel::unbounded(), None)
    }
}
