use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    task::Poll,
};

use ::futures_util::{Stream, StreamExt};

use super::{
    gate::Gate,
    library::{Output, Work},
};
use crate::by_hand::ByHand;

/// Polls until the future is ready, or waits for another's wake: a set wakes itself to give others a turn.
pub(super) fn settle<F: Future>(future: &mut ByHand<F>) -> Poll<F::Output> {
    for _ in 0..100 {
        let polled = future.poll();
        if polled.is_ready() || !future.is_woken() {
            return polled;
        }
    }
    panic!("what waits for others must come to rest");
}

/// Polls the stream for its next item.
pub(super) fn next<S: Stream + Unpin>(stream: &mut S) -> Poll<Option<S::Item>> {
    settle(&mut ByHand::new(stream.next()))
}

/// Returns a future that panics once the gate is open.
pub(super) fn panics(gate: &Gate, words: &'static str) -> Work {
    let wait = gate.wait();
    Box::pin(async move {
        wait.await;
        // Past the hook, which would print it in the middle of other tests.
        resume_unwind(Box::new(words))
    })
}

/// Tells whether `poll` panics.
pub(super) fn has_panicked<T>(poll: impl FnOnce() -> Poll<T>) -> bool {
    catch_unwind(AssertUnwindSafe(poll)).is_err()
}

/// The output of the `n`th future.
pub(super) fn ready(n: Output) -> Poll<Option<Output>> {
    Poll::Ready(Some(n))
}
