use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

use ::futures_channel::mpsc;

use super::{super::channel::Message, Breakage};
use crate::{counter::Counter, tap::Tap, wakers::Wakers};

/// What both ends of a broken channel share.
#[derive(Debug)]
pub(super) struct State {
    breakage: Option<Breakage>,
    pub(super) buffer: usize,
    pub(super) sender: Option<mpsc::Sender<Message>>,
    closed: AtomicBool,
    /// Set when a sender was dropped while it waited.
    bereaved: AtomicBool,
    pub(super) messages: Counter,
    /// How many messages were sent and not received.
    queued: AtomicUsize,
    pub(super) wakers: Wakers,
}

/// What a future of the library waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Send,
    Receive,
}

impl State {
    pub(super) fn new(breakage: Option<Breakage>, buffer: usize) -> State {
        State {
            breakage,
            buffer,
            sender: None,
            closed: AtomicBool::new(false),
            bereaved: AtomicBool::new(false),
            messages: Counter::default(),
            queued: AtomicUsize::new(0),
            wakers: Wakers::default(),
        }
    }

    pub(super) fn has(&self, breakage: Breakage) -> bool {
        self.breakage == Some(breakage)
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
                    || self.has(Breakage::CloseWakesNoSender) && self.closed.load(SeqCst)
                    || self.has(Breakage::DroppedSenderHoldsUpTheOthers)
                        && self.bereaved.load(SeqCst)
            }
            Side::Receive => self.has(Breakage::ReceiverIsNotWoken),
        }
    }

    pub(super) fn note_closed(&self) {
        self.closed.store(true, SeqCst);
    }

    pub(super) fn note_dropped_while_waiting(&self) {
        self.bereaved.store(true, SeqCst);
    }

    pub(super) fn note_sent(&self) {
        self.queued.fetch_add(1, SeqCst);
    }

    pub(super) fn note_received(&self) {
        self.queued.fetch_sub(1, SeqCst);
        if self.has(Breakage::WakesAllSenders) {
            self.wakers.wake_all();
        }
    }

    pub(super) fn queued(&self) -> usize {
        self.queued.load(SeqCst)
    }
}
