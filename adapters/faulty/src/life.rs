use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    task::Waker,
};

use crate::shared::lock;

/// What is known of one task.
#[derive(Default)]
pub(crate) struct Life {
    pub(crate) is_polled: AtomicBool,
    /// Whether it has one of the places for those that are woken, where these are counted.
    pub(crate) is_woken: AtomicBool,
    pub(crate) polls: AtomicU64,
    pub(crate) panicked: AtomicBool,
    pub(crate) is_detached: AtomicBool,
    /// Whether somebody joins it or has given it up.
    pub(crate) is_wanted: AtomicBool,
    killed: AtomicBool,
    ended: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Life {
    pub(crate) fn new() -> Arc<Life> {
        Arc::default()
    }

    pub(crate) fn keep(&self, waker: &Waker) {
        let stale = lock(&self.waker).replace(waker.clone());
        drop(stale);
    }

    pub(crate) fn wake(&self) {
        let waker = lock(&self.waker).clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Says that somebody waits for the task, or nobody ever will.
    pub(crate) fn want(&self) {
        self.is_wanted.store(true, SeqCst);
        self.wake();
    }

    /// Ends the task at its next poll.
    pub(crate) fn kill(&self) {
        self.killed.store(true, SeqCst);
        self.wake();
    }

    /// Takes back that it is to end.
    pub(crate) fn spare(&self) {
        self.killed.store(false, SeqCst);
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.killed.load(SeqCst)
    }

    pub(crate) fn end(&self) {
        self.ended.store(true, SeqCst);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(SeqCst)
    }
}
