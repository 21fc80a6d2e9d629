use std::{
    collections::VecDeque,
    mem,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use super::{super::channel::Message, Breakage};
use crate::{counter::Counter, lock::lock, tap::Tap, wakers::Wakers};

/// What both ends of a broken channel share.
#[derive(Debug)]
pub(super) struct State {
    breakage: Option<Breakage>,
    pub(super) capacity: Option<usize>,
    pub(super) sender: Option<::async_channel::Sender<Message>>,
    pub(super) receiver: Option<::async_channel::Receiver<Message>>,
    pub(super) drained_at_close: Option<::async_channel::WeakReceiver<Message>>,
    closed: AtomicBool,
    pub(super) messages: Counter,
    /// Cancelled receives, or wakes that are on their way.
    pub(super) marks: Counter,
    /// Messages that come before those in the channel; the next one is at the back.
    stash: Mutex<VecDeque<Message>>,
    /// Messages that go to the stash with the next receive.
    late: Mutex<Vec<Message>>,
    pub(super) wakers: Wakers,
}

/// What a future of the library waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Send,
    Receive,
    Closed,
}

impl State {
    pub(super) fn new(breakage: Option<Breakage>, capacity: Option<usize>) -> State {
        State {
            breakage,
            capacity,
            sender: None,
            receiver: None,
            drained_at_close: None,
            closed: AtomicBool::new(false),
            messages: Counter::default(),
            marks: Counter::default(),
            stash: Mutex::default(),
            late: Mutex::default(),
            wakers: Wakers::default(),
        }
    }

    pub(super) fn has(&self, breakage: Breakage) -> bool {
        self.breakage == Some(breakage)
    }

    /// Notes that the channel is being closed, rather than dropped.
    pub(super) fn note_close(&self) {
        self.closed.store(true, SeqCst);
        let drained = self.drained_at_close.as_ref();
        if let Some(receiver) = drained.and_then(::async_channel::WeakReceiver::upgrade) {
            while receiver.try_recv().is_ok() {}
        }
    }

    /// Makes the tap of one that waits.
    pub(super) fn tap(self: &Arc<State>, side: Side) -> Arc<Tap> {
        let state = Arc::clone(self);
        Tap::new(move || state.swallows_wake(side))
    }

    /// Tells at a wake whether it goes no further than here.
    fn swallows_wake(&self, side: Side) -> bool {
        let is_closed = self.closed.load(SeqCst);
        match side {
            Side::Send => {
                self.has(Breakage::SenderIsNotWoken)
                    || self.has(Breakage::CloseWakesNoSender) && is_closed
            }
            Side::Receive if self.has(Breakage::WakesOnlyOnce) => {
                let is_first = self.marks.count() == 0;
                if is_first {
                    self.marks.add();
                }
                !is_first
            }
            Side::Receive => {
                self.has(Breakage::ReceiverIsNotWoken)
                    || self.has(Breakage::CloseWakesNoReceiver) && is_closed
            }
            Side::Closed => self.has(Breakage::ClosedIsNotWoken),
        }
    }

    pub(super) fn stash(&self) -> MutexGuard<'_, VecDeque<Message>> {
        lock(&self.stash)
    }

    /// Keeps a message for after the next receive.
    pub(super) fn delay(&self, message: Message) {
        lock(&self.late).push(message);
    }

    /// Moves what was delayed to the stash.
    pub(super) fn release_late(&self) {
        let late = mem::take(&mut *lock(&self.late));
        self.stash().extend(late);
    }
}
