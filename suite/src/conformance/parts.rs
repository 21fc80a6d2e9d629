//! What the programs are made of.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Poll, Waker},
    thread::{self, ThreadId},
};

use runtime_matrix_core::{NativeEnd, TaskHandle};

use crate::sync::lock;

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

/// A flag that one task waits for; it keeps the waker of the latest poll.
#[derive(Clone, Default)]
pub(crate) struct Flag(Arc<Mutex<(bool, Option<Waker>)>>);

impl Flag {
    pub(crate) fn set(&self) {
        let waker = {
            let mut flag = lock(&self.0);
            flag.0 = true;
            flag.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Sets it and wakes nobody.
    pub(crate) fn set_silently(&self) {
        lock(&self.0).0 = true;
    }

    pub(crate) fn is_set(&self) -> bool {
        lock(&self.0).0
    }

    /// Returns the waker of who waits.
    pub(crate) fn waker(&self) -> Option<Waker> {
        lock(&self.0).1.clone()
    }

    pub(crate) async fn wait(&self) {
        poll_fn(|cx| {
            let mut flag = lock(&self.0);
            if flag.0 {
                return Poll::Ready(());
            }
            flag.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// Counts.
#[derive(Clone, Default)]
pub(crate) struct Count(Arc<AtomicU32>);

impl Count {
    /// Adds one and returns the number before.
    pub(crate) fn add(&self) -> u32 {
        self.0.fetch_add(1, SeqCst)
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.load(SeqCst)
    }
}

/// Knows on which thread its guard was dropped, if it was.
#[derive(Clone, Default)]
pub(crate) struct Grave(Arc<Mutex<Option<ThreadId>>>);

pub(crate) struct Guard(Grave);

impl Grave {
    pub(crate) fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    pub(crate) fn dropped_on(&self) -> Option<ThreadId> {
        *lock(&self.0)
    }

    pub(crate) fn is_filled(&self) -> bool {
        self.dropped_on().is_some()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        *lock(&self.0.0) = Some(thread::current().id());
    }
}

/// Joins natively and returns the end, whichever way the runtime tells of a panic.
pub(crate) async fn join(task: Box<dyn TaskHandle>) -> NativeEnd {
    let mut join = task.join_native();
    poll_fn(move |cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| join.as_mut().poll(cx)));
        polled.unwrap_or_else(|payload| Poll::Ready(NativeEnd::Panicked(payload)))
    })
    .await
}

/// Returns a future that ends at its first poll. What it owns goes when it is dropped, and not at its end as with
/// an async block.
pub(crate) fn own(what: impl Send + 'static) -> impl Future<Output = ()> + Send {
    poll_fn(move |_| {
        let _ = &what;
        Poll::Ready(())
    })
}
