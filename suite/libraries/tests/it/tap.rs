use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

use crate::lock::lock;

/// A waker between a library and the task that waits: it tells of a wake, and may swallow it.
///
/// It stays the same at each poll, as the wakers of most runtimes do.
pub(crate) struct Tap {
    swallows: Box<Swallows>,
    task: Mutex<Option<Waker>>,
    woken: AtomicBool,
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
        *lock(&self.task) = Some(waker.clone());
        self.woken.store(false, SeqCst);
        poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))))
    }

    /// Tells whether it was woken since the latest poll.
    pub(crate) fn was_woken(&self) -> bool {
        self.woken.load(SeqCst)
    }
}

impl Wake for Tap {
    fn wake(self: Arc<Self>) {
        if (self.swallows)() {
            return;
        }
        self.woken.store(true, SeqCst);
        let task = lock(&self.task).clone();
        task.into_iter().for_each(Waker::wake);
    }
}
