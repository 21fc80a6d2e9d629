use std::{future::Future, ops::DerefMut};

use ::futures_util::lock;

use super::Library;

/// Makes a mutex around a number.
pub(in crate::futures_util) trait Locking: Copy + Send + 'static {
    type Mutex: Mutex;

    fn mutex(self, value: u32) -> Self::Mutex;
}

pub(in crate::futures_util) trait Mutex: Send + Sync + 'static {
    type Guard<'a>: DerefMut<Target = u32> + Send;

    fn lock(&self) -> impl Future<Output = Self::Guard<'_>> + Send;
    fn try_lock(&self) -> Option<Self::Guard<'_>>;
}

impl Locking for Library {
    type Mutex = lock::Mutex<u32>;

    fn mutex(self, value: u32) -> Self::Mutex {
        lock::Mutex::new(value)
    }
}

impl Mutex for lock::Mutex<u32> {
    type Guard<'a> = lock::MutexGuard<'a, u32>;

    fn lock(&self) -> impl Future<Output = Self::Guard<'_>> + Send {
        self.lock()
    }

    fn try_lock(&self) -> Option<Self::Guard<'_>> {
        self.try_lock()
    }
}
