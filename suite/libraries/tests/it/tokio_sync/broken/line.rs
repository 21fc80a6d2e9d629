use std::{
    future,
    sync::{Mutex, PoisonError},
    task::{Poll, Waker},
};

/// A line in which the latest stands first, unlike the library's own.
#[derive(Debug, Default)]
pub(in crate::tokio_sync) struct Line {
    wakers: Mutex<Vec<Waker>>,
}

impl Line {
    /// Makes an attempt at each wake, until one gives something.
    pub(in crate::tokio_sync) async fn wait<T>(&self, mut attempt: impl FnMut() -> Option<T>) -> T {
        future::poll_fn(|cx| {
            self.wakers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(cx.waker().clone());
            attempt().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    pub(in crate::tokio_sync) fn wake_latest(&self) {
        let latest = self
            .wakers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        if let Some(waker) = latest {
            waker.wake();
        }
    }
}
