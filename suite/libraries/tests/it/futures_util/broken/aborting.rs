use std::{
    future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::Poll,
};

use ::futures_util::{
    FutureExt,
    future::{Aborted, BoxFuture},
    task::AtomicWaker,
};

use super::{
    super::library::{AbortHandle, Combinators, Library, Output, Work},
    Breakage, Broken,
};

type Abortable = BoxFuture<'static, Result<Output, Aborted>>;

/// The library's handle, broken.
#[derive(Clone)]
pub(in crate::futures_util) struct BrokenAbortHandle {
    inner: <Library as Combinators>::AbortHandle,
    broken: Broken,
    late: Arc<Late>,
}

/// An abort that the library learns of only after the next poll.
#[derive(Default)]
struct Late {
    is_due: AtomicBool,
    waker: AtomicWaker,
}

impl Broken {
    pub(super) fn abortable_late(self, work: Work) -> (Abortable, BrokenAbortHandle) {
        let (mut abortable, inner) = Library.abortable(work);
        let handle = BrokenAbortHandle {
            inner,
            broken: self,
            late: Arc::default(),
        };
        let polled = handle.clone();
        let abortable = future::poll_fn(move |cx| {
            polled.late.waker.register(cx.waker());
            match abortable.poll_unpin(cx) {
                Poll::Pending if polled.late.is_due.load(SeqCst) => {
                    polled.inner.abort();
                    abortable.poll_unpin(cx)
                }
                polled => polled,
            }
        });
        (abortable.boxed(), handle)
    }
}

impl AbortHandle for BrokenAbortHandle {
    fn abort(&self) {
        match self.broken.breakage {
            Some(Breakage::AbortDoesNotWake) => self.late.is_due.store(true, SeqCst),
            Some(Breakage::AbortPollsOnceMore) => {
                self.late.is_due.store(true, SeqCst);
                self.late.waker.wake();
            }
            _ => self.inner.abort(),
        }
    }

    fn is_aborted(&self) -> bool {
        self.inner.is_aborted() || self.broken.has(Breakage::AbortIsToldTooEarly)
    }
}
