use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{tap::Tap, tapped::Tapped};

/// What may go wrong with a future of a library that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is never woken.
    IsNotWoken,
    /// Cancelled before its wake, it keeps its place among those that wait.
    KeepsItsPlace,
    /// Cancelled after its wake, it keeps the wake.
    KeepsTheWake,
    /// It is dropped when it has completed, rather than with its owner.
    IsDroppedWhenDone,
}

/// A future of a library, with its faults.
pub(crate) struct Waiting<F> {
    /// Taken when it is to be dropped before its owner is.
    future: Option<Tapped<F>>,
    faults: Vec<Fault>,
}

impl<F> Waiting<F> {
    /// Has the faults that stand beside the breakage.
    pub(crate) fn new<B: Copy + PartialEq>(
        future: F,
        breakage: Option<B>,
        faults: &[(B, Fault)],
    ) -> Waiting<F> {
        let faults = faults.iter().filter(|fault| Some(fault.0) == breakage);
        let faults: Vec<_> = faults.map(|fault| fault.1).collect();
        let is_silent = faults.contains(&Fault::IsNotWoken);
        let tap = Tap::new(move || is_silent);
        Waiting {
            future: Some(Tapped::new(future, tap)),
            faults,
        }
    }

    fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// Forgets the future, so that the library does not learn that nobody waits any more.
    pub(crate) fn forget(&mut self) {
        self.future.iter_mut().for_each(Tapped::forget);
    }
}

impl<F: Future> Future for Waiting<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let future = self.future.as_mut();
        let future = future.expect("a future was polled after it had completed");
        let polled = Pin::new(future).poll(cx);
        if polled.is_ready() && self.has(Fault::IsDroppedWhenDone) {
            self.future = None;
        }
        polled
    }
}

impl<F> Drop for Waiting<F> {
    fn drop(&mut self) {
        let waits = self.future.as_ref().filter(|future| future.waits());
        let keeps = waits.map(|future| {
            if future.was_woken() {
                Fault::KeepsTheWake
            } else {
                Fault::KeepsItsPlace
            }
        });
        if keeps.is_some_and(|fault| self.has(fault)) {
            self.forget();
        }
    }
}
