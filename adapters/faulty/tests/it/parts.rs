//! What the programs are made of.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Poll, Waker},
    thread::{self, ThreadId},
};

use runtime_matrix_core::{BoxFuture, Executor};

/// Drives a root to its end and returns its output.
pub(crate) fn block_on<T>(executor: &dyn Executor, root: impl Future<Output = T>) -> T {
    let mut output = None;
    executor.block_on(pin!(async { output = Some(root.await) }));
    output.expect("`block_on` returns after its root has ended")
}

/// Returns `Pending` once, after waking itself.
pub(crate) async fn turn() {
    let mut is_over = false;
    poll_fn(|cx| {
        if is_over {
            return Poll::Ready(());
        }
        is_over = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

pub(crate) async fn turns(number: u32) {
    for _ in 0..number {
        turn().await;
    }
}

/// A flag that one waits for; it keeps the waker of the latest poll.
#[derive(Clone, Default)]
pub(crate) struct Flag(Arc<Mutex<(bool, Option<Waker>)>>);

impl Flag {
    pub(crate) fn set(&self) {
        let waker = {
            let mut flag = self.0.lock().unwrap();
            flag.0 = true;
            flag.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Sets it and wakes nobody.
    pub(crate) fn set_silently(&self) {
        self.0.lock().unwrap().0 = true;
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.lock().unwrap().0
    }

    /// Takes the waker of who waits.
    pub(crate) fn waker(&self) -> Option<Waker> {
        self.0.lock().unwrap().1.clone()
    }

    pub(crate) fn wait(&self) -> BoxFuture<()> {
        let flag = self.clone();
        Box::pin(poll_fn(move |cx| {
            let mut flag = flag.0.lock().unwrap();
            if flag.0 {
                return Poll::Ready(());
            }
            flag.1 = Some(cx.waker().clone());
            Poll::Pending
        }))
    }
}

/// Counts.
#[derive(Clone, Default)]
pub(crate) struct Count(Arc<AtomicU32>);

impl Count {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, SeqCst);
    }

    pub(crate) fn get(&self) -> u32 {
        self.0.load(SeqCst)
    }
}

/// Knows where and when its guard was dropped.
#[derive(Clone, Default)]
pub(crate) struct Grave(Arc<Mutex<Option<ThreadId>>>);

pub(crate) struct Guard(Grave);

impl Grave {
    pub(crate) fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    pub(crate) fn dropped_on(&self) -> Option<ThreadId> {
        *self.0.lock().unwrap()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap() = Some(thread::current().id());
    }
}
