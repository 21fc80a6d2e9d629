use std::{future::Future, sync::Arc};

pub(in crate::async_lock) trait Semaphore:
    Clone + Send + Sync + 'static
{
    type Guard<'a>: Permit;

    fn acquire(&self) -> impl Future<Output = Self::Guard<'_>> + Send;
    fn try_acquire(&self) -> Option<Self::Guard<'_>>;
    fn add_permits(&self, n: usize);
    fn available_permits(&self) -> usize;
}

pub(in crate::async_lock) trait Permit: Send {
    fn forget(self);
}

impl Semaphore for Arc<::async_lock::Semaphore> {
    type Guard<'a> = ::async_lock::SemaphoreGuard<'a>;

    fn acquire(&self) -> impl Future<Output = Self::Guard<'_>> + Send {
        ::async_lock::Semaphore::acquire(self)
    }

    fn try_acquire(&self) -> Option<Self::Guard<'_>> {
        ::async_lock::Semaphore::try_acquire(self)
    }

    fn add_permits(&self, n: usize) {
        ::async_lock::Semaphore::add_permits(self, n);
    }

    fn available_permits(&self) -> usize {
        ::async_lock::Semaphore::available_permits(self)
    }
}

impl Permit for ::async_lock::SemaphoreGuard<'_> {
    fn forget(self) {
        self.forget();
    }
}
