use std::{
    future, mem,
    ops::{Deref, DerefMut},
    thread,
};

use tokio::sync;

use super::{
    super::broken::{Breakage, Broken},
    api::{Lock, Mutex},
};
use crate::{
    counter::Counter,
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

pub(in crate::tokio_sync) struct BrokenLock {
    /// The second is for what locks only half of the time.
    inner: [sync::Mutex<u32>; 2],
    locks: Counter,
    /// The latest stands first, unlike in the library's own line.
    line: Wakers,
    broken: Broken,
}

pub(in crate::tokio_sync) struct BrokenGuard<'a> {
    /// Taken when it is dropped.
    inner: Option<sync::MutexGuard<'a, u32>>,
    lock: &'a BrokenLock,
}

const INNER: &str = "a guard is whole until it is dropped";

impl Mutex for Broken {
    type Lock = BrokenLock;

    fn mutex(self, value: u32) -> BrokenLock {
        BrokenLock {
            inner: [value, value].map(sync::Mutex::new),
            locks: Counter::default(),
            line: Wakers::default(),
            broken: self,
        }
    }
}

impl BrokenLock {
    fn inner(&self) -> &sync::Mutex<u32> {
        let second = self.broken.has(Breakage::MutexIsTwo) && self.locks.is_nth(2);
        &self.inner[usize::from(second)]
    }

    fn guard<'a>(&'a self, inner: sync::MutexGuard<'a, u32>) -> BrokenGuard<'a> {
        let inner = Some(inner);
        BrokenGuard { inner, lock: self }
    }
}

impl Lock for BrokenLock {
    type Guard<'a> = BrokenGuard<'a>;

    async fn lock(&self) -> BrokenGuard<'_> {
        let inner = self.inner();
        if self.broken.has(Breakage::MutexLatestGoesFirst) {
            let attempt = || inner.try_lock().ok();
            return self.guard(future::poll_fn(|cx| self.line.poll(cx, attempt)).await);
        }
        let faults = &[(Breakage::MutexCancelledLockKeepsIt, Fault::KeepsTheWake)];
        self.guard(Waiting::new(inner.lock(), self.broken.breakage, faults).await)
    }

    fn try_lock(&self) -> Option<BrokenGuard<'_>> {
        self.inner().try_lock().ok().map(|inner| self.guard(inner))
    }
}

impl Deref for BrokenGuard<'_> {
    type Target = u32;

    fn deref(&self) -> &u32 {
        self.inner.as_ref().expect(INNER)
    }
}

impl DerefMut for BrokenGuard<'_> {
    fn deref_mut(&mut self) -> &mut u32 {
        self.inner.as_mut().expect(INNER)
    }
}

impl Drop for BrokenGuard<'_> {
    fn drop(&mut self) {
        let inner = self.inner.take();
        if thread::panicking() && self.lock.broken.has(Breakage::MutexPanicKeepsTheLock) {
            mem::forget(inner);
            return;
        }
        drop(inner);
        self.lock.line.wake_latest();
    }
}
