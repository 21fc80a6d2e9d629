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

/// What may go wrong with a future of a library that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is never woken.
    IsNotWoken,
    /// Cancelled before its wake, it keeps its place among those that wait.
    KeepsItsPlace,
    /// Cancelled after its wake, it keeps the wake.
    KeepsTheWake,
    /// It is dropped when it has completed, rather than with its owner.
    IsDroppedWhenDone,
}

/// A future of a library, with at most one fault.
pub(crate) struct Waiting<F> {
    /// Taken when it is to be dropped before its owner is, or never.
    future: Option<Pin<Box<F>>>,
    fault: Option<Fault>,
    /// The waker of the latest poll, if that returned `Pending`.
    tap: Option<Arc<Tap>>,
}

/// A waker that tells of the wake, and may swallow it.
struct Tap {
    outer: Waker,
    swallows: bool,
    woken: AtomicBool,
}

impl<F> Waiting<F> {
    pub(crate) fn new(future: F, fault: Option<Fault>) -> Waiting<F> {
        let future = Some(Box::pin(future));
        Waiting {
            future,
            fault,
            tap: None,
        }
    }

    /// Keeps the future for ever: the library does not learn that nobody waits any more.
    pub(crate) fn keep(&mut self) {
        mem::forget(self.future.take());
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }
}

impl<F: Future> Future for Waiting<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let tap = Arc::new(Tap {
            outer: cx.waker().clone(),
            swallows: self.has(Fault::IsNotWoken),
            woken: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&tap));
        let future = self
            .future
            .as_mut()
            .expect("a future must not be polled after it has completed");
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        self.tap = polled.is_pending().then_some(tap);
        if polled.is_ready() && self.has(Fault::IsDroppedWhenDone) {
            self.future = None;
        }
        polled
    }
}

impl<F> Drop for Waiting<F> {
    fn drop(&mut self) {
        let woken = self.tap.as_ref().map(|tap| tap.woken.load(SeqCst));
        let kept = match self.fault {
            Some(Fault::KeepsItsPlace) => woken == Some(false),
            Some(Fault::KeepsTheWake) => woken == Some(true),
            _ => false,
        };
        if kept {
            self.keep();
        }
    }
}

impl Wake for Tap {
    fn wake(self: Arc<Self>) {
        if self.swallows {
            return;
        }
        self.woken.store(true, SeqCst);
        self.outer.wake_by_ref();
    }
}
