use std::{future::Future, ops::Range, time::Duration};

use ::flume::{
    RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError,
};
use futures_core::Stream;

/// What is sent: plain numbers, so that a message tells who sent it and which it was.
pub(super) type Message = u32;

/// Why a send must succeed.
pub(super) const CONNECTED: &str = "the channel must stay connected while both its ends live";

/// What the properties use of the library, under its own names.
pub(super) trait Channel: Copy + Send + 'static {
    type Sender: Sender;
    type Receiver: Receiver;

    fn bounded(self, capacity: usize) -> (Self::Sender, Self::Receiver);
    fn unbounded(self) -> (Self::Sender, Self::Receiver);
}

pub(super) trait Sender: Clone + Send + Sync + 'static {
    type Weak: Weak<Strong = Self>;

    fn send_async(
        &self,
        message: Message,
    ) -> impl Future<Output = Result<(), SendError<Message>>> + Send;
    fn try_send(&self, message: Message) -> Result<(), TrySendError<Message>>;
    /// Blocks.
    fn send(&self, message: Message) -> Result<(), SendError<Message>>;
    /// Blocks.
    fn send_timeout(
        &self,
        message: Message,
        limit: Duration,
    ) -> Result<(), SendTimeoutError<Message>>;
    fn is_disconnected(&self) -> bool;
    fn is_full(&self) -> bool;
    fn len(&self) -> usize;
    fn capacity(&self) -> Option<usize>;
    fn sender_count(&self) -> usize;
    fn receiver_count(&self) -> usize;
    fn downgrade(&self) -> Self::Weak;
}

pub(super) trait Receiver: Clone + Send + Sync + 'static {
    fn recv_async(&self) -> impl Future<Output = Result<Message, RecvError>> + Send;
    fn into_stream(self) -> impl Stream<Item = Message> + Send + Unpin + 'static;
    fn try_recv(&self) -> Result<Message, TryRecvError>;
    /// Blocks.
    fn recv(&self) -> Result<Message, RecvError>;
    /// Blocks.
    fn recv_timeout(&self, limit: Duration) -> Result<Message, RecvTimeoutError>;
    fn drain(&self) -> impl Iterator<Item = Message>;
    fn is_disconnected(&self) -> bool;
}

pub(super) trait Weak: Send + Sync + 'static {
    type Strong;

    fn upgrade(&self) -> Option<Self::Strong>;
}

/// Sends one after the other, until the channel is disconnected.
///
/// It does not panic then: a body that has failed drops its receiver, and must stay the first failure.
pub(super) async fn send_all<S: Sender>(
    sender: S,
    messages: Range<Message>,
) -> Result<(), SendError<Message>> {
    for message in messages {
        sender.send_async(message).await?;
    }
    Ok(())
}
