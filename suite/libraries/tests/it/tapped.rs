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

/// A future of a library, of which is known whether it waits and whether it was woken, and whose wakes may
/// be swallowed.
pub(crate) struct Tapped<F> {
    /// Taken when it has completed.
    future: Option<Pin<Box<F>>>,
    swallows: Arc<Swallows>,
    /// The waker of the latest poll, if that returned `Pending`.
    tap: Option<Arc<Tap>>,
}

/// Tells at each wake whether it is swallowed.
type Swallows = dyn Fn() -> bool + Send + Sync;

struct Tap {
    outer: Waker,
    swallows: Arc<Swallows>,
    woken: AtomicBool,
}

impl<F: Future> Tapped<F> {
    pub(crate) fn new(future: F, swallows: impl Fn() -> bool + Send + Sync + 'static) -> Tapped<F> {
        Tapped {
            future: Some(Box::pin(future)),
            swallows: Arc::new(swallows),
            tap: None,
        }
    }

    pub(crate) fn poll(&mut self, cx: &Context<'_>) -> Poll<F::Output> {
        let future = self
            .future
            .as_mut()
            .expect("a future was polled after it had completed");
        let tap = Arc::new(Tap {
            outer: cx.waker().clone(),
            swallows: Arc::clone(&self.swallows),
            woken: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&tap));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        self.tap = polled.is_pending().then_some(tap);
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }

    pub(crate) fn waits(&self) -> bool {
        self.tap.is_some()
    }

    pub(crate) fn was_woken(&self) -> bool {
        self.tap.as_ref().is_some_and(|tap| tap.woken.load(SeqCst))
    }

    /// Forgets the future, so that the library does not learn that nobody waits any more.
    pub(crate) fn forget(&mut self) {
        mem::forget(self.future.take());
    }
}

impl Wake for Tap {
    fn wake(self: Arc<Self>) {
        if !(self.swallows)() {
            self.woken.store(true, SeqCst);
            self.outer.wake_by_ref();
        }
    }
}
