//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod breakage;
mod receiver;
mod sender;
mod state;
mod stream;

use std::sync::Arc;

pub(super) use breakage::{Breakage, Broken};
use receiver::BrokenReceiver;
use sender::BrokenSender;
use state::State;

use super::channel::{Channel, Message};

type Ends = (::flume::Sender<Message>, ::flume::Receiver<Message>);

impl Broken {
    fn wrap(self, (sender, receiver): Ends) -> (BrokenSender, BrokenReceiver) {
        let mut state = State::new(self.breakage);
        state.sender = self.has(Breakage::KeepsASender).then(|| sender.clone());
        state.receiver = self.has(Breakage::KeepsAReceiver).then(|| receiver.clone());
        let state = Arc::new(state);
        (
            BrokenSender::new(sender, &state),
            BrokenReceiver::new(receiver, &state),
        )
    }
}

impl Channel for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn bounded(self, capacity: usize) -> (BrokenSender, BrokenReceiver) {
        if self.has(Breakage::IgnoresTheCapacity) {
            return self.wrap(::flume::unbounded());
        }
        if self.has(Breakage::RendezvousQueues) {
            return self.wrap(::flume::bounded(capacity.max(1)));
        }
        self.wrap(::flume::bounded(capacity))
    }

    fn unbounded(self) -> (BrokenSender, BrokenReceiver) {
        self.wrap(::flume::unbounded())
    }
}
