use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Who is to be woken, past the queue of the library.
#[derive(Debug, Default)]
pub(crate) struct Wakers {
    wakers: Mutex<Vec<Waker>>,
}

impl Wakers {
    pub(crate) fn keep(&self, waker: &Waker) {
        self.lock().push(waker.clone());
    }

    /// Makes an attempt, and is to be woken for another if it gives nothing.
    pub(crate) fn poll<T>(&self, cx: &Context<'_>, attempt: impl FnOnce() -> Option<T>) -> Poll<T> {
        self.keep(cx.waker());
        attempt().map_or(Poll::Pending, Poll::Ready)
    }

    pub(crate) fn wake_all(&self) {
        let wakers = mem::take(&mut *self.lock());
        wakers.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn wake_latest(&self) {
        let latest = self.lock().pop();
        if let Some(waker) = latest {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.wakers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
