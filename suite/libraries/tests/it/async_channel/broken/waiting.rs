use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
};

use super::{Breakage, State};

/// What a future of the library waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Send,
    Receive,
    Closed,
}

/// A future of the library, of which is known whether it waits and whether it was woken.
pub(super) struct Waiting<F> {
    /// Taken when it has completed.
    future: Option<Pin<Box<F>>>,
    side: Side,
    state: Arc<State>,
    /// The waker of the latest poll, if that returned `Pending`.
    tap: Option<Arc<Tap>>,
}

/// A waker that tells of the wake, and may swallow it.
struct Tap {
    outer: Waker,
    side: Side,
    state: Arc<State>,
    woken: AtomicBool,
}

impl<F: Future> Waiting<F> {
    pub(super) fn new(future: F, side: Side, state: &Arc<State>) -> Waiting<F> {
        let future = Some(Box::pin(future));
        Waiting {
            future,
            side,
            state: Arc::clone(state),
            tap: None,
        }
    }

    pub(super) fn poll(&mut self, cx: &Context<'_>) -> Poll<F::Output> {
        let future = self
            .future
            .as_mut()
            .expect("a future was polled after it had completed");
        let tap = Arc::new(Tap {
            outer: cx.waker().clone(),
            side: self.side,
            state: Arc::clone(&self.state),
            woken: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&tap));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        self.tap = polled.is_pending().then_some(tap);
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }

    pub(super) fn waits(&self) -> bool {
        self.tap.is_some()
    }

    pub(super) fn was_woken(&self) -> bool {
        self.tap.as_ref().is_some_and(|tap| tap.woken.load(SeqCst))
    }

    /// Forgets the future, so that the library does not learn that nobody waits any more.
    pub(super) fn forget(&mut self) {
        mem::forget(self.future.take());
    }
}

impl Tap {
    fn swallows(&self) -> bool {
        let has = |breakage| self.state.has(breakage);
        match self.side {
            Side::Send => {
                has(Breakage::SenderIsNotWoken)
                    || has(Breakage::CloseWakesNoSender) && self.state.is_closed()
            }
            Side::Receive => {
                has(Breakage::ReceiverIsNotWoken)
                    || has(Breakage::CloseWakesNoReceiver) && self.state.is_closed()
                    || has(Breakage::WakesOnlyOnce) && self.state.marks() > 0
            }
            Side::Closed => has(Breakage::ClosedIsNotWoken),
        }
    }
}

impl Wake for Tap {
    fn wake(self: Arc<Self>) {
        if self.swallows() {
            return;
        }
        if self.side == Side::Receive && self.state.has(Breakage::WakesOnlyOnce) {
            self.state.mark();
        }
        self.woken.store(true, SeqCst);
        self.outer.wake_by_ref();
    }
}
