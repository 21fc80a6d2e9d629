use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use ::futures_channel::mpsc::{self, SendError, TrySendError};

use super::{
    super::channel::{Message, Sender},
    Breakage,
    state::{Side, State},
};
use crate::tap::Tap;

/// The library's sender, broken.
pub(in crate::futures_channel) struct BrokenSender {
    inner: mpsc::Sender<Message>,
    tap: Arc<Tap>,
    /// The waker of the first poll that found no room.
    first: Option<Waker>,
    state: Arc<State>,
}

impl BrokenSender {
    pub(super) fn new(inner: mpsc::Sender<Message>, state: &Arc<State>) -> BrokenSender {
        BrokenSender {
            inner,
            tap: state.tap(Side::Send),
            first: None,
            state: Arc::clone(state),
        }
    }

    fn refused(&self, error: TrySendError<Message>) -> TrySendError<Message> {
        let has = |breakage| self.state.has(breakage);
        match (error.is_full(), error.into_inner()) {
            (true, message) if has(Breakage::FullSaysDisconnected) => disconnected(message),
            (true, message) => full(message + u32::from(has(Breakage::FullGivesBackAnother))),
            (false, message) => {
                disconnected(message + u32::from(has(Breakage::ClosedGivesBackAnother)))
            }
        }
    }
}

/// Makes the error of a full channel.
pub(super) fn full(message: Message) -> TrySendError<Message> {
    let (mut sender, _receiver) = mpsc::channel(0);
    let sent = sender
        .try_send(message)
        .and_then(|()| sender.try_send(message));
    sent.expect_err("a second message must not fit into a channel without a buffer")
}

/// Makes the error of a channel without receiver.
pub(super) fn disconnected(message: Message) -> TrySendError<Message> {
    let (sender, _) = mpsc::unbounded();
    let sent = sender.unbounded_send(message);
    sent.expect_err("a message must not go to a receiver that was dropped")
}

impl Sender for BrokenSender {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let first = self.first.get_or_insert_with(|| cx.waker().clone());
        let waker = if self.state.has(Breakage::WakesTheFirstTask) {
            first
        } else {
            cx.waker()
        };
        let polled = self.tap.poll(waker, |cx| self.inner.poll_ready(cx));
        if polled.is_ready() {
            self.first = None;
        } else if self.state.has(Breakage::WakesAllSenders) {
            self.state.wakers.keep(cx.waker());
        }
        polled
    }

    fn start_send(&mut self, message: Message) -> Result<(), SendError> {
        self.try_send(message)
            .map_err(TrySendError::into_send_error)
    }

    fn try_send(&mut self, message: Message) -> Result<(), TrySendError<Message>> {
        let has = |breakage| self.state.has(breakage);
        let swallows = has(Breakage::LosesMessages) && self.state.messages.is_nth(10)
            || has(Breakage::ClosedSwallowsMessages) && self.inner.is_closed();
        if swallows {
            return Ok(());
        }
        if has(Breakage::OneSlotForAllSenders) && self.state.queued() > self.state.buffer {
            return Err(full(message));
        }
        let sent = self.inner.try_send(message);
        if sent.is_ok() {
            self.state.note_sent();
        }
        sent.map_err(|error| self.refused(error))
    }

    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    fn close_channel(&mut self) {
        if self.state.has(Breakage::CloseChannelOnlyDisconnects) {
            self.inner.disconnect();
        } else {
            self.inner.close_channel();
        }
    }

    fn disconnect(&mut self) {
        if self.state.has(Breakage::DisconnectClosesTheChannel) {
            self.inner.close_channel();
        }
        if !self.state.has(Breakage::DisconnectDoesNothing) {
            self.inner.disconnect();
        }
    }
}

impl Clone for BrokenSender {
    fn clone(&self) -> BrokenSender {
        BrokenSender::new(self.inner.clone(), &self.state)
    }
}

impl Drop for BrokenSender {
    fn drop(&mut self) {
        if self.state.has(Breakage::AnySenderCloses) {
            self.inner.close_channel();
        }
        if self.first.is_some() {
            self.state.note_dropped_while_waiting();
        }
    }
}
