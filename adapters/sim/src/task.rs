use std::{
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    task::{Poll, Wake, Waker},
};

use runtime_matrix_core::{BoxFuture, NativeEnd};

use crate::scheduler::Scheduler;

/// A task, or a root: what is queued, what its wakers wake, and what its handle asks for the end.
pub(crate) struct Task {
    /// Where the scheduler keeps it.
    pub(crate) index: usize,
    is_root: bool,
    scheduler: Weak<Scheduler>,
    /// Under a schedule by priorities; 0 is none yet. Read and written under the scheduler's lock, as is the next.
    priority: AtomicU64,
    /// Whether it has become ready by a wake of its own.
    yielded: AtomicBool,
    /// The scheduler is never locked while this is, nor is the future polled or dropped.
    life: Mutex<Life>,
}

struct Life {
    /// `None` while it is polled or dropped, after the end, and for a root, which its caller keeps.
    future: Option<BoxFuture<()>>,
    /// Whether it is among the ready.
    queued: bool,
    /// Whether the future is to be dropped at its next turn, not polled.
    cancelled: bool,
    /// Whether the future is to be dropped even before that, since the instance has been shut down.
    closed: bool,
    ending: Ending,
}

enum Ending {
    /// Not yet, and who waits for it: at most one, since joining and cancelling consume the handle.
    Awaited(Option<Waker>),
    Ended(NativeEnd),
    Taken,
}

/// What a task has to have done when it is drawn.
pub(crate) enum Step {
    Poll(BoxFuture<()>),
    Drop(BoxFuture<()>),
    /// Nothing of the scheduler's: it is a root, or has ended.
    Nothing,
}

impl Task {
    /// Returns a task that counts as queued.
    pub(crate) fn new(
        index: usize,
        scheduler: &Arc<Scheduler>,
        future: Option<BoxFuture<()>>,
    ) -> Arc<Task> {
        Arc::new(Task {
            index,
            is_root: future.is_none(),
            priority: AtomicU64::new(0),
            yielded: AtomicBool::new(false),
            scheduler: Arc::downgrade(scheduler),
            life: Mutex::new(Life {
                future,
                queued: true,
                cancelled: false,
                closed: false,
                ending: Ending::Awaited(None),
            }),
        })
    }

    pub(crate) fn is_root(&self) -> bool {
        self.is_root
    }

    pub(crate) fn priority(&self) -> u64 {
        self.priority.load(Relaxed)
    }

    pub(crate) fn set_priority(&self, priority: u64) {
        self.priority.store(priority, Relaxed);
    }

    /// Tells whether it was polled when it became ready, so that it has given its turn to others.
    pub(crate) fn has_yielded(&self) -> bool {
        self.yielded.load(Relaxed)
    }

    pub(crate) fn note_yield(&self) {
        self.yielded.store(true, Relaxed);
    }

    pub(crate) fn forget_yield(&self) {
        self.yielded.store(false, Relaxed);
    }

    /// Tells whether it waits to be woken.
    pub(crate) fn is_waiting(&self) -> bool {
        let life = self.life();
        let is_there = self.is_root || life.future.is_some();
        is_there && !life.queued && matches!(life.ending, Ending::Awaited(_))
    }

    /// Asks for the future to be dropped at the next turn, unless the task has ended.
    pub(crate) fn cancel(self: &Arc<Self>) {
        self.life().cancelled = true;
        self.wake_by_ref();
    }

    /// Begins a turn: wakes from now on lead to another one.
    pub(crate) fn begin_turn(&self) -> Step {
        let mut life = self.life();
        life.queued = false;
        match life.future.take() {
            Some(future) if life.cancelled => Step::Drop(future),
            Some(future) => Step::Poll(future),
            None => Step::Nothing,
        }
    }

    /// Keeps the future until the next turn, or gives it back if the task was closed meanwhile.
    pub(crate) fn end_turn(&self, future: BoxFuture<()>) -> Option<BoxFuture<()>> {
        let mut life = self.life();
        if life.closed {
            return Some(future);
        }
        life.future = Some(future);
        None
    }

    /// Takes the future for good; one that is being polled is left to [`end_turn`](Task::end_turn).
    pub(crate) fn close(&self) -> Option<BoxFuture<()>> {
        let mut life = self.life();
        life.closed = true;
        life.future.take()
    }

    /// Says how the task ended, after its future was dropped.
    pub(crate) fn publish(&self, end: NativeEnd) {
        let before = mem::replace(&mut self.life().ending, Ending::Ended(end));
        if let Ending::Awaited(Some(waiter)) = before {
            waiter.wake();
        }
    }

    /// Takes how the task ended, or has `waker` woken then.
    ///
    /// # Panics
    ///
    /// Panics if the end has been taken.
    pub(crate) fn poll_end(&self, waker: &Waker) -> Poll<NativeEnd> {
        let awaited = Ending::Awaited(Some(waker.clone()));
        let mut life = self.life();
        let next = match life.ending {
            Ending::Awaited(_) => awaited,
            Ending::Ended(_) | Ending::Taken => Ending::Taken,
        };
        let before = mem::replace(&mut life.ending, next);
        drop(life);
        match before {
            Ending::Awaited(_) => Poll::Pending,
            Ending::Ended(end) => Poll::Ready(end),
            Ending::Taken => panic!("sim: a join was polled after it had completed"),
        }
    }

    /// Counts the task as queued; tells whether it was not, and has not ended.
    pub(crate) fn queue(&self) -> bool {
        let mut life = self.life();
        matches!(life.ending, Ending::Awaited(_)) && !mem::replace(&mut life.queued, true)
    }

    fn life(&self) -> MutexGuard<'_, Life> {
        self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if self.queue() {
            if let Some(scheduler) = self.scheduler.upgrade() {
                scheduler.push(self);
            }
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        Arc::clone(self).wake();
    }
}
