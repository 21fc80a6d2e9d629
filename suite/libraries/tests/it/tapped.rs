use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::tap::Tap;

/// A future of a library, of which is known whether it waits and whether it was woken.
pub(crate) struct Tapped<F> {
    /// Taken when it is forgotten.
    future: Option<Pin<Box<F>>>,
    tap: Arc<Tap>,
    waits: bool,
}

impl<F> Tapped<F> {
    pub(crate) fn new(future: F, tap: Arc<Tap>) -> Tapped<F> {
        Tapped {
            future: Some(Box::pin(future)),
            tap,
            waits: false,
        }
    }

    pub(crate) fn waits(&self) -> bool {
        self.waits
    }

    pub(crate) fn was_woken(&self) -> bool {
        self.waits && self.tap.was_woken()
    }

    /// Forgets the future, so that the library does not learn that nobody waits any more.
    pub(crate) fn forget(&mut self) {
        mem::forget(self.future.take());
    }
}

impl<F: Future> Future for Tapped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let future = this.future.as_mut();
        let future = future.expect("a future was polled after it was forgotten");
        let poll = |cx: &mut Context<'_>| future.as_mut().poll(cx);
        let polled = this.tap.poll(cx.waker(), poll);
        this.waits = polled.is_pending();
        polled
    }
}
