use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::SelfWake;

use crate::tracking::{hold::Hold, tracker::Tracker};

impl Tracker {
    /// Wakes a task that is being polled, so that others get a turn first.
    pub(crate) fn wake_later(self: &Arc<Self>, waker: &Waker) {
        let repolls = self.self_wake == SelfWake::Repolls;
        match self.executor().filter(|_| repolls) {
            Some(executor) => {
                let wake = WakeLater {
                    waker: waker.clone(),
                    _hold: Hold::of(self),
                };
                executor.spawn(Box::pin(wake)).detach();
            }
            None => waker.wake_by_ref(),
        }
    }
}

/// A task that wakes another one when its turn has come. Until then the cell is not idle.
struct WakeLater {
    waker: Waker,
    _hold: Hold,
}

impl Future for WakeLater {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        self.waker.wake_by_ref();
        Poll::Ready(())
    }
}
