use std::{future::Future, sync::Arc};

use ::async_lock::{RwLockReadGuardArc, RwLockUpgradableReadGuardArc, RwLockWriteGuardArc};

/// Its guards are those that own a share of the lock: the others have the same algorithm under them.
pub(in crate::async_lock) trait RwLock:
    Clone + Send + Sync + 'static
{
    type Read: Send + 'static;
    type Upgradable: Send + 'static;
    type Write: Send + 'static;

    fn read(&self) -> impl Future<Output = Self::Read> + Send;
    fn try_read(&self) -> Option<Self::Read>;
    fn upgradable_read(&self) -> impl Future<Output = Self::Upgradable> + Send;
    fn try_upgradable_read(&self) -> Option<Self::Upgradable>;
    fn write(&self) -> impl Future<Output = Self::Write> + Send;
    fn try_write(&self) -> Option<Self::Write>;

    fn upgrade(guard: Self::Upgradable) -> impl Future<Output = Self::Write> + Send;
    fn try_upgrade(guard: Self::Upgradable) -> Result<Self::Write, Self::Upgradable>;
    fn downgrade(guard: Self::Write) -> Self::Read;
}

impl RwLock for Arc<::async_lock::RwLock<()>> {
    type Read = RwLockReadGuardArc<()>;
    type Upgradable = RwLockUpgradableReadGuardArc<()>;
    type Write = RwLockWriteGuardArc<()>;

    fn read(&self) -> impl Future<Output = Self::Read> + Send {
        self.read_arc()
    }

    fn try_read(&self) -> Option<Self::Read> {
        self.try_read_arc()
    }

    fn upgradable_read(&self) -> impl Future<Output = Self::Upgradable> + Send {
        self.upgradable_read_arc()
    }

    fn try_upgradable_read(&self) -> Option<Self::Upgradable> {
        self.try_upgradable_read_arc()
    }

    fn write(&self) -> impl Future<Output = Self::Write> + Send {
        self.write_arc()
    }

    fn try_write(&self) -> Option<Self::Write> {
        self.try_write_arc()
    }

    fn upgrade(guard: Self::Upgradable) -> impl Future<Output = Self::Write> + Send {
        RwLockUpgradableReadGuardArc::upgrade(guard)
    }

    fn try_upgrade(guard: Self::Upgradable) -> Result<Self::Write, Self::Upgradable> {
        RwLockUpgradableReadGuardArc::try_upgrade(guard)
    }

    fn downgrade(guard: Self::Write) -> Self::Read {
        RwLockWriteGuardArc::downgrade(guard)
    }
}
