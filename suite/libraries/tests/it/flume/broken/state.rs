use std::{
    collections::VecDeque,
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    task::Waker,
};

use super::{super::channel::Message, Breakage};
use crate::tap::Tap;

/// What both ends of a broken channel share.
#[derive(Debug)]
pub(super) struct State {
    breakage: Option<Breakage>,
    pub(super) sender: Option<::flume::Sender<Message>>,
    pub(super) receiver: Option<::flume::Receiver<Message>>,
    /// Set when the last sender or receiver is dropped; any one, for the breakages that take it for the last.
    disconnected: AtomicBool,
    messages: AtomicUsize,
    /// What the breakage counts: what was cancelled, or wakes that came to nothing.
    marks: AtomicUsize,
    /// Messages that come before those in the channel; the next one is at the back.
    stash: Mutex<VecDeque<Message>>,
    /// Messages that go to the stash with the next receive.
    late: Mutex<Vec<Message>>,
    wakers: Mutex<Vec<Waker>>,
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
            messages: AtomicUsize::new(0),
            marks: AtomicUsize::new(0),
            stash: Mutex::default(),
            late: Mutex::default(),
            wakers: Mutex::default(),
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
                    || self.has(Breakage::CancelledSendKeepsTheNextWake) && self.unmark()
            }
            Side::Receive => {
                self.has(Breakage::ReceiverIsNotWoken)
                    || self.has(Breakage::DisconnectWakesNoReceiver) && self.is_disconnected()
                    || self.has(Breakage::WakesOnlyOnce) && self.marks.load(SeqCst) > 0
            }
        }
    }

    /// Counts a message; true for each `n`th one.
    pub(super) fn is_nth(&self, n: usize) -> bool {
        (self.messages.fetch_add(1, SeqCst) + 1) % n == 0
    }

    pub(super) fn messages(&self) -> usize {
        self.messages.load(SeqCst)
    }

    pub(super) fn mark(&self) {
        self.marks.fetch_add(1, SeqCst);
    }

    /// Takes one mark back; false if there is none.
    pub(super) fn unmark(&self) -> bool {
        self.marks
            .fetch_update(SeqCst, SeqCst, |marks| marks.checked_sub(1))
            .is_ok()
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

    pub(super) fn keep_waker(&self, waker: &Waker) {
        lock(&self.wakers).push(waker.clone());
    }

    pub(super) fn wake_all(&self) {
        let wakers = mem::take(&mut *lock(&self.wakers));
        wakers.into_iter().for_each(Waker::wake);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
