use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use crate::{
    mock::{
        handle::Mock,
        patch::{
            force::Polling,
            guard,
            patches::{Alive, Entry},
            target::Patchable,
        },
    },
    tracking::tracker::Tracker,
};

/// A future with a patch that is in force while it is being polled, made by [`patch_while!`](crate::patch_while!).
///
/// # Cancellation
///
/// The patch is in force while the future is dropped, too: its clean-up sees what it saw before.
#[must_use = "futures do nothing unless awaited"]
pub struct PatchWhile<F> {
    future: Option<Pin<Box<F>>>,
    cell: Arc<Tracker>,
    entry: Entry,
    _alive: Alive,
}

/// Not public API. Patches a function while a future is being polled.
///
/// # Panics
///
/// Panics if no test runs on this thread, and if the test has ended.
#[doc(hidden)]
#[track_caller]
pub fn patch_while<T: Patchable, F: Future>(
    target: T,
    make: impl FnOnce(Mock<T::Args, T::Output, T::Kind>) -> F,
) -> PatchWhile<F> {
    let (cell, entry, mock) = guard::entry(&target.target());
    let mut scoped = PatchWhile {
        future: None,
        cell,
        entry,
        _alive: Alive::new(),
    };
    let made = {
        let _polling = scoped.enter();
        make(mock)
    };
    scoped.future = Some(Box::pin(made));
    scoped
}

impl<F> PatchWhile<F> {
    fn enter(&self) -> Polling {
        Polling::new(&self.cell, &self.entry)
    }
}

impl<F: Future> Future for PatchWhile<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let _polling = self.enter();
        let Some(future) = &mut self.future else {
            panic!("a patched future was polled after it had ended");
        };
        let polled = future.as_mut().poll(cx);
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }
}

impl<F> Drop for PatchWhile<F> {
    fn drop(&mut self) {
        let _polling = self.enter();
        self.future = None;
    }
}

impl<F> fmt::Debug for PatchWhile<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatchWhile")
            .field("function", &self.entry.site.name())
            .finish_non_exhaustive()
    }
}
