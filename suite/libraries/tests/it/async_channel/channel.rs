use std::{future::Future, ops::Range};

use ::async_channel::{RecvError, SendError, TryRecvError, TrySendError};
use futures_core::Stream;

/// What is sent: plain numbers, so that a message tells who sent it and which it was.
pub(super) type Message = u32;

/// Why a send must succeed.
pub(super) const OPEN: &str = "the channel must stay open while both its ends live";

/// What the properties use of the library, under its own names.
pub(super) trait Channel: Copy + Send + 'static {
    type Sender: Sender;
    type Receiver: Receiver;

    fn bounded(self, capacity: usize) -> (Self::Sender, Self::Receiver);
    fn unbounded(self) -> (Self::Sender, Self::Receiver);
}

pub(super) trait Sender: Clone + Send + Sync + 'static {
    type Weak: Weak<Strong = Self>;

    fn send(&self, message: Message)
    -> impl Future<Output = Result<(), SendError<Message>>> + Send;
    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>>;
    fn force_send(&self, message: Message) -> Result<Option<Message>, SendError<Message>>;
    fn send_blocking(&self, message: Message) -> Result<(), SendError<Message>>;
    fn closed(&self) -> impl Future<Output = ()> + Send;
    fn close(&self) -> bool;
    fn is_closed(&self) -> bool;
    fn is_full(&self) -> bool;
    fn len(&self) -> usize;
    fn capacity(&self) -> Option<usize>;
    fn sender_count(&self) -> usize;
    fn receiver_count(&self) -> usize;
    fn downgrade(&self) -> Self::Weak;
}

pub(super) trait Receiver: Stream<Item = Message> + Clone + Send + Sync + 'static {
    type Weak: Weak<Strong = Self>;

    fn recv(&self) -> impl Future<Output = Result<Message, RecvError>> + Send;
    fn try_recv(&self) -> Result<Message, TryRecvError>;
    fn recv_blocking(&self) -> Result<Message, RecvError>;
    fn close(&self) -> bool;
    fn is_empty(&self) -> bool;
    fn downgrade(&self) -> Self::Weak;
}

pub(super) trait Weak: Send + Sync + 'static {
    type Strong;

    fn upgrade(&self) -> Option<Self::Strong>;
}

/// Sends one after the other, until the channel is closed.
///
/// It does not panic then: a body that has failed drops its receiver, and must stay the first failure.
pub(super) async fn send_all<S: Sender>(
    sender: S,
    messages: Range<Message>,
) -> Result<(), SendError<Message>> {
    for message in messages {
        sender.send(message).await?;
    }
    Ok(())
}

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;

impl Channel for Library {
    type Sender = ::async_channel::Sender<Message>;
    type Receiver = ::async_channel::Receiver<Message>;

    fn bounded(self, capacity: usize) -> (Self::Sender, Self::Receiver) {
        ::async_channel::bounded(capacity)
    }

    fn unbounded(self) -> (Self::Sender, Self::Receiver) {
        ::async_channel::unbounded()
    }
}

impl Sender for ::async_channel::Sender<Message> {
    type Weak = ::async_channel::WeakSender<Message>;

    fn send(
        &self,
        message: Message,
    ) -> impl Future<Output = Result<(), SendError<Message>>> + Send {
        self.send(message)
    }

    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        self.try_send(message)
    }

    fn force_send(&self, message: Message) -> Result<Option<Message>, SendError<Message>> {
        self.force_send(message)
    }

    fn send_blocking(&self, message: Message) -> Result<(), SendError<Message>> {
        self.send_blocking(message)
    }

    fn closed(&self) -> impl Future<Output = ()> + Send {
        self.closed()
    }

    fn close(&self) -> bool {
        self.close()
    }

    fn is_closed(&self) -> bool {
        self.is_closed()
    }

    fn is_full(&self) -> bool {
        self.is_full()
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn capacity(&self) -> Option<usize> {
        self.capacity()
    }

    fn sender_count(&self) -> usize {
        self.sender_count()
    }

    fn receiver_count(&self) -> usize {
        self.receiver_count()
    }

    fn downgrade(&self) -> Self::Weak {
        self.downgrade()
    }
}

impl Receiver for ::async_channel::Receiver<Message> {
    type Weak = ::async_channel::WeakReceiver<Message>;

    fn recv(&self) -> impl Future<Output = Result<Message, RecvError>> + Send {
        self.recv()
    }

    fn try_recv(&self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }

    fn recv_blocking(&self) -> Result<Message, RecvError> {
        self.recv_blocking()
    }

    fn close(&self) -> bool {
        self.close()
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn downgrade(&self) -> Self::Weak {
        self.downgrade()
    }
}

impl Weak for ::async_channel::WeakSender<Message> {
    type Strong = ::async_channel::Sender<Message>;

    fn upgrade(&self) -> Option<Self::Strong> {
        self.upgrade()
    }
}

impl Weak for ::async_channel::WeakReceiver<Message> {
    type Strong = ::async_channel::Receiver<Message>;

    fn upgrade(&self) -> Option<Self::Strong> {
        self.upgrade()
    }
}
