use std::{
    future,
    ops::{Deref, DerefMut},
};

use tokio::sync::{self, RwLockReadGuard, RwLockWriteGuard};

use super::{
    super::broken::{Breakage, Broken},
    api::{Lock, RwLock},
};
use crate::{
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

pub(in crate::tokio_sync) struct BrokenLock {
    inner: sync::RwLock<u32>,
    /// What a writer locks that excludes nobody.
    unshared: sync::RwLock<u32>,
    /// The latest stands first, unlike in the library's own line.
    line: Wakers,
    broken: Broken,
}

/// The guard of a reader, which may be one of a writer in truth.
pub(in crate::tokio_sync) struct BrokenRead<'a> {
    /// Taken when it is dropped.
    inner: Option<Inner<'a>>,
    lock: &'a BrokenLock,
}

enum Inner<'a> {
    Read(RwLockReadGuard<'a, u32>),
    Write(RwLockWriteGuard<'a, u32>),
}

pub(in crate::tokio_sync) struct BrokenWrite<'a> {
    inner: RwLockWriteGuard<'a, u32>,
}

impl RwLock for Broken {
    type Lock = BrokenLock;

    fn rw_lock(self, value: u32) -> BrokenLock {
        BrokenLock {
            inner: sync::RwLock::new(value),
            unshared: sync::RwLock::new(value),
            line: Wakers::default(),
            broken: self,
        }
    }
}

impl Lock for BrokenLock {
    type Read<'a> = BrokenRead<'a>;
    type Write<'a> = BrokenWrite<'a>;

    async fn read(&self) -> BrokenRead<'_> {
        let inner = if self.broken.has(Breakage::RwLockReadersExclude) {
            Inner::Write(self.inner.write().await)
        } else {
            Inner::Read(self.inner.read().await)
        };
        BrokenRead {
            inner: Some(inner),
            lock: self,
        }
    }

    async fn write(&self) -> BrokenWrite<'_> {
        if self.broken.has(Breakage::RwLockReadersOvertake) {
            let attempt = || self.inner.try_write().ok();
            let inner = future::poll_fn(|cx| self.line.poll(cx, attempt)).await;
            return BrokenWrite { inner };
        }
        let lock = if self.broken.has(Breakage::RwLockWriterSharesIt) {
            &self.unshared
        } else {
            &self.inner
        };
        let faults = &[(
            Breakage::RwLockCancelledWriteKeepsItsPlace,
            Fault::KeepsItsPlace,
        )];
        let inner = Waiting::new(lock.write(), self.broken.breakage, faults).await;
        BrokenWrite { inner }
    }
}

impl Deref for BrokenRead<'_> {
    type Target = u32;

    fn deref(&self) -> &u32 {
        match self
            .inner
            .as_ref()
            .expect("a guard is whole until it is dropped")
        {
            Inner::Read(guard) => guard,
            Inner::Write(guard) => guard,
        }
    }
}

impl Drop for BrokenRead<'_> {
    fn drop(&mut self) {
        self.inner = None;
        self.lock.line.wake_latest();
    }
}

impl Deref for BrokenWrite<'_> {
    type Target = u32;

    fn deref(&self) -> &u32 {
        &self.inner
    }
}

impl DerefMut for BrokenWrite<'_> {
    fn deref_mut(&mut self) -> &mut u32 {
        &mut self.inner
    }
}
