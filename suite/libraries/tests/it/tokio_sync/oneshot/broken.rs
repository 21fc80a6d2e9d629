use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::sync::oneshot::{self, error::RecvError};

use super::{
    super::{
        Message,
        broken::{Breakage, Broken},
    },
    api::{Oneshot, Sender},
};
use crate::{
    tap::Tap,
    waiting::{Fault, Waiting},
};

pub(in crate::tokio_sync) struct BrokenSender {
    /// Taken when it sends, or is dropped.
    inner: Option<oneshot::Sender<Message>>,
    broken: Broken,
}

pub(in crate::tokio_sync) struct BrokenReceiver {
    inner: oneshot::Receiver<Message>,
    tap: Arc<Tap>,
    first: Option<Waker>,
    broken: Broken,
}

const INNER: &str = "a sender is whole until it sends or is dropped";

impl Oneshot for Broken {
    type Sender = BrokenSender;
    type Receiver = BrokenReceiver;

    fn channel(self) -> (BrokenSender, BrokenReceiver) {
        let (sender, receiver) = oneshot::channel();
        let sender = BrokenSender {
            inner: Some(sender),
            broken: self,
        };
        let is_silent = self.has(Breakage::OneshotReceiverIsNotWoken);
        let receiver = BrokenReceiver {
            inner: receiver,
            tap: Tap::new(move || is_silent),
            first: None,
            broken: self,
        };
        (sender, receiver)
    }
}

impl Sender for BrokenSender {
    fn send(mut self, message: Message) -> Result<(), Message> {
        let sent = self.inner.take().expect(INNER).send(message);
        if self.broken.has(Breakage::OneshotSwallowsTheValue) {
            return Ok(());
        }
        sent
    }

    async fn closed(&mut self) {
        let faults = &[(Breakage::OneshotClosedIsNotWoken, Fault::IsNotWoken)];
        let closed = self.inner.as_mut().expect(INNER).closed();
        Waiting::new(closed, self.broken.breakage, faults).await;
    }

    fn is_closed(&self) -> bool {
        self.inner.as_ref().expect(INNER).is_closed()
    }
}

impl Drop for BrokenSender {
    fn drop(&mut self) {
        if self.broken.has(Breakage::OneshotDroppedSenderStaysOpen) {
            mem::forget(self.inner.take());
        }
    }
}

impl Future for BrokenReceiver {
    type Output = Result<Message, RecvError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let first = this.first.get_or_insert_with(|| cx.waker().clone());
        let waker = if this.broken.has(Breakage::OneshotWakesWhoPolledFirst) {
            first
        } else {
            cx.waker()
        };
        let poll = |cx: &mut Context<'_>| Pin::new(&mut this.inner).poll(cx);
        this.tap.poll(waker, poll)
    }
}
