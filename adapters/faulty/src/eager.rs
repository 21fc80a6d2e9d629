//! What does at once what others do later: a task that is polled within a wake, a future that is dropped within a cancel.

use std::{
    any::Any,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, TryLockError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, ThreadId},
};

use runtime_matrix_core::{BoxFuture, Executor, NativeEnd, TaskHandle};

use crate::shared::lock;

/// Knows on which thread a root or a task of the instance is polled right now: nowhere else is anything done at once.
#[derive(Default)]
pub(crate) struct Turn {
    thread: Mutex<Option<ThreadId>>,
    is_waking: AtomicBool,
}

/// Says that something is polled, until it is dropped.
pub(crate) struct Polling<'a> {
    turn: &'a Turn,
    before: Option<ThreadId>,
}

impl Turn {
    pub(crate) fn begin(&self) -> Polling<'_> {
        let here = thread::current().id();
        let before = lock(&self.thread).replace(here);
        Polling { turn: self, before }
    }

    fn is_here(&self) -> bool {
        *lock(&self.thread) == Some(thread::current().id())
    }
}

impl Drop for Polling<'_> {
    fn drop(&mut self) {
        *lock(&self.turn.thread) = self.before;
    }
}

/// Starts a task on the base that is polled within a wake, if the wake comes while something else is polled.
pub(crate) fn spawn_eager(
    base: &dyn Executor,
    future: BoxFuture<()>,
    turn: &Arc<Turn>,
) -> Box<dyn TaskHandle> {
    let seat = Seat::new(future, turn);
    base.spawn(Box::pin(EagerTask {
        seat,
        is_eager: true,
    }))
}

/// Starts a task on the base whose future a cancel drops within the call, if that comes while something else is polled.
pub(crate) fn spawn_short_lived(
    base: &dyn Executor,
    future: BoxFuture<()>,
    turn: &Arc<Turn>,
) -> Box<dyn TaskHandle> {
    let seat = Seat::new(future, turn);
    let base = base.spawn(Box::pin(EagerTask {
        seat: Arc::clone(&seat),
        is_eager: false,
    }));
    Box::new(ShortHandle { base, seat })
}

/// Where the future of a task sits: its task polls it, its wakers may, and its handle may take it away.
struct Seat {
    future: Mutex<Option<BoxFuture<()>>>,
    /// What it panicked with where its task did not poll it.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    turn: Arc<Turn>,
}

/// The future that the base is given.
struct EagerTask {
    seat: Arc<Seat>,
    is_eager: bool,
}

struct EagerWaker {
    seat: Arc<Seat>,
    base: Waker,
}

struct ShortHandle {
    base: Box<dyn TaskHandle>,
    seat: Arc<Seat>,
}

impl Seat {
    fn new(future: BoxFuture<()>, turn: &Arc<Turn>) -> Arc<Seat> {
        Arc::new(Seat {
            future: Mutex::new(Some(future)),
            panic: Mutex::default(),
            turn: Arc::clone(turn),
        })
    }

    /// Polls the future, unless somebody does, and drops it if that was its last poll.
    fn poll(&self, cx: &mut Context<'_>) -> Option<Poll<()>> {
        let mut future = match self.future.try_lock() {
            Ok(future) => future,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        let Some(pinned) = future.as_mut() else {
            return Some(Poll::Ready(()));
        };
        let polling = self.turn.begin();
        let polled = catch_unwind(AssertUnwindSafe(|| pinned.as_mut().poll(cx)));
        if matches!(polled, Ok(Poll::Pending)) {
            return Some(Poll::Pending);
        }
        let over = future.take();
        drop(future);
        drop(over);
        drop(polling);
        if let Err(payload) = polled {
            *lock(&self.panic) = Some(payload);
        }
        Some(Poll::Ready(()))
    }

    /// Drops the future, unless it is being polled.
    fn clear(&self) {
        let over = match self.future.try_lock() {
            Ok(mut future) => future.take(),
            Err(_) => None,
        };
        drop(over);
    }
}

impl Future for EagerTask {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let waker = if self.is_eager {
            Waker::from(Arc::new(EagerWaker {
                seat: Arc::clone(&self.seat),
                base: cx.waker().clone(),
            }))
        } else {
            cx.waker().clone()
        };
        let polled = self.seat.poll(&mut Context::from_waker(&waker));
        let payload = lock(&self.seat.panic).take();
        if let Some(payload) = payload {
            resume_unwind(payload);
        }
        polled.unwrap_or(Poll::Pending)
    }
}

impl Drop for EagerTask {
    fn drop(&mut self) {
        self.seat.clear();
    }
}

impl Wake for EagerWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let turn = &self.seat.turn;
        // One within the other is enough: a long row of tasks would take a deep stack.
        if !turn.is_here() || turn.is_waking.swap(true, SeqCst) {
            return self.base.wake_by_ref();
        }
        let waker = Waker::from(Arc::clone(self));
        let polled = self.seat.poll(&mut Context::from_waker(&waker));
        turn.is_waking.store(false, SeqCst);
        // The base hears of the end in a poll of its own, and of what arrives while the future is polled.
        if polled != Some(Poll::Pending) {
            self.base.wake_by_ref();
        }
    }
}

impl TaskHandle for ShortHandle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        if self.seat.turn.is_here() {
            self.seat.clear();
        }
        self.base.cancel()
    }

    fn detach(self: Box<Self>) {
        self.base.detach();
    }

    fn drop_native(self: Box<Self>) {
        self.base.drop_native();
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        self.base.join_native()
    }
}
