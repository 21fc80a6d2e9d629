use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::{Poll, Wake, Waker},
};

use crate::sync::lock;

/// A waker of its own, which remembers that it was woken. Two flags never wake each other.
#[derive(Debug, Default)]
pub(super) struct Flag {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_woken: bool,
    /// Who waits for the flag.
    waiting: Option<Waker>,
}

impl Flag {
    pub(super) fn new() -> Arc<Flag> {
        Arc::default()
    }

    pub(super) fn waker(self: &Arc<Self>) -> Waker {
        Waker::from(Arc::clone(self))
    }

    pub(super) fn is_woken(&self) -> bool {
        lock(&self.state).is_woken
    }

    pub(super) fn clear(&self) {
        lock(&self.state).is_woken = false;
    }

    /// Waits until the flag is woken, and clears it.
    pub(super) async fn woken(&self) {
        poll_fn(|cx| {
            let mut state = lock(&self.state);
            if state.is_woken {
                state.is_woken = false;
                return Poll::Ready(());
            }
            let stale = state.waiting.replace(cx.waker().clone());
            drop(state);
            drop(stale);
            Poll::Pending
        })
        .await;
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        let mut state = lock(&self.state);
        state.is_woken = true;
        let waiting = state.waiting.take();
        drop(state);
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }
}
