use std::future;

use ::futures_util::future::{Fuse, FusedFuture};

use super::{
    super::library::{FusedWork, Library, Output, Selecting},
    Breakage, Broken,
};

impl Selecting for Broken {
    async fn select(self, left: &mut FusedWork, right: &mut FusedWork) -> Option<Output> {
        let have_completed = left.is_terminated() && right.is_terminated();
        if have_completed && self.has(Breakage::MacroNeverCompletes) {
            return future::pending().await;
        }
        if self.has(Breakage::SelectIsBiased) {
            return Library.select_biased(left, right).await;
        }
        let first = Library.select(left, right).await;
        if self.has(Breakage::MacroDropsTheLoser) {
            (*left, *right) = (Fuse::terminated(), Fuse::terminated());
        }
        first
    }

    async fn select_biased(self, left: &mut FusedWork, right: &mut FusedWork) -> Option<Output> {
        if self.has(Breakage::BiasedSelectIsNot) {
            return Library.select(left, right).await;
        }
        Library.select_biased(left, right).await
    }
}
