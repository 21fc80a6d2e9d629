use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use super::{super::event::Event, Breakage, Broken, listener::BrokenListener};
use crate::{
    counter::Counter,
    waiting::{Fault, Waiting},
};

/// The library's event, broken.
#[derive(Clone)]
pub(in crate::event_listener) struct BrokenEvent {
    pub(super) inner: Arc<::event_listener::Event>,
    /// How many listeners there were.
    listeners: Arc<Counter>,
    /// Whether a notification has reached nobody.
    remembered: Arc<AtomicBool>,
    pub(super) broken: Broken,
}

impl BrokenEvent {
    pub(super) fn new(broken: Broken) -> BrokenEvent {
        BrokenEvent {
            inner: Arc::default(),
            listeners: Arc::default(),
            remembered: Arc::default(),
            broken,
        }
    }

    fn reached(&self, asked: usize, reached: usize) -> usize {
        if reached == 0 && self.broken.has(Breakage::RemembersNotifications) {
            self.remembered.store(true, SeqCst);
        }
        if self.broken.has(Breakage::SaysWhatWasAsked) {
            return asked;
        }
        reached
    }
}

impl Event for BrokenEvent {
    type Listener = BrokenListener;

    fn listen(&self) -> BrokenListener {
        self.listeners.add();
        let lazy = self.broken.has(Breakage::ListensAtItsFirstPoll);
        let listener = (!lazy).then(|| self.inner.listen());
        if self.remembered.swap(false, SeqCst) {
            self.inner.notify_additional(1);
        }
        BrokenListener::new(listener, self)
    }

    fn listen_on_the_stack(&self) -> impl Future<Output = ()> + Send {
        let listener = self.inner.listen_on_the_stack();
        let faults = &[(Breakage::StackKeepsItsNotification, Fault::KeepsTheWake)];
        Waiting::new(listener, self.broken.breakage, faults)
    }

    fn notify(&self, n: usize) -> usize {
        let reached = match self.broken.breakage {
            Some(Breakage::NotifiesAll) => self.inner.notify(usize::MAX),
            Some(Breakage::NotifiesOneAtMost) => self.inner.notify(n.min(1)),
            Some(Breakage::EachNotificationIsAdditional) => self.inner.notify_additional(n),
            _ => self.inner.notify(n),
        };
        self.reached(n, reached)
    }

    fn notify_additional(&self, n: usize) -> usize {
        if self.broken.has(Breakage::NoNotificationIsAdditional) {
            return self.notify(n);
        }
        self.reached(n, self.inner.notify_additional(n))
    }

    fn is_notified(&self) -> bool {
        match self.broken.breakage {
            Some(Breakage::NeverSaysNotified) => false,
            Some(Breakage::NobodyLeftIsNotNotified) if self.inner.total_listeners() == 0 => false,
            _ => self.inner.is_notified(),
        }
    }

    fn total_listeners(&self) -> usize {
        if self.broken.has(Breakage::CountsTheGone) {
            return self.listeners.count();
        }
        self.inner.total_listeners()
    }
}
