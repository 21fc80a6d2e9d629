use std::future::{self, Future};

use crate::tapped::Tapped;

/// What goes wrong while a future of the library waits.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::tokio_sync) struct Faults {
    /// It is not woken.
    pub(in crate::tokio_sync) is_silent: bool,
    /// Cancelled after its wake, it does not pass on what it was woken for.
    pub(in crate::tokio_sync) keeps_its_wake: bool,
    /// Cancelled at any time, it does not leave its place in the queue.
    pub(in crate::tokio_sync) keeps_its_place: bool,
}

/// Awaits a future of the library.
pub(in crate::tokio_sync) async fn waiting<F: Future>(future: F, faults: Faults) -> F::Output {
    let future = Tapped::new(future, move || faults.is_silent);
    let mut waiting = Waiting { future, faults };
    future::poll_fn(|cx| waiting.future.poll(cx)).await
}

struct Waiting<F: Future> {
    future: Tapped<F>,
    faults: Faults,
}

impl<F: Future> Drop for Waiting<F> {
    fn drop(&mut self) {
        let keeps_its_wake = self.faults.keeps_its_wake && self.future.was_woken();
        let keeps_its_place = self.faults.keeps_its_place && self.future.waits();
        if keeps_its_wake || keeps_its_place {
            self.future.forget();
        }
    }
}
