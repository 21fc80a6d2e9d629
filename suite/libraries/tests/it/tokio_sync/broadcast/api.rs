use std::future::Future;

use tokio::sync::broadcast::{
    self,
    error::{RecvError, SendError, TryRecvError},
};

use super::super::{Library, Message};

/// What the properties use of `tokio::sync::broadcast`, under its own names.
pub(in crate::tokio_sync) trait Broadcast: Copy + Send + 'static {
    type Sender: Sender<Receiver = Self::Receiver>;
    type Receiver: Receiver;

    fn channel(self, capacity: usize) -> (Self::Sender, Self::Receiver);
}

pub(in crate::tokio_sync) trait Sender:
    Clone + Send + Sync + 'static
{
    type Receiver;

    fn send(&self, message: Message) -> Result<usize, SendError<Message>>;
    fn subscribe(&self) -> Self::Receiver;
}

pub(in crate::tokio_sync) trait Receiver: Send + 'static {
    fn recv(&mut self) -> impl Future<Output = Result<Message, RecvError>> + Send;
    fn try_recv(&mut self) -> Result<Message, TryRecvError>;
}

impl Broadcast for Library {
    type Sender = broadcast::Sender<Message>;
    type Receiver = broadcast::Receiver<Message>;

    fn channel(self, capacity: usize) -> (Self::Sender, Self::Receiver) {
        broadcast::channel(capacity)
    }
}

impl Sender for broadcast::Sender<Message> {
    type Receiver = broadcast::Receiver<Message>;

    fn send(&self, message: Message) -> Result<usize, SendError<Message>> {
        self.send(message)
    }

    fn subscribe(&self) -> Self::Receiver {
        self.subscribe()
    }
}

impl Receiver for broadcast::Receiver<Message> {
    fn recv(&mut self) -> impl Future<Output = Result<Message, RecvError>> + Send {
        self.recv()
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }
}
