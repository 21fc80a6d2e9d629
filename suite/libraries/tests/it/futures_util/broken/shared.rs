use std::{
    future::Future,
    mem,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
};

use ::futures_util::FutureExt;

use super::{
    super::library::{Library, Output, Shared, Sharing, WeakShared, Work},
    Breakage, Broken,
};
use crate::{tap::Tap, wakers::Wakers};

type Inner = <Library as Sharing>::Shared;

/// The library's shared future, broken.
pub(in crate::futures_util) struct BrokenShared {
    inner: Inner,
    broken: Broken,
    state: Arc<State>,
    tap: Arc<Tap>,
    is_clone: bool,
    /// Whether it was the first to be polled; unknown until it is.
    is_first: Option<bool>,
}

/// What all clones share.
#[derive(Default)]
struct State {
    has_first: AtomicBool,
    has_panicked: AtomicBool,
    is_mute: AtomicBool,
    wakers: Wakers,
}

impl BrokenShared {
    fn has(&self, breakage: Breakage) -> bool {
        self.broken.has(breakage)
    }

    fn new(inner: Inner, broken: Broken, state: &Arc<State>) -> BrokenShared {
        let all = Arc::clone(state);
        let tap = Tap::new(move || all.is_mute.load(SeqCst));
        BrokenShared {
            inner,
            broken,
            state: Arc::clone(state),
            tap,
            is_first: None,
            is_clone: true,
        }
    }

    /// The waker that the library is to wake in the end.
    fn waker<'a>(&mut self, outer: &'a Waker) -> &'a Waker {
        let is_first = || !self.state.has_first.swap(true, SeqCst);
        let is_first = *self.is_first.get_or_insert_with(is_first);
        if self.has(Breakage::WakesTheFirstClone) && !is_first {
            return Waker::noop();
        }
        outer
    }

    fn note_panic(&self) {
        self.state.has_panicked.store(true, SeqCst);
        if self.has(Breakage::PanicWakesTheClones) {
            self.state.wakers.wake_all();
        }
    }
}

impl Sharing for Broken {
    type Shared = BrokenShared;

    fn shared(self, work: Work) -> BrokenShared {
        let inner = Library.shared(work);
        if self.has(Breakage::SharedOutlivesItsClones) {
            mem::forget(inner.clone());
        }
        let mut shared = BrokenShared::new(inner, self, &Arc::default());
        shared.is_clone = false;
        shared
    }
}

impl Shared for BrokenShared {
    type Weak = BrokenWeak;

    fn peek(&self) -> Option<&Output> {
        let output = self.inner.peek();
        output.filter(|_| !self.has(Breakage::PeekShowsNothing))
    }

    fn downgrade(&self) -> Option<BrokenWeak> {
        let inner = self.inner.downgrade()?;
        let strong = self.has(Breakage::WeakIsStrong);
        Some(BrokenWeak {
            inner,
            _strong: strong.then(|| self.inner.clone()),
            broken: self.broken,
            state: Arc::clone(&self.state),
        })
    }
}

impl Future for BrokenShared {
    type Output = Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        if self.has(Breakage::PanicIsForgotten) && self.state.has_panicked.load(SeqCst) {
            return Poll::Pending;
        }
        self.state.wakers.keep(cx.waker());
        let waker = self.waker(cx.waker());
        let this = &mut *self;
        let poll = |cx: &mut Context<'_>| this.inner.poll_unpin(cx);
        let polled = catch_unwind(AssertUnwindSafe(|| this.tap.poll(waker, poll)));
        let polled = polled.unwrap_or_else(|payload| {
            self.note_panic();
            resume_unwind(payload)
        });
        let wrong = self.is_clone && self.has(Breakage::CloneGivesAnotherOutput);
        polled.map(|output| output + usize::from(wrong))
    }
}

impl Clone for BrokenShared {
    fn clone(&self) -> BrokenShared {
        BrokenShared::new(self.inner.clone(), self.broken, &self.state)
    }
}

impl Drop for BrokenShared {
    fn drop(&mut self) {
        if self.has(Breakage::DroppedCloneTakesTheWake) {
            self.state.is_mute.store(true, SeqCst);
        }
    }
}

pub(in crate::futures_util) struct BrokenWeak {
    inner: <Inner as Shared>::Weak,
    _strong: Option<Inner>,
    broken: Broken,
    state: Arc<State>,
}

impl WeakShared for BrokenWeak {
    type Shared = BrokenShared;

    fn upgrade(&self) -> Option<BrokenShared> {
        Some(BrokenShared::new(
            self.inner.upgrade()?,
            self.broken,
            &self.state,
        ))
    }
}
