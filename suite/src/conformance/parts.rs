//! What the programs are made of.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
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

    /// Drops the waker of who waits.
    pub(crate) fn forget(&self) {
        let stale = lock(&self.0).1.take();
        drop(stale);
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

/// Knows how often its future was polled and keeps the wakers of the first and of the latest poll, as long as the
/// future lives. That ends with the first poll after it was told to.
#[derive(Clone, Default)]
pub(crate) struct Probe(Arc<Mutex<Probed>>);

#[derive(Default)]
struct Probed {
    polls: u32,
    has_to_end: bool,
    wakers: Option<[Waker; 2]>,
}

/// The future of a probe.
pub(crate) struct ProbeFuture(Probe);

impl Probe {
    pub(crate) fn future(&self) -> ProbeFuture {
        ProbeFuture(self.clone())
    }

    pub(crate) fn polls(&self) -> u32 {
        lock(&self.0).polls
    }

    /// Lets the next poll be the last one, and wakes nobody.
    pub(crate) fn end_silently(&self) {
        lock(&self.0).has_to_end = true;
    }

    /// Lets the next poll be the last one, and asks for it.
    pub(crate) fn end(&self) {
        self.end_silently();
        if let Some(waker) = self.waker() {
            waker.wake();
        }
    }

    /// Returns the waker of the first poll.
    pub(crate) fn first_waker(&self) -> Option<Waker> {
        let probed = lock(&self.0);
        probed.wakers.as_ref().map(|[first, _]| first.clone())
    }

    /// Returns the waker of the latest poll.
    pub(crate) fn waker(&self) -> Option<Waker> {
        let probed = lock(&self.0);
        probed.wakers.as_ref().map(|[_, latest]| latest.clone())
    }

    pub(crate) fn is_waiting(&self) -> bool {
        lock(&self.0).wakers.is_some()
    }
}

impl Future for ProbeFuture {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let latest = cx.waker().clone();
        let mut probed = lock(&self.0.0);
        probed.polls += 1;
        if probed.has_to_end {
            return Poll::Ready(());
        }
        let first = match &probed.wakers {
            Some([first, _]) => first.clone(),
            None => latest.clone(),
        };
        let stale = probed.wakers.replace([first, latest]);
        // Outside of the lock: what a waker's end does is the runtime's affair.
        drop(probed);
        drop(stale);
        Poll::Pending
    }
}

impl Drop for ProbeFuture {
    fn drop(&mut self) {
        let stale = lock(&self.0.0).wakers.take();
        drop(stale);
    }
}

/// Runs something that must not unwind and tells whether it did not.
pub(crate) fn is_calm(action: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(action)).is_ok()
}

/// Runs something on a thread of its own, to its end, and tells whether it did not unwind.
pub(crate) fn elsewhere(action: impl FnOnce() + Send) -> bool {
    thread::scope(|scope| scope.spawn(action).join().is_ok())
}

/// Does something when it is dropped.
pub(crate) struct OnDrop<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> OnDrop<F> {
    pub(crate) fn new(action: F) -> OnDrop<F> {
        OnDrop(Some(action))
    }
}

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(action) = self.0.take() {
            action();
        }
    }
}
