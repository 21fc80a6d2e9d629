use std::{
    fmt::Debug,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use crate::{runtime::Runtime, tracking::current::Current};

/// Polls a future once.
///
/// Within a test it is polled in the name of the task that runs, whose waker it keeps: what wakes it later gives
/// that task a further turn, as if it had been polled by an `await`. Elsewhere a wake of it goes nowhere. To count
/// wakes, poll with a [`WakeCount`](crate::polling::WakeCount).
///
/// ```
/// use runtime_matrix::{Event, polling::poll_once};
///
/// let event = Event::new();
/// let mut wait = Box::pin(event.wait());
/// assert!(poll_once(&mut wait).is_pending());
/// event.set();
/// assert!(poll_once(&mut wait).is_ready());
/// ```
///
/// # Panics
///
/// Whatever the future's poll panics with; and a future of an `async` block that is polled after it has ended panics.
pub fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    let mut own = None;
    Current::with_polled(|node| own = Some(Waker::from(Arc::clone(node))));
    let waker = own.as_ref().unwrap_or(Waker::noop());
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Polls a future once, which has to be pending.
///
/// ```
/// use std::future::pending;
/// use runtime_matrix::polling::assert_pending;
///
/// assert_pending(&mut pending::<()>());
/// ```
///
/// # Panics
///
/// Panics with the output if it is ready.
#[track_caller]
pub fn assert_pending<F>(future: &mut F)
where
    F: Future + Unpin,
    F::Output: Debug,
{
    if let Poll::Ready(output) = poll_once(future) {
        panic!(
            "expected a future that is pending{}, but it was ready with {output:?}: what it should wait for has come \
             already, or it does not wait for it",
            on_what()
        );
    }
}

/// Polls a future once, which has to be ready, and returns its output.
///
/// ```
/// use std::future::ready;
/// use runtime_matrix::polling::assert_ready;
///
/// assert_eq!(assert_ready(&mut ready(7)), 7);
/// ```
///
/// # Panics
///
/// Panics if it is pending.
#[track_caller]
pub fn assert_ready<F: Future + Unpin>(future: &mut F) -> F::Output {
    let Poll::Ready(output) = poll_once(future) else {
        panic!(
            "expected a future that is ready{}, but it was pending{}",
            on_what(),
            awaited()
        );
    };
    output
}

/// Returns on which runtime, as a message ends with it.
pub(super) fn on_what() -> String {
    let name = Runtime::try_current().map(|rt| format!(" on `{}`", rt.name()));
    name.unwrap_or_default()
}

/// Returns what the task that runs has just said that it awaits, as a message goes on with it.
pub(super) fn awaited() -> String {
    let mut awaited = String::new();
    Current::with_polled(|node| {
        if let Some(point) = node.await_point() {
            awaited = format!(": it awaits {point}");
        }
    });
    awaited
}
