use std::{
    future::Future,
    ops::{Deref, DerefMut},
};

use tokio::sync;

use super::super::Library;

/// What the properties use of `tokio::sync::RwLock`, under its own names.
pub(in crate::tokio_sync) trait RwLock: Copy + Send + 'static {
    type Lock: Lock;

    fn rw_lock(self, value: u32) -> Self::Lock;
}

pub(in crate::tokio_sync) trait Lock {
    type Read<'a>: Deref<Target = u32>
    where
        Self: 'a;
    type Write<'a>: DerefMut<Target = u32>
    where
        Self: 'a;

    fn read(&self) -> impl Future<Output = Self::Read<'_>>;
    fn write(&self) -> impl Future<Output = Self::Write<'_>>;
}

impl RwLock for Library {
    type Lock = sync::RwLock<u32>;

    fn rw_lock(self, value: u32) -> Self::Lock {
        sync::RwLock::new(value)
    }
}

impl Lock for sync::RwLock<u32> {
    type Read<'a> = sync::RwLockReadGuard<'a, u32>;
    type Write<'a> = sync::RwLockWriteGuard<'a, u32>;

    fn read(&self) -> impl Future<Output = Self::Read<'_>> {
        self.read()
    }

    fn write(&self) -> impl Future<Output = Self::Write<'_>> {
        self.write()
    }
}
