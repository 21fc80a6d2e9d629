use std::{
    mem,
    sync::{Mutex, PoisonError},
    task::Waker,
};

/// Who is to be woken when something is released, past the queue of the library.
#[derive(Debug, Default)]
pub(super) struct Wakers {
    wakers: Mutex<Vec<Waker>>,
}

impl Wakers {
    pub(super) fn keep(&self, waker: &Waker) {
        let mut wakers = self.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        wakers.push(waker.clone());
    }

    pub(super) fn wake_all(&self) {
        let mut wakers = self.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        let all = mem::take(&mut *wakers);
        drop(wakers);
        all.into_iter().for_each(Waker::wake);
    }
}
