use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

/// A waker between a library and the task that waits: it tells of a wake, and may swallow it.
///
/// It stays the same at each poll, as the wakers of most runtimes do.
pub(crate) struct Tap {
    swallows: Box<Swallows>,
    task: Mutex<Option<Waker>>,
    woken: AtomicBool,
}

/// A future of a library, of which is known whether it waits and whether it was woken.
pub(crate) struct Tapped<F> {
    /// Taken when it has completed.
    future: Option<Pin<Box<F>>>,
    tap: Arc<Tap>,
    waits: bool,
}

/// Tells at each wake whether it is swallowed.
type Swallows = dyn Fn() -> bool + Send + Sync;

impl Tap {
    pub(crate) fn new(swallows: impl Fn() -> bool + Send + Sync + 'static) -> Arc<Tap> {
        Arc::new(Tap {
            swallows: Box::new(swallows),
            task: Mutex::default(),
            woken: AtomicBool::new(false),
        })
    }

    /// Polls with itself as the waker, for the task of `waker`.
    pub(crate) fn poll<T>(
        self: &Arc<Tap>,
        waker: &Waker,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
        self.woken.store(false, SeqCst);
        poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))))
    }

    /// Tells whether it was woken since the latest poll.
    pub(crate) fn was_woken(&self) -> bool {
        self.woken.load(SeqCst)
    }
}

impl<F: Future> Tapped<F> {
    pub(crate) fn new(future: F, tap: Arc<Tap>) -> Tapped<F> {
        Tapped {
            future: Some(Box::pin(future)),
            tap,
            waits: false,
        }
    }

    pub(crate) fn poll(&mut self, waker: &Waker) -> Poll<F::Output> {
        let future = self
            .future
            .as_mut()
            .expect("a future was polled after it had completed");
        let poll = |cx: &mut Context<'_>| future.as_mut().poll(cx);
        let polled = self.tap.poll(waker, poll);
        self.waits = polled.is_pending();
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }

    pub(crate) fn waits(&self) -> bool {
        self.waits
    }

    pub(crate) fn was_woken(&self) -> bool {
        self.waits && self.tap.was_woken()
    }

    /// Forgets the future, so that the library does not learn that nobody waits any more.
    pub(crate) fn forget(&mut self) {
        mem::forget(self.future.take());
    }
}

impl Wake for Tap {
    fn wake(self: Arc<Self>) {
        if (self.swallows)() {
            return;
        }
        self.woken.store(true, SeqCst);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        let task = task.clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}
