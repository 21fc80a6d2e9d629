use std::{
    future::{self, Future},
    panic::{AssertUnwindSafe, catch_unwind},
    task::{Context, Poll, Waker},
};

use crate::BoxFuture;

/// Makes of a runtime's own `cancel` future what [`TaskHandle::cancel`](crate::TaskHandle::cancel) has to
/// return: the request is made here, and not when the future is first polled, and a task that has panicked
/// unwinds nobody.
///
/// For runtimes whose `cancel` is an `async fn`, as those on async-task are.
pub fn requested<T>(cancel: impl Future<Output = T> + Send + 'static) -> BoxFuture<()> {
    let mut cancel = Box::pin(cancel);
    let mut poll = move |cx: &mut Context<'_>| match catch_unwind(AssertUnwindSafe(|| {
        cancel.as_mut().poll(cx)
    })) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(_)) | Err(_) => Poll::Ready(()),
    };
    match poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(()) => Box::pin(future::ready(())),
        Poll::Pending => Box::pin(future::poll_fn(poll)),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering::SeqCst},
        },
    };

    use super::*;

    #[test]
    fn asks_at_once_and_does_not_unwind() {
        let polls = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&polls);
        let cancel = future::poll_fn(move |_| match counted.fetch_add(1, SeqCst) {
            0 => Poll::<()>::Pending,
            _ => std::panic::resume_unwind(Box::new("the task's own panic")),
        });
        let mut ended = pin!(requested(cancel));
        assert_eq!(polls.load(SeqCst), 1);
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(ended.as_mut().poll(&mut context), Poll::Ready(()));
    }

    #[test]
    fn is_not_polled_again_after_it_was_ready() {
        let mut ended = pin!(requested(async { 7 }));
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(ended.as_mut().poll(&mut context), Poll::Ready(()));
    }
}
