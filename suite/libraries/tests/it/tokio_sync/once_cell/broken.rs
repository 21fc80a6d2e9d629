use std::future::Future;

use tokio::sync;

use super::{
    super::broken::{Breakage, Broken},
    api::{Cell, Failed, OnceCell},
};
use crate::waiting::{Fault, Waiting};

pub(in crate::tokio_sync) struct BrokenCell {
    inner: sync::OnceCell<u32>,
    broken: Broken,
}

impl OnceCell for Broken {
    type Cell = BrokenCell;

    fn once_cell(self) -> BrokenCell {
        BrokenCell {
            inner: sync::OnceCell::new(),
            broken: self,
        }
    }
}

impl Cell for BrokenCell {
    async fn get_or_try_init<I>(&self, init: I) -> Result<u32, Failed>
    where
        I: Future<Output = Result<u32, Failed>> + Send,
    {
        if self.broken.has(Breakage::OnceCellRunsEach) {
            return init.await;
        }
        let hides = self.broken.has(Breakage::OnceCellFailureIsAValue);
        let init = async move {
            match init.await {
                Err(Failed) if hides => Ok(0),
                done => done,
            }
        };
        let faults = &[(
            Breakage::OnceCellCancelledKeepsTheCell,
            Fault::KeepsItsPlace,
        )];
        let init = self.inner.get_or_try_init(|| init);
        Waiting::new(init, self.broken.breakage, faults)
            .await
            .copied()
    }

    fn get(&self) -> Option<u32> {
        self.inner.get().copied()
    }
}
