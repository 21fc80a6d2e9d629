use std::{
    future::{Future, poll_fn},
    mem,
    pin::Pin,
    sync::{Arc, Weak},
    task::{Context, Poll},
    time::Duration,
};

use runtime_matrix_core::BoxFuture;

use crate::{scheduler::Scheduler, timers::Timer};

/// Returns a future that completes when the clock has moved on by `duration`, counted from this call.
///
/// A zero sleep yields once. A sleep whose instance is gone, or has been shut down, never ends.
pub(crate) fn sleep(scheduler: &Arc<Scheduler>, duration: Duration) -> BoxFuture<()> {
    if duration.is_zero() {
        return yield_once();
    }
    Box::pin(Sleep {
        scheduler: Arc::downgrade(scheduler),
        timer: scheduler.lock().timers.create(duration),
        is_set: false,
    })
}

struct Sleep {
    scheduler: Weak<Scheduler>,
    timer: Timer,
    /// Whether the timer may hold our waker.
    is_set: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(scheduler) = self.scheduler.upgrade() else {
            return Poll::Pending;
        };
        let waker = context.waker().clone();
        let mut state = scheduler.lock();
        if state.timers.is_due(self.timer) {
            self.is_set = false;
            return Poll::Ready(());
        }
        if !state.closed {
            self.is_set = true;
            let replaced = state.timers.set(self.timer, waker);
            drop(state);
            drop(replaced);
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if !self.is_set {
            return;
        }
        if let Some(scheduler) = self.scheduler.upgrade() {
            let waker = scheduler.lock().timers.unset(self.timer);
            drop(waker);
        }
    }
}

fn yield_once() -> BoxFuture<()> {
    let mut yielded = false;
    Box::pin(poll_fn(move |context| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }))
}
