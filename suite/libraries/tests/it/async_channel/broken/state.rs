use std::{
    collections::VecDeque,
    mem,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    task::Waker,
};

use super::{super::channel::Message, Breakage};

/// What both ends of a broken channel share.
#[derive(Debug)]
pub(super) struct State {
    breakage: Option<Breakage>,
    pub(super) capacity: Option<usize>,
    pub(super) sender: Option<::async_channel::Sender<Message>>,
    pub(super) receiver: Option<::async_channel::Receiver<Message>>,
    pub(super) drained_at_close: Option<::async_channel::WeakReceiver<Message>>,
    closed: AtomicBool,
    messages: AtomicUsize,
    /// What the breakage counts: cancelled receives, or wakes that are on their way.
    marks: AtomicUsize,
    /// Messages that come before those in the channel; the next one is at the back.
    stash: Mutex<VecDeque<Message>>,
    /// Messages that go to the stash with the next receive.
    late: Mutex<Vec<Message>>,
    wakers: Mutex<Vec<Waker>>,
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

    /// Notes that the channel is being closed, rather than dropped.
    pub(super) fn note_close(&self) {
        self.closed.store(true, SeqCst);
        let drained = self.drained_at_close.as_ref();
        if let Some(receiver) = drained.and_then(::async_channel::WeakReceiver::upgrade) {
            while receiver.try_recv().is_ok() {}
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(SeqCst)
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

    pub(super) fn marks(&self) -> usize {
        self.marks.load(SeqCst)
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
