use std::{
    mem,
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use crate::lock::lock;

/// Who is to be woken, past the queue of the library.
#[derive(Debug, Default)]
pub(crate) struct Wakers {
    wakers: Mutex<Vec<Waker>>,
}

impl Wakers {
    pub(crate) fn keep(&self, waker: &Waker) {
        lock(&self.wakers).push(waker.clone());
    }

    /// Makes an attempt, and is to be woken for another if it gives nothing.
    pub(crate) fn poll<T>(&self, cx: &Context<'_>, attempt: impl FnOnce() -> Option<T>) -> Poll<T> {
        self.keep(cx.waker());
        attempt().map_or(Poll::Pending, Poll::Ready)
    }

    pub(crate) fn wake_all(&self) {
        let wakers = mem::take(&mut *lock(&self.wakers));
        wakers.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn wake_latest(&self) {
        let latest = lock(&self.wakers).pop();
        if let Some(waker) = latest {
            waker.wake();
        }
    }
}
