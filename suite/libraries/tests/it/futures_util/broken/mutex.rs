use std::{
    future, mem,
    ops::{Deref, DerefMut},
    pin::Pin,
    thread,
};

use ::futures_util::lock;

use super::{
    super::library::{Library, Locking, Mutex},
    Breakage, Broken,
};
use crate::{
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

/// The library's mutex, broken.
pub(in crate::futures_util) struct BrokenMutex {
    inner: lock::Mutex<u32>,
    /// What a second holder is let into.
    second: lock::Mutex<u32>,
    broken: Broken,
    /// Of those who wait, if an unlock is to wake them all.
    wakers: Wakers,
}

const FAULTS: &[(Breakage, Fault)] = &[
    (Breakage::UnlockWakesNobody, Fault::IsNotWoken),
    (Breakage::CancelledLockKeepsItsPlace, Fault::KeepsItsPlace),
    (Breakage::CancelledLockKeepsTheWake, Fault::KeepsTheWake),
];

impl Locking for Broken {
    type Mutex = BrokenMutex;

    fn mutex(self, value: u32) -> BrokenMutex {
        BrokenMutex {
            inner: Library.mutex(value),
            second: Library.mutex(value),
            broken: self,
            wakers: Wakers::default(),
        }
    }
}

impl Mutex for BrokenMutex {
    type Guard<'a> = BrokenGuard<'a>;

    async fn lock(&self) -> BrokenGuard<'_> {
        let lets_in = self.broken.has(Breakage::LetsASecondIn);
        let mutex = if lets_in && self.inner.try_lock().is_none() {
            &self.second
        } else {
            &self.inner
        };
        let mut lock = Waiting::new(mutex.lock(), self.broken.breakage, FAULTS);
        let guard = future::poll_fn(|cx| {
            let polled = Pin::new(&mut lock).poll(cx);
            if polled.is_pending() && self.broken.has(Breakage::UnlockWakesAll) {
                self.wakers.keep(cx.waker());
            }
            polled
        });
        BrokenGuard {
            inner: Some(guard.await),
            mutex: self,
        }
    }

    fn try_lock(&self) -> Option<BrokenGuard<'_>> {
        let inner = self.inner.try_lock()?;
        Some(BrokenGuard {
            inner: Some(inner),
            mutex: self,
        })
    }
}

/// The library's guard, broken.
pub(in crate::futures_util) struct BrokenGuard<'a> {
    /// Taken when it is dropped.
    inner: Option<lock::MutexGuard<'a, u32>>,
    mutex: &'a BrokenMutex,
}

impl Deref for BrokenGuard<'_> {
    type Target = u32;

    fn deref(&self) -> &u32 {
        self.inner.as_ref().expect("a guard lives until its drop")
    }
}

impl DerefMut for BrokenGuard<'_> {
    fn deref_mut(&mut self) -> &mut u32 {
        self.inner.as_mut().expect("a guard lives until its drop")
    }
}

impl Drop for BrokenGuard<'_> {
    fn drop(&mut self) {
        let inner = self.inner.take();
        if thread::panicking() && self.mutex.broken.has(Breakage::PanicKeepsTheLock) {
            mem::forget(inner);
            return;
        }
        drop(inner);
        self.mutex.wakers.wake_all();
    }
}
