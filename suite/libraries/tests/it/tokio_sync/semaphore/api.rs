use std::future::Future;

use tokio::sync::{self, AcquireError};

use super::super::Library;

/// What the properties use of `tokio::sync::Semaphore`, under its own names.
pub(in crate::tokio_sync) trait Semaphore: Copy + Send + 'static {
    type Permits: Permits;

    fn semaphore(self, permits: usize) -> Self::Permits;
}

pub(in crate::tokio_sync) trait Permits: Send + Sync + 'static {
    type Permit<'a>: Permit
    where
        Self: 'a;

    fn acquire_many(
        &self,
        n: u32,
    ) -> impl Future<Output = Result<Self::Permit<'_>, AcquireError>> + Send;
    fn add_permits(&self, n: usize);
    fn available_permits(&self) -> usize;
    fn close(&self);
}

pub(in crate::tokio_sync) trait Permit {
    fn forget(self);
}

impl Semaphore for Library {
    type Permits = sync::Semaphore;

    fn semaphore(self, permits: usize) -> Self::Permits {
        sync::Semaphore::new(permits)
    }
}

impl Permits for sync::Semaphore {
    type Permit<'a> = sync::SemaphorePermit<'a>;

    fn acquire_many(
        &self,
        n: u32,
    ) -> impl Future<Output = Result<Self::Permit<'_>, AcquireError>> + Send {
        self.acquire_many(n)
    }

    fn add_permits(&self, n: usize) {
        self.add_permits(n);
    }

    fn available_permits(&self) -> usize {
        self.available_permits()
    }

    fn close(&self) {
        self.close();
    }
}

impl Permit for sync::SemaphorePermit<'_> {
    fn forget(self) {
        self.forget();
    }
}
