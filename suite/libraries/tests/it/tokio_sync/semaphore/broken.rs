use std::future;

use tokio::sync::{self, AcquireError, SemaphorePermit};

use super::{
    super::broken::{Breakage, Broken},
    api::{Permits, Semaphore},
};
use crate::{
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

pub(in crate::tokio_sync) struct BrokenPermits {
    inner: sync::Semaphore,
    /// The latest stands first, unlike in the library's own line.
    line: Wakers,
    broken: Broken,
}

const FAULTS: &[(Breakage, Fault)] = &[
    (
        Breakage::SemaphoreCancelledAcquireKeepsItsShare,
        Fault::KeepsItsPlace,
    ),
    (
        Breakage::SemaphoreCancelledAcquireKeepsItsShare,
        Fault::KeepsTheWake,
    ),
    (
        Breakage::SemaphoreCancelledAcquireKeepsItsWake,
        Fault::KeepsTheWake,
    ),
];

impl Semaphore for Broken {
    type Permits = BrokenPermits;

    fn semaphore(self, permits: usize) -> BrokenPermits {
        BrokenPermits {
            inner: sync::Semaphore::new(permits),
            line: Wakers::default(),
            broken: self,
        }
    }
}

impl Permits for BrokenPermits {
    type Permit<'a> = SemaphorePermit<'a>;

    async fn acquire_many(&self, n: u32) -> Result<SemaphorePermit<'_>, AcquireError> {
        if self.broken.has(Breakage::SemaphoreFewerOvertake) && n > 1 {
            let attempt = || self.inner.try_acquire_many(n).ok();
            return Ok(future::poll_fn(|cx| self.line.poll(cx, attempt)).await);
        }
        Waiting::new(self.inner.acquire_many(n), self.broken.breakage, FAULTS).await
    }

    fn add_permits(&self, n: usize) {
        self.inner.add_permits(n);
        self.line.wake_latest();
    }

    fn available_permits(&self) -> usize {
        self.inner.available_permits()
    }

    fn close(&self) {
        if !self.broken.has(Breakage::SemaphoreCloseWakesNobody) {
            self.inner.close();
        }
    }
}
