use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    task::Waker,
    thread::{self, ThreadId},
    time::Duration,
};

use runtime_matrix_core::BoxFuture;

use crate::{fault::Defect, life::Life};

/// What the parts of a faulty instance share.
pub(crate) struct Shared {
    pub(crate) defect: Defect,
    /// Counts what every so many of goes wrong.
    count: AtomicU64,
    pub(crate) has_panicked: AtomicBool,
    pub(crate) is_driven: AtomicBool,
    pub(crate) has_driven: AtomicBool,
    pub(crate) was_shut_down: AtomicBool,
    /// Whether the shutdown is under way.
    pub(crate) is_closing: AtomicBool,
    pub(crate) dropped_a_sleep: AtomicBool,
    pub(crate) runs_a_job: AtomicBool,
    pub(crate) polls_task: AtomicBool,
    pub(crate) drops_task: AtomicBool,
    pub(crate) is_spoilt: AtomicBool,
    pub(crate) has_stray_panic: AtomicBool,
    /// The thread that it was built on.
    pub(crate) home: ThreadId,
    /// How many jobs there have been.
    pub(crate) jobs: AtomicUsize,
    /// How many sleeps there have been.
    pub(crate) sleeps: AtomicUsize,
    /// When sleeps end.
    deadlines: Mutex<BTreeSet<Duration>>,
    /// How many are woken and not polled yet, where these are counted.
    pub(crate) woken: AtomicUsize,
    /// The tasks that there have been, for what goes to the wrong one.
    lives: Mutex<Vec<Weak<Life>>>,
    /// Futures that should be gone.
    grave: Mutex<Vec<BoxFuture<()>>>,
    /// Wakers of those who wait for the root to end.
    held: Mutex<Vec<Waker>>,
}

impl Shared {
    pub(crate) fn new(defect: Defect) -> Arc<Shared> {
        Arc::new(Shared {
            defect,
            count: AtomicU64::new(0),
            has_panicked: AtomicBool::new(false),
            is_driven: AtomicBool::new(false),
            has_driven: AtomicBool::new(false),
            was_shut_down: AtomicBool::new(false),
            is_closing: AtomicBool::new(false),
            dropped_a_sleep: AtomicBool::new(false),
            runs_a_job: AtomicBool::new(false),
            polls_task: AtomicBool::new(false),
            drops_task: AtomicBool::new(false),
            is_spoilt: AtomicBool::new(false),
            has_stray_panic: AtomicBool::new(false),
            home: thread::current().id(),
            jobs: AtomicUsize::new(0),
            sleeps: AtomicUsize::new(0),
            deadlines: Mutex::default(),
            woken: AtomicUsize::new(0),
            lives: Mutex::default(),
            grave: Mutex::default(),
            held: Mutex::default(),
        })
    }

    pub(crate) fn is(&self, defect: Defect) -> bool {
        self.defect == defect
    }

    /// Tells whether it is the turn of the one in three that goes wrong.
    pub(crate) fn is_third(&self) -> bool {
        self.count.fetch_add(1, SeqCst) % 3 == 2
    }

    pub(crate) fn add_life(&self, life: &Arc<Life>) {
        lock(&self.lives).push(Arc::downgrade(life));
    }

    /// Returns a task that is alive and is not that one.
    pub(crate) fn sibling(&self, of: &Arc<Life>) -> Option<Arc<Life>> {
        let lives = lock(&self.lives);
        let mut alive = lives.iter().filter_map(Weak::upgrade);
        alive.find(|life| !Arc::ptr_eq(life, of) && !life.has_ended())
    }

    /// Gives the place of one back that was woken and is polled.
    pub(crate) fn make_room(&self, life: &Life) {
        if life.is_woken.swap(false, SeqCst) {
            self.woken.fetch_sub(1, SeqCst);
        }
    }

    pub(crate) fn bury(&self, future: BoxFuture<()>) {
        lock(&self.grave).push(future);
    }

    pub(crate) fn empty_grave(&self) {
        let buried = std::mem::take(&mut *lock(&self.grave));
        drop(buried);
    }

    /// Tells whether no sleep before had that deadline.
    pub(crate) fn is_first_sleep_of(&self, deadline: Duration) -> bool {
        lock(&self.deadlines).insert(deadline)
    }

    pub(crate) fn hold(&self, waker: &Waker) {
        lock(&self.held).push(waker.clone());
    }

    pub(crate) fn wake_held(&self) {
        let held = std::mem::take(&mut *lock(&self.held));
        held.into_iter().for_each(Waker::wake);
    }
}

/// Never returns.
pub(crate) fn hang() -> ! {
    loop {
        thread::park();
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
