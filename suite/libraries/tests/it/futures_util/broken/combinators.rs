use std::{any::Any, future, mem};

use ::futures_util::{
    FutureExt, StreamExt, TryFutureExt, TryStreamExt,
    future::{Aborted, BoxFuture, Either},
    stream::FuturesUnordered,
};

use super::{
    super::library::{Combinators, Library, Output, TryWork, Work},
    Breakage, Broken,
    aborting::BrokenAbortHandle,
};

impl Combinators for Broken {
    type AbortHandle = BrokenAbortHandle;

    fn abortable(
        self,
        work: Work,
    ) -> (
        BoxFuture<'static, Result<Output, Aborted>>,
        BrokenAbortHandle,
    ) {
        self.abortable_late(work)
    }

    fn catch_unwind(self, work: Work) -> BoxFuture<'static, Result<Output, Box<dyn Any + Send>>> {
        match self.breakage {
            Some(Breakage::CatchLosesThePayload) => Library
                .catch_unwind(work)
                .map_err(|_| Box::new(()) as Box<dyn Any + Send>)
                .boxed(),
            Some(Breakage::CatchLetsThrough) => work.map(Ok).boxed(),
            _ => Library.catch_unwind(work),
        }
    }

    fn join_all(self, works: Vec<Work>) -> BoxFuture<'static, Vec<Output>> {
        if self.has(Breakage::JoinKeepsNoOrder) {
            let set: FuturesUnordered<_> = works.into_iter().collect();
            return set.collect().boxed();
        }
        Library.join_all(works)
    }

    fn poll_immediate(self, work: &mut Work) -> BoxFuture<'_, Option<Output>> {
        if self.has(Breakage::PollImmediateWaits) {
            return work.map(Some).boxed();
        }
        Library.poll_immediate(work)
    }

    fn select(
        self,
        left: Work,
        right: Work,
    ) -> BoxFuture<'static, Either<(Output, Work), (Output, Work)>> {
        let select = Library.select(left, right);
        if !self.has(Breakage::SelectDropsTheLoser) {
            return select;
        }
        let without = |(output, _)| (output, future::pending().boxed());
        select
            .map(move |first| match first {
                Either::Left(both) => Either::Left(without(both)),
                Either::Right(both) => Either::Right(without(both)),
            })
            .boxed()
    }

    fn try_join_all(self, works: Vec<TryWork>) -> BoxFuture<'static, Result<Vec<Output>, Output>> {
        match self.breakage {
            Some(Breakage::TryJoinKeepsNoOrder) => {
                let set: FuturesUnordered<_> = works.into_iter().collect();
                set.try_collect().boxed()
            }
            Some(Breakage::TryJoinWaitsForAll) => ::futures_util::future::join_all(works)
                .map(|outputs| outputs.into_iter().collect())
                .boxed(),
            Some(Breakage::TryJoinKeepsTheOthers) => {
                let kept = works.into_iter().map(|work| Kept(Some(work)));
                Library.try_join_all(kept.map(Kept::boxed).collect())
            }
            Some(Breakage::ManyFailAtOnce) => all_at_once(works),
            _ => Library.try_join_all(works),
        }
    }
}

/// Joins no more at a time than the library joins in its first way.
fn all_at_once(mut works: Vec<TryWork>) -> BoxFuture<'static, Result<Vec<Output>, Output>> {
    let rest = works.split_off(works.len().min(30));
    let both = [works, rest].map(|works| Library.try_join_all(works));
    ::futures_util::future::try_join_all(both)
        .map_ok(|outputs| outputs.concat())
        .boxed()
}

/// A future that is leaked if it is dropped before it has completed.
struct Kept(Option<TryWork>);

impl Kept {
    fn boxed(mut self) -> TryWork {
        future::poll_fn(move |cx| {
            let work = self.0.as_mut().expect("a future was polled after its end");
            let polled = work.poll_unpin(cx);
            if polled.is_ready() {
                self.0 = None;
            }
            polled
        })
        .boxed()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        mem::forget(self.0.take());
    }
}
