use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The place where a runtime that *defers* wakes says that its workers are parked.
///
/// Most runtimes queue a task within the call that wakes it. Tokio does not always: `yield_now` and a
/// spent cooperative budget put the waker aside until the worker looks for work again. In between,
/// nothing seems to be runnable, and a virtual clock that moved on that evidence would move too early.
/// Such a runtime calls [`worker_parked`](IdleHook::worker_parked) before a worker parks and
/// [`worker_unparked`](IdleHook::worker_unparked) when it goes on; idle means that all are parked.
///
/// A runtime that never defers a wake leaves the hook alone, and is idle whenever nothing is runnable.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
/// # use runtime_matrix_core::IdleHook;
/// static IDLE: AtomicU32 = AtomicU32::new(0);
/// let hook = IdleHook::new(|| { IDLE.fetch_add(1, SeqCst); });
/// assert!(hook.all_parked(), "nobody has said that wakes are deferred");
/// hook.defer_wakes(2);
/// hook.worker_parked();
/// assert!(!hook.all_parked());
/// hook.worker_parked();
/// assert!(hook.all_parked());
/// assert_eq!(IDLE.load(SeqCst), 1);
/// ```
#[derive(Clone)]
pub struct IdleHook(Arc<Inner>);

struct Inner {
    /// How many workers must be parked before a deferred wake can be ruled out; zero: none is deferred.
    workers: AtomicUsize,
    parked: AtomicUsize,
    on_idle: Box<dyn Fn() + Send + Sync>,
}

impl IdleHook {
    /// Returns a hook that calls `on_idle` each time the last worker parks, on that worker's thread.
    pub fn new(on_idle: impl Fn() + Send + Sync + 'static) -> IdleHook {
        IdleHook(Arc::new(Inner {
            workers: AtomicUsize::new(0),
            parked: AtomicUsize::new(0),
            on_idle: Box::new(on_idle),
        }))
    }

    /// Declares that the instance defers wakes and has that many workers, all of which call the hook.
    ///
    /// Called while the instance is built.
    pub fn defer_wakes(&self, workers: usize) {
        self.0.workers.store(workers, Ordering::SeqCst);
    }

    /// Says that a worker has nothing to do, holds no deferred wake and is about to park.
    ///
    /// The callback may wake tasks; the worker must look for work again before it really parks.
    pub fn worker_parked(&self) {
        let parked = self.0.parked.fetch_add(1, Ordering::SeqCst) + 1;
        if parked >= self.0.workers.load(Ordering::SeqCst) {
            (self.0.on_idle)();
        }
    }

    /// Says that a worker which called [`worker_parked`](IdleHook::worker_parked) goes on.
    pub fn worker_unparked(&self) {
        self.0.parked.fetch_sub(1, Ordering::SeqCst);
    }

    /// Tells whether no wake can be held back by a worker.
    #[must_use]
    pub fn all_parked(&self) -> bool {
        self.0.parked.load(Ordering::SeqCst) >= self.0.workers.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for IdleHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            workers, parked, ..
        } = &*self.0;
        f.debug_struct("IdleHook")
            .field("workers", workers)
            .field("parked", parked)
            .finish_non_exhaustive()
    }
}
