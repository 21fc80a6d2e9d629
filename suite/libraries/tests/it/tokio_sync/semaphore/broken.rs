use tokio::sync::{self, AcquireError, SemaphorePermit};

use super::{
    super::broken::{Breakage, Broken, Faults, Line, waiting},
    api::{Permits, Semaphore},
};

pub(in crate::tokio_sync) struct BrokenPermits {
    inner: sync::Semaphore,
    line: Line,
    broken: Broken,
}

impl Semaphore for Broken {
    type Permits = BrokenPermits;

    fn semaphore(self, permits: usize) -> BrokenPermits {
        BrokenPermits {
            inner: sync::Semaphore::new(permits),
            line: Line::default(),
            broken: self,
        }
    }
}

impl Permits for BrokenPermits {
    type Permit<'a> = SemaphorePermit<'a>;

    async fn acquire_many(&self, n: u32) -> Result<SemaphorePermit<'_>, AcquireError> {
        let has = |breakage| self.broken.has(breakage);
        if has(Breakage::SemaphoreFewerOvertake) && n > 1 {
            let attempt = || self.inner.try_acquire_many(n).ok();
            return Ok(self.line.wait(attempt).await);
        }
        let faults = Faults {
            keeps_its_place: has(Breakage::SemaphoreCancelledAcquireKeepsItsShare),
            keeps_its_wake: has(Breakage::SemaphoreCancelledAcquireKeepsItsWake),
            ..Faults::default()
        };
        waiting(self.inner.acquire_many(n), faults).await
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
