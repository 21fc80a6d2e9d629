use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

use ::oneshot::RecvError;

use super::{
    super::channel::{AsyncReceiver, Message},
    Breakage, Broken,
};

/// The library's receiver that waits, broken.
pub(in crate::oneshot) struct BrokenAsyncReceiver {
    /// Taken when it is forgotten.
    inner: Option<::oneshot::AsyncReceiver<Message>>,
    broken: Broken,
    sender_is_gone: Arc<AtomicBool>,
    /// Of the first poll.
    first: Option<Waker>,
}

/// A waker that may swallow the wake.
struct Tap {
    outer: Waker,
    broken: Broken,
    sender_is_gone: Arc<AtomicBool>,
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
            sender_is_gone,
            first: None,
        }
    }

    fn inner(&self) -> &::oneshot::AsyncReceiver<Message> {
        self.inner.as_ref().expect("only a drop takes the receiver")
    }

    fn tap(&self, outer: &Waker) -> Waker {
        Waker::from(Arc::new(Tap {
            outer: outer.clone(),
            broken: self.broken,
            sender_is_gone: Arc::clone(&self.sender_is_gone),
        }))
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
        let first = self.first.as_ref();
        let first = first.filter(|_| self.broken.has(Breakage::WakesWhoPolledFirst));
        let waker = self.tap(first.unwrap_or(cx.waker()));
        let inner = self.inner.as_mut().expect("only a drop takes the receiver");
        Pin::new(inner).poll(&mut Context::from_waker(&waker))
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

impl Wake for Tap {
    fn wake(self: Arc<Self>) {
        let swallows = match self.broken.breakage {
            Some(Breakage::SendWakesNobody) => !self.sender_is_gone.load(SeqCst),
            Some(Breakage::DropWakesNobody) => self.sender_is_gone.load(SeqCst),
            _ => false,
        };
        if !swallows {
            self.outer.wake_by_ref();
        }
    }
}
