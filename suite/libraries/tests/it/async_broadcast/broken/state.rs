use std::{
    mem,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};

use super::{super::channel::Message, Breakage};

/// What both ends of a broken channel share.
#[derive(Debug)]
pub(super) struct State {
    breakage: Option<Breakage>,
    pub(super) sender: Option<::async_broadcast::Sender<Message>>,
    pub(super) receiver: Option<::async_broadcast::InactiveReceiver<Message>>,
    pub(super) closes: AtomicBool,
    pub(super) activates: AtomicBool,
    /// Whether the latest message has woken a receive.
    pub(super) has_woken: AtomicBool,
    jobs_messages: AtomicUsize,
    sent: Mutex<Vec<Message>>,
    received: Mutex<Vec<Message>>,
    /// Messages that are sent with the next receive.
    late: Mutex<Vec<Message>>,
}

impl State {
    pub(super) fn new(breakage: Option<Breakage>) -> State {
        State {
            breakage,
            sender: None,
            receiver: None,
            closes: AtomicBool::new(false),
            activates: AtomicBool::new(false),
            has_woken: AtomicBool::new(false),
            jobs_messages: AtomicUsize::new(0),
            sent: Mutex::default(),
            received: Mutex::default(),
            late: Mutex::default(),
        }
    }

    pub(super) fn has(&self, breakage: Breakage) -> bool {
        self.breakage == Some(breakage)
    }

    /// Closes the channel through `sender`, rather than by a drop.
    pub(super) fn close(&self, mut sender: ::async_broadcast::Sender<Message>) -> bool {
        self.closes.store(true, SeqCst);
        if self.has(Breakage::CloseDropsTheQueue) {
            sender.set_capacity(0);
        }
        sender.close() || self.has(Breakage::EachCloseSaysFirst)
    }

    pub(super) fn note_sent(&self, message: Message) {
        self.has_woken.store(false, SeqCst);
        lock(&self.sent).push(message);
    }

    pub(super) fn sent(&self) -> Vec<Message> {
        lock(&self.sent).clone()
    }

    /// Tells whether another receiver has got the message already.
    pub(super) fn is_taken(&self, message: Message) -> bool {
        let mut received = lock(&self.received);
        let is_taken = received.contains(&message);
        received.push(message);
        is_taken && self.has(Breakage::SharesMessages)
    }

    /// Keeps a message for after the next receive.
    pub(super) fn delay(&self, message: Message) {
        lock(&self.late).push(message);
    }

    pub(super) fn take_late(&self) -> Vec<Message> {
        mem::take(&mut *lock(&self.late))
    }

    /// Counts a message of a job; true for every other one.
    pub(super) fn is_second(&self) -> bool {
        self.jobs_messages.fetch_add(1, SeqCst) % 2 == 1
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
