use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use ::futures_channel::oneshot::{self, Canceled};

use super::{
    super::channel::{Message, OneshotReceiver, OneshotSender},
    Breakage, Broken,
};
use crate::{tap::Tap, tapped::Tapped};

/// The library's sender of one value, broken.
pub(in crate::futures_channel) struct BrokenOneshotSender {
    /// Taken when it has sent, or is kept for ever.
    inner: Option<oneshot::Sender<Message>>,
    broken: Broken,
}

impl BrokenOneshotSender {
    pub(super) fn new(inner: oneshot::Sender<Message>, broken: Broken) -> BrokenOneshotSender {
        BrokenOneshotSender {
            inner: Some(inner),
            broken,
        }
    }
}

impl OneshotSender for BrokenOneshotSender {
    fn send(mut self, value: Message) -> Result<(), Message> {
        let inner = self.inner.take();
        match inner.map_or(Err(value), |inner| inner.send(value)) {
            Err(_) if self.broken.has(Breakage::OneshotSwallowsTheValue) => Ok(()),
            sent => sent,
        }
    }

    async fn cancellation(&mut self) {
        let broken = self.broken;
        if broken.has(Breakage::CancellationIsAlwaysReady) {
            return;
        }
        if let Some(inner) = &mut self.inner {
            let tap = Tap::new(move || broken.has(Breakage::CancellationIsNotWoken));
            Tapped::new(inner.cancellation(), tap).await;
        }
    }

    fn is_canceled(&self) -> bool {
        self.inner.as_ref().is_none_or(oneshot::Sender::is_canceled)
    }
}

impl Drop for BrokenOneshotSender {
    fn drop(&mut self) {
        if self.broken.has(Breakage::OneshotKeepsItsSender) {
            mem::forget(self.inner.take());
        }
    }
}

/// The library's receiver of one value, broken.
pub(in crate::futures_channel) struct BrokenOneshotReceiver {
    inner: oneshot::Receiver<Message>,
    tap: Arc<Tap>,
    broken: Broken,
}

impl BrokenOneshotReceiver {
    pub(super) fn new(inner: oneshot::Receiver<Message>, broken: Broken) -> BrokenOneshotReceiver {
        BrokenOneshotReceiver {
            inner,
            tap: Tap::new(move || broken.has(Breakage::OneshotIsNotWoken)),
            broken,
        }
    }
}

impl Future for BrokenOneshotReceiver {
    type Output = Result<Message, Canceled>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let poll = |cx: &mut Context<'_>| Pin::new(&mut this.inner).poll(cx);
        this.tap.poll(cx.waker(), poll)
    }
}

impl OneshotReceiver for BrokenOneshotReceiver {
    fn close(&mut self) {
        if self.broken.has(Breakage::OneshotIgnoresItsClose) {
            return;
        }
        self.inner.close();
        if self.broken.has(Breakage::OneshotCloseDropsTheValue) {
            // Whether there is a value or none: it is gone.
            let _ = self.inner.try_recv();
        }
    }

    fn try_recv(&mut self) -> Result<Option<Message>, Canceled> {
        match self.inner.try_recv() {
            Ok(None) if self.broken.has(Breakage::EarlySaysCancelled) => Err(Canceled),
            received => received,
        }
    }
}
