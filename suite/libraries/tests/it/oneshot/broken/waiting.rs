use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
};

use ::oneshot::RecvError;

use super::{
    super::channel::{AsyncReceiver, Message},
    Breakage, Broken,
};
use crate::tap::Tap;

/// The library's receiver that waits, broken.
pub(in crate::oneshot) struct BrokenAsyncReceiver {
    /// Taken when it is forgotten.
    inner: Option<::oneshot::AsyncReceiver<Message>>,
    broken: Broken,
    tap: Arc<Tap>,
    /// Of the first poll.
    first: Option<Waker>,
}

impl BrokenAsyncReceiver {
    pub(super) fn new(
        inner: ::oneshot::AsyncReceiver<Message>,
        broken: Broken,
        sender_is_gone: Arc<AtomicBool>,
    ) -> BrokenAsyncReceiver {
        BrokenAsyncReceiver {
            inner: Some(inner),
            broken,
            tap: Tap::new(move || match broken.breakage {
                Some(Breakage::SendWakesNobody) => !sender_is_gone.load(SeqCst),
                Some(Breakage::DropWakesNobody) => sender_is_gone.load(SeqCst),
                _ => false,
            }),
            first: None,
        }
    }

    fn inner(&self) -> &::oneshot::AsyncReceiver<Message> {
        self.inner.as_ref().expect("only a drop takes the receiver")
    }
}

impl AsyncReceiver for BrokenAsyncReceiver {
    fn is_closed(&self) -> bool {
        self.inner().is_closed()
    }

    fn has_message(&self) -> bool {
        self.inner().has_message() && !self.broken.has(Breakage::WaitingHidesTheMessage)
    }
}

impl Future for BrokenAsyncReceiver {
    type Output = Result<Message, RecvError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.first.is_none() {
            self.first = Some(cx.waker().clone());
            if self.broken.has(Breakage::FirstPollWaits) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
        let this = &mut *self;
        let first = this.first.as_ref();
        let first = first.filter(|_| this.broken.has(Breakage::WakesWhoPolledFirst));
        let inner = this.inner.as_mut().expect("only a drop takes the receiver");
        let poll = |cx: &mut Context<'_>| Pin::new(inner).poll(cx);
        this.tap.poll(first.unwrap_or(cx.waker()), poll)
    }
}

impl Drop for BrokenAsyncReceiver {
    fn drop(&mut self) {
        let leaks = match self.broken.breakage {
            Some(Breakage::LeaksTheMessage) => self.inner().has_message(),
            Some(Breakage::CancelledReceiveTakesTheMessage) => self.first.is_some(),
            _ => false,
        };
        if leaks {
            mem::forget(self.inner.take());
        }
    }
}
