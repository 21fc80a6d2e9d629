use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use super::{super::primitives::Barrier, Breakage, Broken};
use crate::waiting::{Fault, Waiting};

/// The library's barrier, broken.
#[derive(Clone)]
pub(in crate::async_lock) struct BrokenBarrier {
    inner: Arc<::async_lock::Barrier>,
    opened: Arc<AtomicBool>,
    broken: Broken,
}

impl BrokenBarrier {
    pub(super) fn new(tasks: usize, broken: Broken) -> BrokenBarrier {
        let tasks = match broken.breakage {
            Some(Breakage::BarrierOpensEarly) => tasks - 1,
            Some(Breakage::BarrierOpensLate) => tasks + 1,
            _ => tasks,
        };
        BrokenBarrier {
            inner: Arc::new(::async_lock::Barrier::new(tasks)),
            opened: Arc::default(),
            broken,
        }
    }
}

impl Barrier for BrokenBarrier {
    async fn wait(&self) -> bool {
        if self.broken.has(Breakage::BarrierStaysOpen) && self.opened.load(SeqCst) {
            return false;
        }
        let faults = &[(Breakage::ArrivalWakesNobody, Fault::IsNotWoken)];
        let is_leader = Waiting::new(self.inner.wait(), self.broken.breakage, faults).await;
        self.opened.store(true, SeqCst);
        is_leader || self.broken.has(Breakage::EverybodyLeads)
    }
}
