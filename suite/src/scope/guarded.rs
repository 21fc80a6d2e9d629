use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use runtime_matrix_core::BoxFuture;

use crate::{
    context::{
        ExitCause,
        handing_over::{self, TimeOver},
        leaving::Leaving,
    },
    scope::{
        member::{Around, Member},
        state::{Alive, CancelReason},
    },
    tracking::{current::Current, node::Node},
};

/// A future of a scope: it is dropped at its next suspension point once it is asked to end and nothing shields it,
/// and then what was entered in it is left. It gives `None` if it was dropped.
pub(super) struct Guarded<F> {
    member: Arc<Member>,
    future: Option<Pin<Box<F>>>,
    has_begun: bool,
    /// Wakes it when it is asked to end.
    asked: Option<BoxFuture<()>>,
    leaving: Option<Leaving>,
}

impl<F: Future> Guarded<F> {
    pub(super) fn new(member: Arc<Member>, future: F) -> Guarded<F> {
        let (scope, is_task) = (Arc::clone(&member.scope), member.is_task());
        let asked = async move {
            let is_asked = scope.state.until(|state| {
                (state.cancelled.is_some() || (is_task && state.ends)).then_some(())
            });
            is_asked.await;
        };
        Guarded {
            member,
            future: Some(Box::pin(future)),
            has_begun: false,
            asked: Some(Box::pin(asked)),
            leaving: None,
        }
    }

    fn poll_future(&mut self, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some(future) = self.future.as_mut() else {
            return Poll::Pending;
        };
        let _entered = Around::of(&self.member).enter();
        let polled = future.as_mut().poll(cx);
        if polled.is_ready() {
            self.future = None;
        }
        polled
    }

    /// Drops the future; what was entered in it is to be left.
    fn drop_future(&mut self) {
        let scope = &self.member.scope;
        let (cause, mut time_over) = (ExitCause::Cancelled, TimeOver::default());
        if scope.cancelled() == Some(CancelReason::Deadline) {
            time_over.begins();
        }
        let future = self.future.take();
        let entered = Around::of(&self.member).enter();
        let (before, dropped) = handing_over::dropping(|| drop(future));
        drop((entered, time_over));
        if !before.is_empty() {
            self.leaving = Some(Leaving::new(&scope.tracker, Vec::new(), cause).after(before));
        }
        if let Err(payload) = dropped {
            handing_over::go_on(&scope.tracker, payload);
        }
    }
}

impl<F: Future> Future for Guarded<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let me = &mut *self;
        loop {
            if let Some(leaving) = &mut me.leaving {
                if Pin::new(leaving).poll(cx).is_pending() {
                    return Poll::Pending;
                }
                me.leaving = None;
            }
            if me.future.is_none() {
                return Poll::Ready(None);
            }
            // No line of a task runs that is cancelled before its first poll.
            let is_too_late = !me.has_begun && me.member.is_task();
            me.has_begun = true;
            if !(is_too_late && me.member.is_to_be_dropped()) {
                if let Poll::Ready(output) = me.poll_future(cx) {
                    return Poll::Ready(Some(output));
                }
            }
            if me.member.is_to_be_dropped() {
                me.drop_future();
                continue;
            }
            match me.asked.as_mut().map(|asked| asked.as_mut().poll(cx)) {
                Some(Poll::Ready(())) => me.asked = None,
                _ => return Poll::Pending,
            }
        }
    }
}

impl<F> Drop for Guarded<F> {
    fn drop(&mut self) {
        {
            let _entered = Around::of(&self.member).enter();
            self.future = None;
        }
        if let Some(leaving) = self.leaving.take() {
            handing_over::hand_over(leaving);
        }
    }
}

/// A task of a scope, which is cancelled rather than done if the scope has dropped it.
pub(super) struct ScopeTask<F> {
    pub(super) guarded: Guarded<F>,
    /// Dropped after the future.
    pub(super) _alive: Alive,
}

impl<F: Future> Future for ScopeTask<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        match Pin::new(&mut self.guarded).poll(cx) {
            Poll::Ready(Some(output)) => Poll::Ready(output),
            Poll::Ready(None) => {
                // With its next turn it ends as cancelled, for whoever joins it.
                Current::with_polled(Node::request_cancel);
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
