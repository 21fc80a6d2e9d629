use std::{
    future::Future,
    task::{Context, Poll},
};

use ::futures_channel::{
    mpsc::{self, RecvError, SendError, TryRecvError, TrySendError},
    oneshot::{self, Canceled},
};

use super::channel::{
    Message, Mpsc, Oneshot, OneshotReceiver, OneshotSender, Receiver, Sender, UnboundedSender,
};

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;

impl Mpsc for Library {
    type Sender = mpsc::Sender<Message>;
    type Receiver = mpsc::Receiver<Message>;
    type UnboundedSender = mpsc::UnboundedSender<Message>;
    type UnboundedReceiver = mpsc::UnboundedReceiver<Message>;

    fn channel(self, buffer: usize) -> (Self::Sender, Self::Receiver) {
        mpsc::channel(buffer)
    }

    fn unbounded(self) -> (Self::UnboundedSender, Self::UnboundedReceiver) {
        mpsc::unbounded()
    }
}

impl Sender for mpsc::Sender<Message> {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        self.poll_ready(cx)
    }

    fn start_send(&mut self, message: Message) -> Result<(), SendError> {
        self.start_send(message)
    }

    fn try_send(&mut self, message: Message) -> Result<(), TrySendError<Message>> {
        self.try_send(message)
    }

    fn is_closed(&self) -> bool {
        self.is_closed()
    }

    fn close_channel(&mut self) {
        self.close_channel();
    }

    fn disconnect(&mut self) {
        self.disconnect();
    }
}

impl UnboundedSender for mpsc::UnboundedSender<Message> {
    fn unbounded_send(&self, message: Message) -> Result<(), TrySendError<Message>> {
        self.unbounded_send(message)
    }

    fn len(&self) -> usize {
        self.len()
    }
}

impl Receiver for mpsc::Receiver<Message> {
    fn recv(&mut self) -> impl Future<Output = Result<Message, RecvError>> + Send {
        self.recv()
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }

    fn close(&mut self) {
        self.close();
    }
}

impl Receiver for mpsc::UnboundedReceiver<Message> {
    fn recv(&mut self) -> impl Future<Output = Result<Message, RecvError>> + Send {
        self.recv()
    }

    fn try_recv(&mut self) -> Result<Message, TryRecvError> {
        self.try_recv()
    }

    fn close(&mut self) {
        self.close();
    }
}

impl Oneshot for Library {
    type Sender = oneshot::Sender<Message>;
    type Receiver = oneshot::Receiver<Message>;

    fn oneshot(self) -> (Self::Sender, Self::Receiver) {
        oneshot::channel()
    }
}

impl OneshotSender for oneshot::Sender<Message> {
    fn send(self, value: Message) -> Result<(), Message> {
        self.send(value)
    }

    fn cancellation(&mut self) -> impl Future<Output = ()> + Send {
        self.cancellation()
    }

    fn is_canceled(&self) -> bool {
        self.is_canceled()
    }
}

impl OneshotReceiver for oneshot::Receiver<Message> {
    fn close(&mut self) {
        self.close();
    }

    fn try_recv(&mut self) -> Result<Option<Message>, Canceled> {
        self.try_recv()
    }
}
