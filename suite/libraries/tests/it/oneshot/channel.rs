use std::{
    future::{Future, IntoFuture},
    sync::Arc,
    time::Duration,
};

use ::oneshot::{RecvError, RecvTimeoutError, SendError, TryRecvError};

/// What is sent: a number, of which is known how many own it.
pub(super) type Message = Arc<u32>;

/// Why a send must succeed.
pub(super) const OPEN: &str = "a send must succeed while the receiver lives";

/// What the properties use of the library, under its own names.
pub(super) trait Channel: Copy + Send + 'static {
    type Sender: Sender;
    type Receiver: Receiver;

    fn channel(self) -> (Self::Sender, Self::Receiver);
}

pub(super) trait Sender: Send + 'static {
    /// The error gives the message back.
    fn send(self, message: Message) -> Result<(), Message>;
    fn is_closed(&self) -> bool;
}

pub(super) trait Receiver:
    IntoFuture<Output = Result<Message, RecvError>, IntoFuture = Self::Async> + Send + 'static
{
    type Async: AsyncReceiver;

    fn try_recv(&self) -> Result<Message, TryRecvError>;
    fn is_closed(&self) -> bool;
    fn has_message(&self) -> bool;
    fn recv(self) -> Result<Message, RecvError>;
    fn recv_timeout(&self, timeout: Duration) -> Result<Message, RecvTimeoutError>;
}

pub(super) trait AsyncReceiver:
    Future<Output = Result<Message, RecvError>> + Unpin + Send + 'static
{
    fn is_closed(&self) -> bool;
    fn has_message(&self) -> bool;
}

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;

impl Channel for Library {
    type Sender = ::oneshot::Sender<Message>;
    type Receiver = ::oneshot::Receiver<Message>;

    fn channel(self) -> (Self::Sender, Self::Receiver) {
        ::oneshot::channel()
    }
}

impl Sender for ::oneshot::Sender<Message> {
    fn send(self, message: Message) -> Result<(), Message> {
        self.send(message).map_err(SendError::into_inner)
    }

    fn is_closed(&self) -> bool {
        self.is_closed()
    }
}

impl Receiver for ::oneshot::Receiver<Message> {
    type Async = ::oneshot::AsyncReceiver<Message>;

    fn try_recv(&self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }

    fn is_closed(&self) -> bool {
        self.is_closed()
    }

    fn has_message(&self) -> bool {
        self.has_message()
    }

    fn recv(self) -> Result<Message, RecvError> {
        self.recv()
    }

    fn recv_timeout(&self, timeout: Duration) -> Result<Message, RecvTimeoutError> {
        self.recv_timeout(timeout)
    }
}

impl AsyncReceiver for ::oneshot::AsyncReceiver<Message> {
    fn is_closed(&self) -> bool {
        self.is_closed()
    }

    fn has_message(&self) -> bool {
        self.has_message()
    }
}
