use std::{any::Any, panic::AssertUnwindSafe};

use ::futures_util::{
    FutureExt,
    future::{self, Aborted, BoxFuture, Either},
};

use super::{Library, Output, Work};

/// What may fail, with a number as well.
pub(in crate::futures_util) type TryWork = BoxFuture<'static, Result<Output, Output>>;

/// The futures that are made of futures.
pub(in crate::futures_util) trait Combinators:
    Copy + Send + 'static
{
    type AbortHandle: AbortHandle;

    fn abortable(
        self,
        work: Work,
    ) -> (
        BoxFuture<'static, Result<Output, Aborted>>,
        Self::AbortHandle,
    );
    fn catch_unwind(self, work: Work) -> BoxFuture<'static, Result<Output, Box<dyn Any + Send>>>;
    fn join_all(self, works: Vec<Work>) -> BoxFuture<'static, Vec<Output>>;
    fn poll_immediate(self, work: &mut Work) -> BoxFuture<'_, Option<Output>>;
    /// The first output, and what has not completed.
    fn select(
        self,
        left: Work,
        right: Work,
    ) -> BoxFuture<'static, Either<(Output, Work), (Output, Work)>>;
    fn try_join_all(self, works: Vec<TryWork>) -> BoxFuture<'static, Result<Vec<Output>, Output>>;
}

pub(in crate::futures_util) trait AbortHandle:
    Clone + Send + Sync + 'static
{
    fn abort(&self);
    fn is_aborted(&self) -> bool;
}

impl Combinators for Library {
    type AbortHandle = future::AbortHandle;

    fn abortable(
        self,
        work: Work,
    ) -> (
        BoxFuture<'static, Result<Output, Aborted>>,
        Self::AbortHandle,
    ) {
        let (abortable, handle) = future::abortable(work);
        (abortable.boxed(), handle)
    }

    fn catch_unwind(self, work: Work) -> BoxFuture<'static, Result<Output, Box<dyn Any + Send>>> {
        AssertUnwindSafe(work).catch_unwind().boxed()
    }

    fn join_all(self, works: Vec<Work>) -> BoxFuture<'static, Vec<Output>> {
        future::join_all(works).boxed()
    }

    fn poll_immediate(self, work: &mut Work) -> BoxFuture<'_, Option<Output>> {
        future::poll_immediate(work).boxed()
    }

    fn select(
        self,
        left: Work,
        right: Work,
    ) -> BoxFuture<'static, Either<(Output, Work), (Output, Work)>> {
        future::select(left, right).boxed()
    }

    fn try_join_all(self, works: Vec<TryWork>) -> BoxFuture<'static, Result<Vec<Output>, Output>> {
        future::try_join_all(works).boxed()
    }
}

impl AbortHandle for future::AbortHandle {
    fn abort(&self) {
        self.abort();
    }

    fn is_aborted(&self) -> bool {
        self.is_aborted()
    }
}
