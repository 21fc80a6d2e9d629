use std::{
    future::{self, Future},
    pin::Pin,
    sync::Arc,
};

use ::async_lock::SemaphoreGuard;

use super::{
    super::primitives::{Permit, Semaphore},
    Breakage, Broken,
};
use crate::{
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

/// The library's semaphore, broken.
#[derive(Clone)]
pub(in crate::async_lock) struct BrokenSemaphore {
    inner: Arc<::async_lock::Semaphore>,
    wakers: Arc<Wakers>,
    broken: Broken,
}

const FAULTS: &[(Breakage, Fault)] = &[
    (Breakage::ReleaseWakesNobody, Fault::IsNotWoken),
    (
        Breakage::CancelledAcquireKeepsItsPlace,
        Fault::KeepsItsPlace,
    ),
    (Breakage::CancelledAcquireKeepsTheWake, Fault::KeepsTheWake),
    (Breakage::FinishedAcquireIsDropped, Fault::IsDroppedWhenDone),
];

impl BrokenSemaphore {
    pub(super) fn new(permits: usize, broken: Broken) -> BrokenSemaphore {
        let extra = usize::from(broken.has(Breakage::OnePermitTooMany));
        BrokenSemaphore {
            inner: Arc::new(::async_lock::Semaphore::new(permits + extra)),
            wakers: Arc::default(),
            broken,
        }
    }

    fn guard<'a>(&'a self, guard: SemaphoreGuard<'a>) -> BrokenPermit<'a> {
        BrokenPermit {
            inner: Some(guard),
            semaphore: self,
        }
    }
}

impl Semaphore for BrokenSemaphore {
    type Guard<'a> = BrokenPermit<'a>;

    fn acquire(&self) -> impl Future<Output = BrokenPermit<'_>> + Send {
        let mut waiting = Waiting::new(self.inner.acquire(), self.broken.breakage, FAULTS);
        future::poll_fn(move |cx| {
            if self.broken.has(Breakage::ReleaseWakesAll) {
                self.wakers.keep(cx.waker());
            }
            let polled = Pin::new(&mut waiting).poll(cx);
            polled.map(|guard| self.guard(guard))
        })
    }

    fn try_acquire(&self) -> Option<BrokenPermit<'_>> {
        self.inner.try_acquire().map(|guard| self.guard(guard))
    }

    fn add_permits(&self, n: usize) {
        let most = if self.broken.has(Breakage::AddsOnePermit) {
            1
        } else {
            n
        };
        self.inner.add_permits(n.min(most));
    }

    fn available_permits(&self) -> usize {
        self.inner.available_permits()
    }
}

pub(in crate::async_lock) struct BrokenPermit<'a> {
    inner: Option<SemaphoreGuard<'a>>,
    semaphore: &'a BrokenSemaphore,
}

impl Permit for BrokenPermit<'_> {
    fn forget(mut self) {
        if self.semaphore.broken.has(Breakage::ForgottenGuardReleases) {
            return;
        }
        self.inner
            .take()
            .into_iter()
            .for_each(SemaphoreGuard::forget);
    }
}

impl Drop for BrokenPermit<'_> {
    fn drop(&mut self) {
        drop(self.inner.take());
        self.semaphore.wakers.wake_all();
    }
}
