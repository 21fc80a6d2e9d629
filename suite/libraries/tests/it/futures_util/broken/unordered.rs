use std::{
    future, mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use ::futures_util::{FutureExt, Stream, StreamExt};

use super::{
    super::library::{FuturesUnordered, Output, Work},
    Breakage, Broken, sets,
};
use crate::wakers::Wakers;

/// The library's unordered set, broken.
pub(in crate::futures_util) struct BrokenUnordered {
    inner: sets::Set,
    broken: Broken,
    /// What the futures were polled with.
    wakers: Arc<Wakers>,
    given: usize,
    again: Option<Output>,
    has_ended: bool,
}

impl BrokenUnordered {
    pub(super) fn new(broken: Broken) -> BrokenUnordered {
        let in_order = broken.has(Breakage::SetKeepsTheOrder);
        BrokenUnordered {
            inner: if in_order {
                sets::ordered()
            } else {
                sets::unordered()
            },
            broken,
            wakers: Arc::default(),
            given: 0,
            again: None,
            has_ended: false,
        }
    }

    fn poll_inner(&mut self, cx: &mut Context<'_>) -> Poll<Option<Output>> {
        if self.broken.has(Breakage::SetIsNotWoken) {
            *cx = Context::from_waker(Waker::noop());
        }
        self.wakers.wake_all();
        let polled = catch_unwind(AssertUnwindSafe(|| self.inner.poll_next_unpin(cx)));
        polled.unwrap_or_else(|payload| {
            if self.broken.has(Breakage::PanicClearsTheSet) {
                self.inner = sets::unordered();
            }
            resume_unwind(payload)
        })
    }

    /// Counts an output; true for each tenth one.
    fn is_tenth(&mut self) -> bool {
        self.given += 1;
        self.given % 10 == 0
    }
}

impl FuturesUnordered for BrokenUnordered {
    fn push(&mut self, mut work: Work) {
        if self.broken.has(Breakage::SetPollsAll) {
            let wakers = Arc::clone(&self.wakers);
            work = future::poll_fn(move |cx| {
                wakers.keep(cx.waker());
                work.poll_unpin(cx)
            })
            .boxed();
        }
        sets::push(&mut self.inner, work);
    }

    fn len(&self) -> usize {
        sets::len(&self.inner)
    }
}

impl Stream for BrokenUnordered {
    type Item = Output;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Output>> {
        let this = &mut *self;
        if this.has_ended && this.broken.has(Breakage::SetEndsForGood) {
            return Poll::Ready(None);
        }
        if let Some(output) = this.again.take() {
            return Poll::Ready(Some(output));
        }
        let polled = this.poll_inner(&mut Context::from_waker(cx.waker()));
        this.has_ended = polled == Poll::Ready(None);
        if matches!(polled, Poll::Ready(Some(_))) && this.is_tenth() {
            if this.broken.has(Breakage::SetLosesOutputs) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            if this.broken.has(Breakage::SetRepeatsOutputs) {
                return polled.map(|output| {
                    this.again = output;
                    output
                });
            }
        }
        polled
    }
}

impl Drop for BrokenUnordered {
    fn drop(&mut self) {
        if self.broken.has(Breakage::DroppedSetKeepsItsFutures) {
            mem::forget(mem::replace(&mut self.inner, sets::unordered()));
        }
    }
}
