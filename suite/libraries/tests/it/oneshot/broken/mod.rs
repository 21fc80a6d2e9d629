//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod breakage;
mod receiver;
mod sender;
mod waiting;

use std::sync::{Arc, atomic::AtomicBool};

pub(super) use breakage::{Breakage, Broken};
use receiver::BrokenReceiver;
use sender::BrokenSender;

use super::channel::{Channel, Library, Message};

impl Broken {
    /// The message, or another one.
    fn or_another(self, message: Message, breakage: Breakage) -> Message {
        if self.has(breakage) {
            return Arc::new(*message + 1);
        }
        message
    }
}

impl Channel for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn channel(self) -> (BrokenSender, BrokenReceiver) {
        let (sender, receiver) = Library.channel();
        let is_gone = Arc::new(AtomicBool::new(false));
        let sender = BrokenSender::new(sender, self, Arc::clone(&is_gone));
        (sender, BrokenReceiver::new(receiver, self, is_gone))
    }
}
