use std::future::Future;

use ::async_broadcast::{RecvError, SendError, TryRecvError, TrySendError};
use futures_core::Stream;

/// What is sent: plain numbers, so that a message tells who sent it and which it was.
pub(super) type Message = u32;

/// Why a broadcast must succeed.
pub(super) const OPEN: &str = "the channel must stay open while both its ends live";

/// What the properties use of the library, under its own names.
pub(super) trait Channel: Copy + Send + 'static {
    type Sender: Sender<Receiver = Self::Receiver>;
    type Receiver: Receiver;

    fn broadcast(self, capacity: usize) -> (Self::Sender, Self::Receiver);
}

pub(super) trait Sender: Clone + Send + Sync + 'static {
    type Receiver;

    fn broadcast(
        &self,
        message: Message,
    ) -> impl Future<Output = Result<Option<Message>, SendError<Message>>> + Send;
    fn try_broadcast(&self, message: Message) -> Result<Option<Message>, TrySendError<Message>>;
    fn broadcast_blocking(&self, message: Message) -> Result<Option<Message>, SendError<Message>>;
    fn new_receiver(&self) -> Self::Receiver;
    fn set_capacity(&mut self, capacity: usize);
    fn set_overflow(&mut self, overflow: bool);
    fn set_await_active(&mut self, await_active: bool);
    fn close(&self) -> bool;
    fn is_closed(&self) -> bool;
    fn is_full(&self) -> bool;
    fn len(&self) -> usize;
    fn sender_count(&self) -> usize;
    fn receiver_count(&self) -> usize;
    fn inactive_receiver_count(&self) -> usize;
}

pub(super) trait Receiver: Stream<Item = Message> + Clone + Send + Unpin + 'static {
    type Inactive: Inactive<Receiver = Self>;

    fn recv(&mut self) -> impl Future<Output = Result<Message, RecvError>> + Send;
    fn try_recv(&mut self) -> Result<Message, TryRecvError>;
    fn recv_blocking(&mut self) -> Result<Message, RecvError>;
    fn close(&self) -> bool;
    fn deactivate(self) -> Self::Inactive;
}

pub(super) trait Inactive: Clone + Send + 'static {
    type Receiver;

    fn activate(self) -> Self::Receiver;
}

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;

impl Channel for Library {
    type Sender = ::async_broadcast::Sender<Message>;
    type Receiver = ::async_broadcast::Receiver<Message>;

    fn broadcast(self, capacity: usize) -> (Self::Sender, Self::Receiver) {
        ::async_broadcast::broadcast(capacity)
    }
}

impl Sender for ::async_broadcast::Sender<Message> {
    type Receiver = ::async_broadcast::Receiver<Message>;

    fn broadcast(
        &self,
        message: Message,
    ) -> impl Future<Output = Result<Option<Message>, SendError<Message>>> + Send {
        self.broadcast_direct(message)
    }

    fn try_broadcast(&self, message: Message) -> Result<Option<Message>, TrySendError<Message>> {
        self.try_broadcast(message)
    }

    fn broadcast_blocking(&self, message: Message) -> Result<Option<Message>, SendError<Message>> {
        self.broadcast_blocking(message)
    }

    fn new_receiver(&self) -> Self::Receiver {
        self.new_receiver()
    }

    fn set_capacity(&mut self, capacity: usize) {
        self.set_capacity(capacity);
    }

    fn set_overflow(&mut self, overflow: bool) {
        self.set_overflow(overflow);
    }

    fn set_await_active(&mut self, await_active: bool) {
        self.set_await_active(await_active);
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

    fn sender_count(&self) -> usize {
        self.sender_count()
    }

    fn receiver_count(&self) -> usize {
        self.receiver_count()
    }

    fn inactive_receiver_count(&self) -> usize {
        self.inactive_receiver_count()
    }
}

impl Receiver for ::async_broadcast::Receiver<Message> {
    type Inactive = ::async_broadcast::InactiveReceiver<Message>;

    fn recv(&mut self) -> impl Future<Output = Result<Message, RecvError>> + Send {
        self.recv_direct()
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }

    fn recv_blocking(&mut self) -> Result<Message, RecvError> {
        self.recv_blocking()
    }

    fn close(&self) -> bool {
        self.close()
    }

    fn deactivate(self) -> Self::Inactive {
        self.deactivate()
    }
}

impl Inactive for ::async_broadcast::InactiveReceiver<Message> {
    type Receiver = ::async_broadcast::Receiver<Message>;

    fn activate(self) -> Self::Receiver {
        self.activate()
    }
}
