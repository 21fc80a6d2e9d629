use std::{
    future::Future,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
};

use tokio::sync;

use super::{
    super::broken::{Breakage, Broken},
    api::{Notifier, Notify},
};
use crate::waiting::{Fault, Waiting};

pub(in crate::tokio_sync) struct BrokenNotifier {
    inner: sync::Notify,
    /// How many notifications there were that no wait has had.
    pending: AtomicUsize,
    broken: Broken,
}

impl Notify for Broken {
    type Notifier = BrokenNotifier;

    fn notify(self) -> BrokenNotifier {
        BrokenNotifier {
            inner: sync::Notify::new(),
            pending: AtomicUsize::new(0),
            broken: self,
        }
    }
}

impl BrokenNotifier {
    fn has(&self, breakage: Breakage) -> bool {
        self.broken.has(breakage)
    }
}

impl Notifier for BrokenNotifier {
    fn notified(&self) -> impl Future<Output = ()> {
        let faults = &[(Breakage::NotifyCancelledKeepsTheWake, Fault::KeepsTheWake)];
        // Made at once: it counts as waiting from here on.
        let waiting = Waiting::new(self.inner.notified(), self.broken.breakage, faults);
        async move {
            waiting.await;
            let pending = self.pending.load(SeqCst).saturating_sub(1);
            self.pending.store(pending, SeqCst);
            if pending > 0 && self.has(Breakage::NotifyKeepsEachPermit) {
                self.inner.notify_one();
            }
        }
    }

    fn notify_one(&self) {
        self.pending.fetch_add(1, SeqCst);
        if self.has(Breakage::NotifyForgetsThePermit) {
            self.inner.notify_waiters();
        } else if self.has(Breakage::NotifyLatestGoesFirst) {
            self.inner.notify_last();
        } else {
            self.inner.notify_one();
        }
    }

    fn notify_waiters(&self) {
        if self.has(Breakage::NotifyWaitersWakesOne) {
            self.inner.notify_one();
        } else {
            self.inner.notify_waiters();
        }
        if self.has(Breakage::NotifyWaitersKeepsAPermit) {
            self.inner.notify_one();
        }
    }
}
