use std::{
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    task::Waker,
};

use ::futures_channel::mpsc;

use super::{super::channel::Message, Breakage};
use crate::tap::Tap;

/// What both ends of a broken channel share.
#[derive(Debug)]
pub(super) struct State {
    breakage: Option<Breakage>,
    pub(super) buffer: usize,
    pub(super) sender: Option<mpsc::Sender<Message>>,
    closed: AtomicBool,
    /// Set when a sender was dropped while it waited.
    bereaved: AtomicBool,
    messages: AtomicUsize,
    /// How many messages were sent and not received.
    queued: AtomicUsize,
    wakers: Mutex<Vec<Waker>>,
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
            messages: AtomicUsize::new(0),
            queued: AtomicUsize::new(0),
            wakers: Mutex::default(),
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
            let wakers = mem::take(&mut *self.wakers());
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    pub(super) fn queued(&self) -> usize {
        self.queued.load(SeqCst)
    }

    /// Counts a message; true for each `n`th one.
    pub(super) fn is_nth(&self, n: usize) -> bool {
        (self.messages.fetch_add(1, SeqCst) + 1) % n == 0
    }

    pub(super) fn messages(&self) -> usize {
        self.messages.load(SeqCst)
    }

    pub(super) fn keep_waker(&self, waker: &Waker) {
        self.wakers().push(waker.clone());
    }

    fn wakers(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.wakers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
