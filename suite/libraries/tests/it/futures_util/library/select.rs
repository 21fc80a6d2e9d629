use std::future::Future;

use ::futures_util::{select, select_biased};

use super::{FusedWork, Library, Output};

/// The macros that wait for the first of several futures; `None` is their branch `complete`.
pub(in crate::futures_util) trait Selecting: Copy + Send + 'static {
    fn select(
        self,
        left: &mut FusedWork,
        right: &mut FusedWork,
    ) -> impl Future<Output = Option<Output>> + Send;
    fn select_biased(
        self,
        left: &mut FusedWork,
        right: &mut FusedWork,
    ) -> impl Future<Output = Option<Output>> + Send;
}

impl Selecting for Library {
    async fn select(self, mut left: &mut FusedWork, mut right: &mut FusedWork) -> Option<Output> {
        select! {
            output = left => Some(output),
            output = right => Some(output),
            complete => None,
        }
    }

    async fn select_biased(
        self,
        mut left: &mut FusedWork,
        mut right: &mut FusedWork,
    ) -> Option<Output> {
        select_biased! {
            output = left => Some(output),
            output = right => Some(output),
            complete => None,
        }
    }
}
