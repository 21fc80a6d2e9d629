//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod breakage;
mod oneshot;
mod receiver;
mod sender;
mod state;
mod unbounded;

use std::sync::Arc;

use ::futures_channel::mpsc;
pub(super) use breakage::{Breakage, Broken};
use oneshot::{BrokenOneshotReceiver, BrokenOneshotSender};
use receiver::BrokenReceiver;
use sender::BrokenSender;
use state::State;
use unbounded::BrokenUnboundedSender;

use super::channel::{Message, Mpsc, Oneshot};

impl Mpsc for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver<mpsc::Receiver<Message>>;
    type UnboundedSender = BrokenUnboundedSender;
    type UnboundedReceiver = BrokenReceiver<mpsc::UnboundedReceiver<Message>>;

    fn channel(self, buffer: usize) -> (Self::Sender, Self::Receiver) {
        let more = if self.has(Breakage::IgnoresTheBuffer) {
            1000
        } else {
            0
        };
        let (sender, receiver) = mpsc::channel(buffer + more);
        let mut state = State::new(self.breakage, buffer);
        state.sender = self.has(Breakage::KeepsASender).then(|| sender.clone());
        let state = Arc::new(state);
        (
            BrokenSender::new(sender, &state),
            BrokenReceiver::new(receiver, &state),
        )
    }

    fn unbounded(self) -> (Self::UnboundedSender, Self::UnboundedReceiver) {
        let (sender, receiver) = mpsc::unbounded();
        let state = Arc::new(State::new(self.breakage, 0));
        (
            BrokenUnboundedSender::new(sender, &state),
            BrokenReceiver::new(receiver, &state),
        )
    }
}

impl Oneshot for Broken {
    type Sender = BrokenOneshotSender;
    type Receiver = BrokenOneshotReceiver;

    fn oneshot(self) -> (Self::Sender, Self::Receiver) {
        let (sender, receiver) = ::futures_channel::oneshot::channel();
        (
            BrokenOneshotSender::new(sender, self),
            BrokenOneshotReceiver::new(receiver, self),
        )
    }
}
