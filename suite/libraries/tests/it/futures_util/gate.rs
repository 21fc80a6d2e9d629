use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use ::futures_util::FutureExt;

use super::library::{Output, Work};
use crate::lock::lock;

/// Holds a future up until the test opens it, and tells what became of that future.
pub(super) struct Gate<T = Output> {
    state: Arc<Mutex<State<T>>>,
}

struct State<T> {
    output: Option<T>,
    waker: Option<Waker>,
    polls: usize,
    is_gone: bool,
}

/// The future behind a gate.
pub(super) struct Wait<T> {
    state: Arc<Mutex<State<T>>>,
}

impl<T> Gate<T> {
    pub(super) fn new() -> Gate<T> {
        let state = State {
            output: None,
            waker: None,
            polls: 0,
            is_gone: false,
        };
        Gate {
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Returns the future that waits; there is one for each gate.
    pub(super) fn wait(&self) -> Wait<T> {
        Wait {
            state: Arc::clone(&self.state),
        }
    }

    /// Lets the future complete.
    pub(super) fn open(&self, output: T) {
        lock(&self.state).output = Some(output);
        self.wake();
    }

    /// Wakes the future for nothing.
    pub(super) fn wake(&self) {
        let waker = lock(&self.state).waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(super) fn polls(&self) -> usize {
        lock(&self.state).polls
    }

    /// Tells whether the future has been dropped.
    pub(super) fn is_gone(&self) -> bool {
        lock(&self.state).is_gone
    }
}

impl<T> Future for Wait<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let mut state = lock(&self.state);
        state.polls += 1;
        match state.output.take() {
            Some(output) => Poll::Ready(output),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Wait<T> {
    fn drop(&mut self) {
        lock(&self.state).is_gone = true;
    }
}

pub(super) fn gates<const N: usize, T>() -> [Gate<T>; N] {
    [(); N].map(|()| Gate::new())
}

/// Returns the futures behind the gates.
pub(super) fn works(gates: &[Gate]) -> Vec<Work> {
    gates.iter().map(|gate| gate.wait().boxed()).collect()
}

/// Counts the futures that have been polled at least once.
pub(super) fn started(gates: &[Gate]) -> usize {
    gates.iter().filter(|gate| gate.polls() > 0).count()
}
