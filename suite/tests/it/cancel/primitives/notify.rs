//! A notifier that wakes one waiter and leaves it to that one to take the notification.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use runtime_matrix::Runtime;

use super::parts::Shared;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    /// A waiter that was woken and is dropped wakes nobody in its place.
    WakesNobodyInItsPlace,
    /// A waiter that was woken and is dropped notifies again, which does nothing while there are others.
    NotifiesAgain,
}

#[derive(Default)]
struct Inner {
    available: usize,
    next: u64,
    queue: Vec<(u64, Waker)>,
}

pub(crate) struct Notify {
    flaw: Flaw,
    inner: Mutex<Inner>,
    waited: Shared<usize>,
}

impl Notify {
    pub(crate) fn new(flaw: Flaw) -> Arc<Notify> {
        Arc::new(Notify {
            flaw,
            inner: Mutex::default(),
            waited: Shared::new(0),
        })
    }

    pub(crate) async fn has_waited(&self, count: usize) {
        self.waited
            .when(|waited| (*waited >= count).then_some(()))
            .await;
    }

    /// Makes a notification available. The first one wakes a waiter, and whoever takes one wakes the next for what is
    /// left.
    pub(crate) fn notify(&self) {
        let is_first = {
            let mut inner = self.inner.lock().unwrap();
            inner.available += 1;
            inner.available == 1
        };
        if is_first {
            self.wake_next();
        }
    }

    fn wake_next(&self) {
        let woken = {
            let mut inner = self.inner.lock().unwrap();
            let is_due = inner.available > 0 && !inner.queue.is_empty();
            is_due.then(|| inner.queue.remove(0).1)
        };
        woken.into_iter().for_each(Waker::wake);
    }

    pub(crate) fn wait(self: &Arc<Self>) -> Wait {
        let mut inner = self.inner.lock().unwrap();
        inner.next += 1;
        Wait {
            notify: Arc::clone(self),
            id: inner.next,
            queued: false,
        }
    }
}

pub(crate) struct Wait {
    notify: Arc<Notify>,
    id: u64,
    queued: bool,
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = self.get_mut();
        let mut inner = me.notify.inner.lock().unwrap();
        inner.queue.retain(|(id, _)| *id != me.id);
        if inner.available > 0 {
            inner.available -= 1;
            me.queued = false;
            drop(inner);
            me.notify.wake_next();
            return Poll::Ready(());
        }
        // In its old place: ids are in the order of arrival.
        let place = inner.queue.partition_point(|(id, _)| *id < me.id);
        inner.queue.insert(place, (me.id, cx.waker().clone()));
        drop(inner);
        if !me.queued {
            me.queued = true;
            me.notify.waited.change(|waited| *waited += 1);
        }
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        if !self.queued {
            return;
        }
        let was_woken = {
            let mut inner = self.notify.inner.lock().unwrap();
            let before = inner.queue.len();
            inner.queue.retain(|(id, _)| *id != self.id);
            inner.queue.len() == before
        };
        match self.notify.flaw {
            Flaw::WakesNobodyInItsPlace => {}
            Flaw::NotifiesAgain if was_woken => {
                self.notify.inner.lock().unwrap().available -= 1;
                self.notify.notify();
            }
            _ => self.notify.wake_next(),
        }
    }
}

/// A notifier with a companion that waits behind the operation, and one that notifies when both wait, and
/// again later.
pub(crate) fn with_a_second_waiter(rt: &Runtime, flaw: Flaw, times: usize) -> Arc<Notify> {
    let notify = Notify::new(flaw);
    let waiting = notify.clone();
    rt.spawn_named("second waiter", async move {
        waiting.has_waited(1).await;
        waiting.wait().await;
    })
    .detach();
    let (notifying, clock) = (notify.clone(), rt.clone());
    rt.spawn(async move {
        notifying.has_waited(2).await;
        for _ in 0..times {
            notifying.notify();
            clock.sleep(Duration::from_secs(1)).await;
        }
    })
    .detach();
    notify
}
