use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use ::flume::r#async::RecvStream;
use futures_core::Stream;

use super::{
    super::channel::Message,
    Breakage,
    state::{Side, State},
};
use crate::tap::Tap;

/// The library's stream, broken.
pub(super) struct BrokenStream {
    inner: RecvStream<'static, Message>,
    tap: Arc<Tap>,
    state: Arc<State>,
}

impl BrokenStream {
    pub(super) fn new(inner: RecvStream<'static, Message>, state: &Arc<State>) -> BrokenStream {
        BrokenStream {
            inner,
            tap: state.tap(Side::Receive),
            state: Arc::clone(state),
        }
    }
}

impl Stream for BrokenStream {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        let this = &mut *self;
        if let Some(message) = this.state.stash().pop_back() {
            return Poll::Ready(Some(message));
        }
        let was_woken = this.tap.was_woken();
        let poll = |cx: &mut Context<'_>| Pin::new(&mut this.inner).poll_next(cx);
        match this.tap.poll(cx.waker(), poll) {
            Poll::Ready(None) if this.state.has(Breakage::StreamNeverEnds) => Poll::Pending,
            Poll::Pending if this.state.has(Breakage::StreamEndsWhenEmpty) => Poll::Ready(None),
            Poll::Pending if was_woken && this.state.has(Breakage::WakesOnlyOnce) => {
                this.state.marks.add();
                Poll::Pending
            }
            polled => polled,
        }
    }
}
