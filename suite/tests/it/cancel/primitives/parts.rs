//! What the primitives are made of: a mutex with a list of wakers, and what is undone by a drop.

use std::{future, mem, sync::Mutex, task::Poll, task::Waker};

/// Which of the two twins it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    Faulty,
    Correct,
}

impl Variant {
    pub(crate) fn is_faulty(self) -> bool {
        self == Variant::Faulty
    }
}

/// A value that can be waited for; each change wakes all that wait.
#[derive(Default)]
pub(crate) struct Shared<T> {
    inner: Mutex<(T, Vec<Waker>)>,
}

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Shared<T> {
        Shared {
            inner: Mutex::new((value, Vec::new())),
        }
    }

    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let (changed, wakers) = {
            let mut inner = self.inner.lock().unwrap();
            (change(&mut inner.0), mem::take(&mut inner.1))
        };
        wakers.into_iter().for_each(Waker::wake);
        changed
    }

    pub(crate) fn look<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.inner.lock().unwrap().0)
    }

    /// Waits until `take` gives something.
    pub(crate) async fn when<R>(&self, mut take: impl FnMut(&mut T) -> Option<R>) -> R {
        future::poll_fn(|cx| {
            let mut inner = self.inner.lock().unwrap();
            if let Some(taken) = take(&mut inner.0) {
                return Poll::Ready(taken);
            }
            inner.1.push(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}

/// Undoes something when it is dropped, unless it is kept.
pub(crate) struct Undo<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Undo<F> {
    pub(crate) fn new(undo: F) -> Undo<F> {
        Undo(Some(undo))
    }

    pub(crate) fn keep(mut self) {
        self.0 = None;
    }
}

impl<F: FnOnce()> Drop for Undo<F> {
    fn drop(&mut self) {
        if let Some(undo) = self.0.take() {
            undo();
        }
    }
}
