use std::{
    future::{self, Future},
    pin::Pin,
    sync::Arc,
};

use ::async_lock::{
    RwLockUpgradableReadGuardArc as UpgradableGuard, RwLockWriteGuardArc as WriteGuard,
};

use super::{
    super::primitives::RwLock,
    Breakage, Broken,
    rw_guard::{BrokenGuard, Held},
};
use crate::{
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

/// The library's lock for readers and writers, broken.
#[derive(Clone)]
pub(in crate::async_lock) struct BrokenRwLock {
    inner: Arc<::async_lock::RwLock<()>>,
    pub(super) wakers: Arc<Wakers>,
    pub(super) broken: Broken,
}

const READ_FAULTS: &[(Breakage, Fault)] = &[(Breakage::WriterWakesNoReader, Fault::IsNotWoken)];
const WRITE_FAULTS: &[(Breakage, Fault)] = &[
    (Breakage::LastReaderWakesNobody, Fault::IsNotWoken),
    (Breakage::CancelledWriteKeepsItsPlace, Fault::KeepsItsPlace),
    (Breakage::CancelledWriteKeepsTheWake, Fault::KeepsTheWake),
    (Breakage::FinishedWriteIsDropped, Fault::IsDroppedWhenDone),
];
const UPGRADE_FAULTS: &[(Breakage, Fault)] = &[
    (Breakage::LastReaderWakesNobody, Fault::IsNotWoken),
    (
        Breakage::CancelledUpgradeKeepsItsPlace,
        Fault::KeepsItsPlace,
    ),
];

impl BrokenRwLock {
    pub(super) fn new(broken: Broken) -> BrokenRwLock {
        BrokenRwLock {
            inner: Arc::new(::async_lock::RwLock::new(())),
            wakers: Arc::default(),
            broken,
        }
    }

    fn guard(&self, held: Held) -> BrokenGuard {
        BrokenGuard {
            held,
            lock: self.clone(),
        }
    }

    fn write_guard(&self, guard: WriteGuard<()>) -> BrokenGuard {
        if self.broken.has(Breakage::WriterDoesNotExclude) {
            let _guard = WriteGuard::downgrade(guard);
            return self.guard(Held::Read { _guard });
        }
        self.guard(Held::Write(guard))
    }
}

impl RwLock for BrokenRwLock {
    type Read = BrokenGuard;
    type Upgradable = BrokenGuard;
    type Write = BrokenGuard;

    async fn read(&self) -> BrokenGuard {
        if self.broken.has(Breakage::ReadersExcludeEachOther) {
            return self.write().await;
        }
        let read = self.inner.read_arc();
        let _guard = Waiting::new(read, self.broken.breakage, READ_FAULTS).await;
        self.guard(Held::Read { _guard })
    }

    fn try_read(&self) -> Option<BrokenGuard> {
        if self.broken.has(Breakage::ReadersExcludeEachOther) {
            return self.try_write();
        }
        let _guard = self.inner.try_read_arc()?;
        Some(self.guard(Held::Read { _guard }))
    }

    async fn upgradable_read(&self) -> BrokenGuard {
        if self.broken.has(Breakage::UpgradableReadersShare) {
            return self.read().await;
        }
        self.guard(Held::Upgradable(self.inner.upgradable_read_arc().await))
    }

    fn try_upgradable_read(&self) -> Option<BrokenGuard> {
        if self.broken.has(Breakage::UpgradableReadersShare) {
            return self.try_read();
        }
        let guard = self.inner.try_upgradable_read_arc()?;
        Some(self.guard(Held::Upgradable(guard)))
    }

    fn write(&self) -> impl Future<Output = BrokenGuard> + Send {
        let mut waiting = Waiting::new(self.inner.write_arc(), self.broken.breakage, WRITE_FAULTS);
        future::poll_fn(move |cx| {
            if self.broken.has(Breakage::WaitingWriterIsOvertaken) {
                return self.wakers.poll(cx, || self.try_write());
            }
            let polled = Pin::new(&mut waiting).poll(cx);
            polled.map(|guard| self.write_guard(guard))
        })
    }

    fn try_write(&self) -> Option<BrokenGuard> {
        let guard = self.inner.try_write_arc()?;
        Some(self.write_guard(guard))
    }

    fn upgrade(mut guard: BrokenGuard) -> impl Future<Output = BrokenGuard> + Send {
        let lock = guard.lock.clone();
        // The library lets no new reader in from here on, rather than from the first poll.
        let upgrading = guard.take_upgradable().map(|guard| {
            let upgrade = UpgradableGuard::upgrade(guard);
            Waiting::new(upgrade, lock.broken.breakage, UPGRADE_FAULTS)
        });
        async move {
            match upgrading {
                Ok(upgrading) => lock.guard(Held::Write(upgrading.await)),
                Err(held) => lock.guard(held),
            }
        }
    }

    fn try_upgrade(mut guard: BrokenGuard) -> Result<BrokenGuard, BrokenGuard> {
        let lock = guard.lock.clone();
        match guard.take_upgradable().map(UpgradableGuard::try_upgrade) {
            Ok(Ok(guard)) => Ok(lock.guard(Held::Write(guard))),
            Ok(Err(guard)) => Err(lock.guard(Held::Upgradable(guard))),
            Err(held) => Ok(lock.guard(held)),
        }
    }

    fn downgrade(mut guard: BrokenGuard) -> BrokenGuard {
        let lock = guard.lock.clone();
        match (guard.take(), lock.broken.breakage) {
            (_, Some(Breakage::DowngradeGivesUp)) => lock.guard(Held::Nothing),
            (held, Some(Breakage::DowngradeKeepsReadersOut)) => lock.guard(held),
            (Held::Write(guard), _) => {
                let _guard = WriteGuard::downgrade(guard);
                lock.guard(Held::Read { _guard })
            }
            (held, _) => lock.guard(held),
        }
    }
}
