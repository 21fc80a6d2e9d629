use std::mem;

use ::async_lock::{RwLockReadGuardArc, RwLockUpgradableReadGuardArc, RwLockWriteGuardArc};

use super::{Breakage, rw_lock::BrokenRwLock};

/// A guard of any kind: what it holds need not be what it should.
pub(in crate::async_lock) struct BrokenGuard {
    pub(super) held: Held,
    pub(super) lock: BrokenRwLock,
}

pub(super) enum Held {
    Read { _guard: RwLockReadGuardArc<()> },
    Upgradable(RwLockUpgradableReadGuardArc<()>),
    Write(RwLockWriteGuardArc<()>),
    Nothing,
}

impl BrokenGuard {
    pub(super) fn take(&mut self) -> Held {
        mem::replace(&mut self.held, Held::Nothing)
    }

    /// Returns the guard to upgrade; what is not upgraded, but is held, is the error.
    pub(super) fn take_upgradable(&mut self) -> Result<RwLockUpgradableReadGuardArc<()>, Held> {
        let upgrades = !self.lock.broken.has(Breakage::UpgradeDoesNotWait);
        match self.take() {
            Held::Upgradable(guard) if upgrades => Ok(guard),
            held => Err(held),
        }
    }
}

impl Drop for BrokenGuard {
    fn drop(&mut self) {
        drop(self.take());
        self.lock.wakers.wake_all();
    }
}
