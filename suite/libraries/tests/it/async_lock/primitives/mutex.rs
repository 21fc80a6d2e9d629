use std::{future::Future, ops::DerefMut, sync::Arc};

use super::Value;

pub(in crate::async_lock) trait Mutex: Clone + Send + Sync + 'static {
    type Guard<'a>: DerefMut<Target = Value> + Send;

    fn lock(&self) -> impl Future<Output = Self::Guard<'_>> + Send;
    fn try_lock(&self) -> Option<Self::Guard<'_>>;
    fn lock_blocking(&self) -> Self::Guard<'_>;
}

impl Mutex for Arc<::async_lock::Mutex<Value>> {
    type Guard<'a> = ::async_lock::MutexGuard<'a, Value>;

    fn lock(&self) -> impl Future<Output = Self::Guard<'_>> + Send {
        ::async_lock::Mutex::lock(self)
    }

    fn try_lock(&self) -> Option<Self::Guard<'_>> {
        ::async_lock::Mutex::try_lock(self)
    }

    fn lock_blocking(&self) -> Self::Guard<'_> {
        ::async_lock::Mutex::lock_blocking(self)
    }
}
