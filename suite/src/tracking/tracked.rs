use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::BoxFuture;

use crate::tracking::{
    current::Current,
    failure,
    link::{Ending, Output},
    node::Node,
    panics::Panic,
};

/// The future that the runtime is given in place of the test's own.
pub(crate) struct Tracked {
    inner: Option<BoxFuture<Output>>,
    node: Arc<Node>,
    /// The node's, made once.
    waker: Waker,
    /// Whether the runtime is shown a panic, after the suite has taken it down.
    unwinds: bool,
}

impl Tracked {
    pub(crate) fn new(inner: BoxFuture<Output>, node: Arc<Node>) -> Tracked {
        Tracked::shown(inner, node, false)
    }

    fn shown(inner: BoxFuture<Output>, node: Arc<Node>, unwinds: bool) -> Tracked {
        let waker = Waker::from(Arc::clone(&node));
        Tracked {
            inner: Some(inner),
            node,
            waker,
            unwinds,
        }
    }

    /// Returns the future of a task whose panics the runtime is to see.
    pub(crate) fn unwinding(inner: BoxFuture<Output>, node: Arc<Node>) -> Tracked {
        Tracked::shown(inner, node, true)
    }

    /// Drops the inner future, then publishes how it ended; a panic of the drop is an ending too.
    fn end(&mut self, ending: Ending) {
        let inner = self.inner.take();
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(inner)));
        let ending = match (ending, dropped) {
            (Ending::Done(_) | Ending::Cancelled, Err(payload)) => {
                let panic = Panic::caught(payload, failure::origin(&self.node));
                Ending::Panicked(Box::new(panic))
            }
            (ending, _) => ending,
        };
        self.node.finish(ending);
    }
}

impl Future for Tracked {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = self.get_mut();
        if !me.node.begin_poll() {
            return Poll::Ready(());
        }
        let Some(inner) = me.inner.as_mut() else {
            return Poll::Ready(());
        };
        if me.node.is_cancel_requested() || me.node.tracker.is_far_out_of_steps() {
            let _current = Current::enter(&me.node);
            me.end(Ending::Cancelled);
            return Poll::Ready(());
        }
        let current = Current::enter(&me.node);
        let fresh = me.node.fresh_waker();
        let mut context = Context::from_waker(fresh.as_ref().unwrap_or(&me.waker));
        let ending = match catch_unwind(AssertUnwindSafe(|| inner.as_mut().poll(&mut context))) {
            Ok(Poll::Pending) => {
                drop(current);
                me.node.end_poll(cx.waker());
                return Poll::Pending;
            }
            Ok(Poll::Ready(output)) => Ending::Done(output),
            Err(payload) => {
                let panic = Panic::caught(payload, failure::origin(&me.node));
                if me.unwinds {
                    let (panic, payload) = panic.split();
                    me.end(Ending::Panicked(Box::new(panic)));
                    resume_unwind(payload);
                }
                Ending::Panicked(Box::new(panic))
            }
        };
        me.end(ending);
        Poll::Ready(())
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        if self.inner.is_some() {
            self.node.begin_drop();
            let _current = Current::enter(&self.node);
            self.end(Ending::Cancelled);
        }
    }
}
