use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::SelfWake;

use crate::tracking::tracker::Tracker;

impl Tracker {
    /// Wakes a task that is being polled, so that others get a turn first.
    pub(crate) fn wake_later(self: &Arc<Self>, waker: &Waker) {
        let repolls = self.self_wake == SelfWake::Repolls;
        match self.executor().filter(|_| repolls) {
            Some(executor) => executor
                .spawn(Box::pin(WakeLater::new(self, waker.clone())))
                .detach(),
            None => waker.wake_by_ref(),
        }
    }
}

/// A task that wakes another one when its turn has come.
struct WakeLater {
    tracker: Arc<Tracker>,
    waker: Waker,
}

impl WakeLater {
    fn new(tracker: &Arc<Tracker>, waker: Waker) -> WakeLater {
        // It is runnable, and so the cell is not idle until the wake has been made.
        tracker.count_one();
        WakeLater {
            tracker: Arc::clone(tracker),
            waker,
        }
    }
}

impl Future for WakeLater {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.waker.wake_by_ref();
        Poll::Ready(())
    }
}

impl Drop for WakeLater {
    fn drop(&mut self) {
        self.tracker.release_one();
    }
}
