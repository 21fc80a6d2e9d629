use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tokio::sync;

use super::{
    super::broken::{Breakage, Broken},
    api::{Barrier, Gate},
};

pub(in crate::tokio_sync) struct BrokenGate {
    inner: sync::Barrier,
    has_opened: AtomicBool,
    broken: Broken,
}

impl Barrier for Broken {
    type Gate = BrokenGate;

    fn barrier(self, n: usize) -> BrokenGate {
        let fewer = usize::from(self.has(Breakage::BarrierTakesOneFewer));
        BrokenGate {
            inner: sync::Barrier::new(n - fewer),
            has_opened: AtomicBool::new(false),
            broken: self,
        }
    }
}

impl Gate for BrokenGate {
    async fn wait(&self) -> bool {
        let is_open = self.has_opened.load(SeqCst);
        if is_open && self.broken.has(Breakage::BarrierStaysOpen) {
            return false;
        }
        let leads = self.inner.wait().await.is_leader();
        self.has_opened.store(true, SeqCst);
        leads || self.broken.has(Breakage::BarrierAllLead)
    }
}
