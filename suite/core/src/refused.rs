use std::future::ready;

use crate::{BoxFuture, NativeEnd, TaskHandle};

/// Refuses a task: drops its future, and returns the handle of a task that was cancelled before it began.
///
/// For what is spawned on an instance that has been shut down. A destructor within the future may spawn in its
/// turn, so no lock should be held that `spawn` waits for.
///
/// ```
/// # use std::task::{Context, Poll, Waker};
/// use runtime_matrix_core::{NativeEnd, refused};
///
/// let task = refused(Box::pin(async { unreachable!("it is never polled") }));
/// let mut end = task.join_native();
/// # let mut context = Context::from_waker(Waker::noop());
/// assert!(matches!(end.as_mut().poll(&mut context), Poll::Ready(NativeEnd::Cancelled)));
/// ```
#[must_use]
pub fn refused(future: BoxFuture<()>) -> Box<dyn TaskHandle> {
    drop(future);
    Box::new(Refused)
}

struct Refused;

impl TaskHandle for Refused {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        Box::pin(ready(()))
    }

    fn detach(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(ready(NativeEnd::Cancelled))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::Arc,
        task::{Context, Poll, Waker},
    };

    use super::*;

    #[test]
    fn the_future_is_dropped_before_the_handle_is_there() {
        let owned = Arc::new(());
        let owner = Arc::clone(&owned);
        let handle = refused(Box::pin(async move { drop(owner) }));
        assert_eq!(Arc::strong_count(&owned), 1);
        handle.detach();
    }

    #[test]
    fn a_cancel_has_nothing_to_wait_for() {
        let mut cancel = refused(Box::pin(ready(()))).cancel();
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(cancel.as_mut().poll(&mut context), Poll::Ready(()));
    }
}
