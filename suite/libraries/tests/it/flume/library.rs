use std::{future::Future, time::Duration};

use ::flume::{
    RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError,
};
use futures_core::Stream;

use super::channel::{Channel, Message, Receiver, Sender, Weak};

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;

impl Channel for Library {
    type Sender = ::flume::Sender<Message>;
    type Receiver = ::flume::Receiver<Message>;

    fn bounded(self, capacity: usize) -> (Self::Sender, Self::Receiver) {
        ::flume::bounded(capacity)
    }

    fn unbounded(self) -> (Self::Sender, Self::Receiver) {
        ::flume::unbounded()
    }
}

impl Sender for ::flume::Sender<Message> {
    type Weak = ::flume::WeakSender<Message>;

    fn send_async(
        &self,
        message: Message,
    ) -> impl Future<Output = Result<(), SendError<Message>>> + Send {
        self.send_async(message)
    }

    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        self.try_send(message)
    }

    fn send(&self, message: Message) -> Result<(), SendError<Message>> {
        self.send(message)
    }

    fn send_timeout(
        &self,
        message: Message,
        limit: Duration,
    ) -> Result<(), SendTimeoutError<Message>> {
        self.send_timeout(message, limit)
    }

    fn is_disconnected(&self) -> bool {
        self.is_disconnected()
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

impl Receiver for ::flume::Receiver<Message> {
    fn recv_async(&self) -> impl Future<Output = Result<Message, RecvError>> + Send {
        self.recv_async()
    }

    fn into_stream(self) -> impl Stream<Item = Message> + Send + Unpin + 'static {
        self.into_stream()
    }

    fn try_recv(&self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }

    fn recv(&self) -> Result<Message, RecvError> {
        self.recv()
    }

    fn recv_timeout(&self, limit: Duration) -> Result<Message, RecvTimeoutError> {
        self.recv_timeout(limit)
    }

    fn drain(&self) -> impl Iterator<Item = Message> {
        self.drain()
    }

    fn is_disconnected(&self) -> bool {
        self.is_disconnected()
    }
}

impl Weak for ::flume::WeakSender<Message> {
    type Strong = ::flume::Sender<Message>;

    fn upgrade(&self) -> Option<Self::Strong> {
        self.upgrade()
    }
}
