use std::{
    future::{self, Future},
    ops::Range,
    task::{Context, Poll},
};

use ::futures_channel::{
    mpsc::{RecvError, SendError, TryRecvError, TrySendError},
    oneshot::Canceled,
};
use futures_core::Stream;

/// What is sent: plain numbers, so that a message tells who sent it and which it was.
pub(super) type Message = u32;

/// Why a send must succeed.
pub(super) const OPEN: &str = "the channel must stay open while both its ends live";

/// What the properties use of `mpsc`, under the library's own names.
pub(super) trait Mpsc: Copy + Send + 'static {
    type Sender: Sender;
    type Receiver: Receiver;
    type UnboundedSender: UnboundedSender;
    type UnboundedReceiver: Receiver;

    fn channel(self, buffer: usize) -> (Self::Sender, Self::Receiver);
    fn unbounded(self) -> (Self::UnboundedSender, Self::UnboundedReceiver);
}

pub(super) trait Sender: Clone + Send + 'static {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError>>;
    fn start_send(&mut self, message: Message) -> Result<(), SendError>;
    fn try_send(&mut self, message: Message) -> Result<(), TrySendError<Message>>;
    fn is_closed(&self) -> bool;
    fn close_channel(&mut self);
    fn disconnect(&mut self);
}

pub(super) trait UnboundedSender: Clone + Send + 'static {
    fn unbounded_send(&self, message: Message) -> Result<(), TrySendError<Message>>;
    fn len(&self) -> usize;
}

pub(super) trait Receiver: Stream<Item = Message> + Unpin + Send + 'static {
    fn recv(&mut self) -> impl Future<Output = Result<Message, RecvError>> + Send;
    fn try_recv(&mut self) -> Result<Message, TryRecvError>;
    fn close(&mut self);
}

/// What the properties use of `oneshot`, under the library's own names.
pub(super) trait Oneshot: Copy + Send + 'static {
    type Sender: OneshotSender;
    type Receiver: OneshotReceiver;

    fn oneshot(self) -> (Self::Sender, Self::Receiver);
}

pub(super) trait OneshotSender: Send + 'static {
    fn send(self, value: Message) -> Result<(), Message>;
    fn cancellation(&mut self) -> impl Future<Output = ()> + Send;
    fn is_canceled(&self) -> bool;
}

pub(super) trait OneshotReceiver:
    Future<Output = Result<Message, Canceled>> + Unpin + Send + 'static
{
    fn close(&mut self);
    fn try_recv(&mut self) -> Result<Option<Message>, Canceled>;
}

/// Waits until there is room, or the channel is closed.
pub(super) fn ready<S: Sender>(
    sender: &mut S,
) -> impl Future<Output = Result<(), SendError>> + Send + use<'_, S> {
    future::poll_fn(|cx| sender.poll_ready(cx))
}

/// Sends one after the other, each when there is room for it, until the channel is closed.
///
/// It does not panic then: a body that has failed drops its receiver, and must stay the first failure.
pub(super) async fn send_all<S: Sender>(
    mut sender: S,
    messages: Range<Message>,
) -> Result<(), SendError> {
    for message in messages {
        ready(&mut sender).await?;
        sender.start_send(message)?;
    }
    Ok(())
}
