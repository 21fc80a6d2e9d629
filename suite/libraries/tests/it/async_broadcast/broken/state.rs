use std::{
    mem,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use super::{super::channel::Message, Breakage};
use crate::{counter::Counter, lock::lock};

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
    pub(super) jobs_messages: Counter,
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
            jobs_messages: Counter::default(),
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
}
