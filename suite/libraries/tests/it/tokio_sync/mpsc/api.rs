use std::future::Future;

use tokio::sync::mpsc::{
    self,
    error::{SendError, TryRecvError, TrySendError},
};

use super::super::{Library, Message};

/// What the properties use of `tokio::sync::mpsc`, under its own names.
pub(in crate::tokio_sync) trait Mpsc: Copy + Send + 'static {
    type Sender: Sender;
    type Receiver: Receiver;

    fn channel(self, buffer: usize) -> (Self::Sender, Self::Receiver);
}

pub(in crate::tokio_sync) trait Sender:
    Clone + Send + Sync + 'static
{
    type Permit<'a>: Permit
    where
        Self: 'a;

    fn send(&self, message: Message)
    -> impl Future<Output = Result<(), SendError<Message>>> + Send;
    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>>;
    fn blocking_send(&self, message: Message) -> Result<(), SendError<Message>>;
    fn try_reserve(&self) -> Result<Self::Permit<'_>, TrySendError<()>>;
    fn capacity(&self) -> usize;
    fn is_closed(&self) -> bool;
}

pub(in crate::tokio_sync) trait Permit {
    fn send(self, message: Message);
}

pub(in crate::tokio_sync) trait Receiver: Send + 'static {
    fn recv(&mut self) -> impl Future<Output = Option<Message>> + Send;
    fn try_recv(&mut self) -> Result<Message, TryRecvError>;
    fn blocking_recv(&mut self) -> Option<Message>;
    fn close(&mut self);
}

impl Mpsc for Library {
    type Sender = mpsc::Sender<Message>;
    type Receiver = mpsc::Receiver<Message>;

    fn channel(self, buffer: usize) -> (Self::Sender, Self::Receiver) {
        mpsc::channel(buffer)
    }
}

impl Sender for mpsc::Sender<Message> {
    type Permit<'a> = mpsc::Permit<'a, Message>;

    fn send(
        &self,
        message: Message,
    ) -> impl Future<Output = Result<(), SendError<Message>>> + Send {
        self.send(message)
    }

    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        self.try_send(message)
    }

    fn blocking_send(&self, message: Message) -> Result<(), SendError<Message>> {
        self.blocking_send(message)
    }

    fn try_reserve(&self) -> Result<Self::Permit<'_>, TrySendError<()>> {
        self.try_reserve()
    }

    fn capacity(&self) -> usize {
        self.capacity()
    }

    fn is_closed(&self) -> bool {
        self.is_closed()
    }
}

impl Permit for mpsc::Permit<'_, Message> {
    fn send(self, message: Message) {
        self.send(message);
    }
}

impl Receiver for mpsc::Receiver<Message> {
    fn recv(&mut self) -> impl Future<Output = Option<Message>> + Send {
        self.recv()
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }

    fn blocking_recv(&mut self) -> Option<Message> {
        self.blocking_recv()
    }

    fn close(&mut self) {
        self.close();
    }
}
