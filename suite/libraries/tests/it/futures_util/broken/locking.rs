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

use super::{Breakage, Broken};

/// A lock of the library that has not been granted yet.
pub(super) struct UnderWay<F> {
    /// Taken when it is forgotten.
    future: Option<Pin<Box<F>>>,
    broken: Broken,
    /// The waker of the latest poll, if that returned `Pending`.
    tap: Option<Arc<Tap>>,
}

/// A waker that tells of the wake, and may swallow it.
struct Tap {
    outer: Waker,
    broken: Broken,
    is_woken: AtomicBool,
}

impl<F: Future> UnderWay<F> {
    pub(super) fn new(future: F, broken: Broken) -> UnderWay<F> {
        UnderWay {
            future: Some(Box::pin(future)),
            broken,
            tap: None,
        }
    }

    pub(super) fn poll(&mut self, cx: &Context<'_>) -> Poll<F::Output> {
        let future = self.future.as_mut().expect("only a drop takes the future");
        let tap = Arc::new(Tap {
            outer: cx.waker().clone(),
            broken: self.broken,
            is_woken: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&tap));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        self.tap = polled.is_pending().then_some(tap);
        polled
    }
}

impl<F> Drop for UnderWay<F> {
    fn drop(&mut self) {
        let is_woken = self.tap.as_ref().map(|tap| tap.is_woken.load(SeqCst));
        let keeps = match self.broken.breakage {
            Some(Breakage::CancelledLockKeepsItsPlace) => is_woken == Some(false),
            Some(Breakage::CancelledLockKeepsTheWake) => is_woken == Some(true),
            _ => false,
        };
        if keeps {
            // The library does not learn that nobody waits any more.
            mem::forget(self.future.take());
        }
    }
}

impl Wake for Tap {
    fn wake(self: Arc<Self>) {
        if self.broken.has(Breakage::UnlockWakesNobody) {
            return;
        }
        self.is_woken.store(true, SeqCst);
        self.outer.wake_by_ref();
    }
}
