use std::{
    mem,
    ops::{Deref, DerefMut},
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
};

use tokio::sync;

use super::{
    super::broken::{Breakage, Broken, Faults, Line, waiting},
    api::{Lock, Mutex},
};

pub(in crate::tokio_sync) struct BrokenLock {
    /// The second is for what locks only half of the time.
    inner: [sync::Mutex<u32>; 2],
    locks: AtomicUsize,
    line: Line,
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
            locks: AtomicUsize::new(0),
            line: Line::default(),
            broken: self,
        }
    }
}

impl BrokenLock {
    fn inner(&self) -> &sync::Mutex<u32> {
        let locks = self.locks.fetch_add(1, SeqCst);
        &self.inner[locks % 2 * usize::from(self.broken.has(Breakage::MutexIsTwo))]
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
            return self.guard(self.line.wait(|| inner.try_lock().ok()).await);
        }
        let faults = Faults {
            keeps_its_wake: self.broken.has(Breakage::MutexCancelledLockKeepsIt),
            ..Faults::default()
        };
        self.guard(waiting(inner.lock(), faults).await)
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
