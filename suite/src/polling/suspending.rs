use std::{
    future::{Future, poll_fn},
    panic::Location,
    pin::pin,
    task::Poll,
};

use crate::{
    polling::checks::{awaited, on_what},
    tracking::place::Place,
};

/// Awaits a future and returns its output; it has to suspend on its way, at least once.
///
/// An operation that never suspends gives nobody else a turn and cannot be cancelled: in a loop it starves its
/// siblings. The operations of a library should either always suspend or say that they may not.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// runtime_matrix::polling::assert_suspends(rt.yield_now()).await;
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Panics if it is ready when it is polled for the first time.
///
/// # Cancellation
///
/// Dropping it drops the future.
#[track_caller]
pub fn assert_suspends<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let place = Place::from(Location::caller());
    async move {
        let mut future = pin!(future);
        let mut polls = 0_u64;
        let output = poll_fn(|cx| {
            polls += 1;
            future.as_mut().poll(cx)
        })
        .await;
        assert!(
            polls > 1,
            "expected the future asserted at {place} to suspend{}, but it was ready at its first poll: nobody else gets \
             a turn while it is awaited, and it cannot be cancelled; let it yield once",
            on_what()
        );
        output
    }
}

/// Awaits a future and returns its output; it must not suspend.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::{JoinQueue, polling::assert_never_suspends};
/// let queue = JoinQueue::bounded(1);
/// assert_never_suspends(queue.put(7)).await;
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Panics if a poll of it returns `Pending`.
///
/// # Known limitations
///
/// On Tokio, an operation of Tokio's own suspends once its task has spent its budget of 128 in one poll, whatever it
/// does otherwise.
///
/// # Cancellation
///
/// It is never pending, so nothing can drop it on its way.
#[track_caller]
pub fn assert_never_suspends<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let place = Place::from(Location::caller());
    async move {
        let mut future = pin!(future);
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Pending => panic!(
                "expected the future asserted at {place} never to suspend{}, but its first poll returned \
                 `Pending`{}",
                on_what(),
                awaited()
            ),
            ready => ready,
        })
        .await
    }
}
