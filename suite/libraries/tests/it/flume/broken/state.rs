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
    pub(super) sender: Option<::flume::Sender<Message>>,
    pub(super) receiver: Option<::flume::Receiver<Message>>,
    /// Set when the last sender or receiver is dropped; any one, for the breakages that take it for the last.
    disconnected: AtomicBool,
    pub(super) messages: Counter,
    /// What was cancelled, or wakes that came to nothing.
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
}

impl State {
    pub(super) fn new(breakage: Option<Breakage>) -> State {
        State {
            breakage,
            sender: None,
            receiver: None,
            disconnected: AtomicBool::new(false),
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

    pub(super) fn note_disconnected(&self) {
        self.disconnected.store(true, SeqCst);
    }

    pub(super) fn is_disconnected(&self) -> bool {
        self.disconnected.load(SeqCst)
    }

    /// Makes the tap of one that waits.
    pub(super) fn tap(self: &Arc<State>, side: Side) -> Arc<Tap> {
        let state = Arc::clone(self);
        Tap::new(move || state.swallows_wake(side))
    }

    /// Tells at a wake whether it goes no further than here.
    fn swallows_wake(&self, side: Side) -> bool {
        match side {
            Side::Send => {
                self.has(Breakage::SenderIsNotWoken)
                    || self.has(Breakage::DisconnectWakesNoSender) && self.is_disconnected()
                    || self.has(Breakage::CancelledSendKeepsTheNextWake) && self.marks.take()
            }
            Side::Receive => {
                self.has(Breakage::ReceiverIsNotWoken)
                    || self.has(Breakage::DisconnectWakesNoReceiver) && self.is_disconnected()
                    || self.has(Breakage::WakesOnlyOnce) && self.marks.count() > 0
            }
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
