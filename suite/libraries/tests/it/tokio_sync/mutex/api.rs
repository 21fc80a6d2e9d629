use std::{future::Future, ops::DerefMut};

use tokio::sync;

use super::super::Library;

/// What the properties use of `tokio::sync::Mutex`, under its own names.
pub(in crate::tokio_sync) trait Mutex: Copy + Send + 'static {
    type Lock: Lock;

    fn mutex(self, value: u32) -> Self::Lock;
}

pub(in crate::tokio_sync) trait Lock: Send + Sync + 'static {
    type Guard<'a>: DerefMut<Target = u32> + Send
    where
        Self: 'a;

    fn lock(&self) -> impl Future<Output = Self::Guard<'_>> + Send;
    fn try_lock(&self) -> Option<Self::Guard<'_>>;
}

impl Mutex for Library {
    type Lock = sync::Mutex<u32>;

    fn mutex(self, value: u32) -> Self::Lock {
        sync::Mutex::new(value)
    }
}

impl Lock for sync::Mutex<u32> {
    type Guard<'a> = sync::MutexGuard<'a, u32>;

    fn lock(&self) -> impl Future<Output = Self::Guard<'_>> + Send {
        self.lock()
    }

    fn try_lock(&self) -> Option<Self::Guard<'_>> {
        self.try_lock().ok()
    }
}
