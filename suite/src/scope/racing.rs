use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Awaits the first of two to end and returns its output; the other one has been dropped by then.
///
/// If both are ready in the same poll, `first` wins, whose second is then not even polled. That is not fair: a
/// `first` that is always ready starves the other one.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
/// use std::future::{pending, ready};
/// assert_eq!(runtime_matrix::scope::race(pending(), ready(2)).await, 2);
/// assert_eq!(runtime_matrix::scope::race(ready(1), ready(2)).await, 1);
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Goes on with a panic of either; the other one is dropped.
///
/// # Cancellation
///
/// Dropping it drops both.
pub async fn race<T, A, B>(first: A, second: B) -> T
where
    A: Future<Output = T>,
    B: Future<Output = T>,
{
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|cx| match first.as_mut().poll(cx) {
        Poll::Pending => second.as_mut().poll(cx),
        ready => ready,
    })
    .await
}

/// Awaits the first of several to end and returns its output; the others have been dropped by then.
///
/// Of several that are ready in the same poll, the first in order wins.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
/// use std::future::ready;
/// assert_eq!(runtime_matrix::scope::race_all([ready(1), ready(2)]).await, 1);
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Panics if there is none, since nothing could ever win. Goes on with a panic of any; the others are dropped.
///
/// # Cancellation
///
/// Dropping it drops all.
pub async fn race_all<I>(futures: I) -> <I::Item as Future>::Output
where
    I: IntoIterator,
    I::Item: Future,
{
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    assert!(
        !futures.is_empty(),
        "a race of no futures never ends: give `race_all` one at least, or await `pending()` where that is meant"
    );
    poll_fn(|cx| {
        let mut polls = futures.iter_mut().map(|future| future.as_mut().poll(cx));
        polls.find(Poll::is_ready).unwrap_or(Poll::Pending)
    })
    .await
}
