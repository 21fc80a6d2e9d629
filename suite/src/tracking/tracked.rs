use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::BoxFuture;

use crate::tracking::{
    current::Current,
    failure,
    node::{Ending, Node},
    panics::Panic,
};

/// The future that the runtime is given in place of the test's own.
pub(crate) struct Tracked {
    inner: Option<BoxFuture<()>>,
    node: Arc<Node>,
}

impl Tracked {
    pub(crate) fn new(inner: BoxFuture<()>, node: Arc<Node>) -> Tracked {
        Tracked {
            inner: Some(inner),
            node,
        }
    }

    /// Drops the inner future, then publishes how it ended; a panic of the drop is an ending too.
    fn end(&mut self, ending: Ending) {
        let inner = self.inner.take();
        let _current = Current::enter(&self.node.tracker);
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(inner)));
        let ending = match (ending, dropped) {
            (Ending::Done | Ending::Cancelled, Err(payload)) => {
                Ending::Panicked(Panic::caught(payload, failure::origin(&self.node)))
            }
            (ending, _) => ending,
        };
        self.node.finish(ending);
    }
}

impl Future for Tracked {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let node = Arc::clone(&self.node);
        if !node.begin_poll(cx.waker()) {
            return Poll::Ready(());
        }
        let Some(inner) = self.inner.as_mut() else {
            return Poll::Ready(());
        };
        let polled = {
            let _current = Current::enter(&node.tracker);
            let waker = Waker::from(Arc::clone(&node));
            let mut context = Context::from_waker(&waker);
            catch_unwind(AssertUnwindSafe(|| inner.as_mut().poll(&mut context)))
        };
        match polled {
            Ok(Poll::Pending) => {
                node.end_poll(cx.waker());
                return Poll::Pending;
            }
            Ok(Poll::Ready(())) => self.end(Ending::Done),
            Err(payload) => {
                let panic = Panic::caught(payload, failure::origin(&node));
                self.end(Ending::Panicked(panic));
            }
        }
        Poll::Ready(())
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        if self.inner.is_some() {
            self.node.begin_drop();
            self.end(Ending::Cancelled);
        }
    }
}
