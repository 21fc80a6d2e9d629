//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod breakage;
mod inactive;
mod receiver;
mod sender;
mod state;

use std::sync::Arc;

pub(super) use breakage::{Breakage, Broken};
use inactive::BrokenInactive;
use receiver::BrokenReceiver;
use sender::BrokenSender;
use state::State;

use super::channel::Channel;

impl Channel for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn broadcast(self, capacity: usize) -> (BrokenSender, BrokenReceiver) {
        let (mut sender, receiver) = ::async_broadcast::broadcast(capacity);
        if self.has(Breakage::AlwaysOverflows) {
            sender.set_overflow(true);
        }
        let mut state = State::new(self.breakage);
        state.sender = self.has(Breakage::KeepsASender).then(|| sender.clone());
        state.receiver = self
            .has(Breakage::KeepsAReceiver)
            .then(|| receiver.clone().deactivate());
        let state = Arc::new(state);
        let receiver = BrokenReceiver::new(receiver, &state);
        (BrokenSender::new(sender, state), receiver)
    }
}
