use std::future::Future;

use tokio::sync::oneshot::{self, error::RecvError};

use super::super::{Library, Message};

/// What the properties use of `tokio::sync::oneshot`, under its own names.
pub(in crate::tokio_sync) trait Oneshot: Copy + Send + 'static {
    type Sender: Sender;
    type Receiver: Future<Output = Result<Message, RecvError>> + Send + Unpin + 'static;

    fn channel(self) -> (Self::Sender, Self::Receiver);
}

pub(in crate::tokio_sync) trait Sender: Send + 'static {
    fn send(self, message: Message) -> Result<(), Message>;
    fn closed(&mut self) -> impl Future<Output = ()> + Send;
    fn is_closed(&self) -> bool;
}

impl Oneshot for Library {
    type Sender = oneshot::Sender<Message>;
    type Receiver = oneshot::Receiver<Message>;

    fn channel(self) -> (Self::Sender, Self::Receiver) {
        oneshot::channel()
    }
}

impl Sender for oneshot::Sender<Message> {
    fn send(self, message: Message) -> Result<(), Message> {
        self.send(message)
    }

    fn closed(&mut self) -> impl Future<Output = ()> + Send {
        self.closed()
    }

    fn is_closed(&self) -> bool {
        self.is_closed()
    }
}
