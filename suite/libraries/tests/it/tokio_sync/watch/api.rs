use std::future::Future;

use tokio::sync::watch::{
    self,
    error::{RecvError, SendError},
};

use super::super::{Library, Message};

/// What the properties use of `tokio::sync::watch`, under its own names.
pub(in crate::tokio_sync) trait Watch: Copy + Send + 'static {
    type Sender: Sender;
    type Receiver: Receiver;

    fn channel(self, init: Message) -> (Self::Sender, Self::Receiver);
}

pub(in crate::tokio_sync) trait Sender:
    Clone + Send + Sync + 'static
{
    fn send(&self, value: Message) -> Result<(), SendError<Message>>;
}

pub(in crate::tokio_sync) trait Receiver:
    Clone + Send + Sync + 'static
{
    fn changed(&mut self) -> impl Future<Output = Result<(), RecvError>> + Send;
    fn has_changed(&self) -> Result<bool, RecvError>;
    fn borrow_and_update(&mut self) -> Message;
}

impl Watch for Library {
    type Sender = watch::Sender<Message>;
    type Receiver = watch::Receiver<Message>;

    fn channel(self, init: Message) -> (Self::Sender, Self::Receiver) {
        watch::channel(init)
    }
}

impl Sender for watch::Sender<Message> {
    fn send(&self, value: Message) -> Result<(), SendError<Message>> {
        self.send(value)
    }
}

impl Receiver for watch::Receiver<Message> {
    fn changed(&mut self) -> impl Future<Output = Result<(), RecvError>> + Send {
        self.changed()
    }

    fn has_changed(&self) -> Result<bool, RecvError> {
        self.has_changed()
    }

    fn borrow_and_update(&mut self) -> Message {
        *self.borrow_and_update()
    }
}
