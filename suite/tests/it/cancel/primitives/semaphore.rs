//! A fair semaphore that hands its permits over, with a flaw to choose.

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use runtime_matrix::{
    Runtime,
    cancel::{Sweep, sweep},
};

use super::parts::{Shared, Variant};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    /// The permit is taken when the future is made.
    TakesBeforeThePoll,
    /// A waiter that is dropped stays in the queue.
    StaysInTheQueue,
    /// A permit that was handed over dies with its waiter.
    KeepsWhatWasGranted,
    /// Each poll queues once more.
    RegistersTwice,
    /// The waker of the first poll is kept.
    KeepsTheFirstWaker,
    /// The last waiter takes the place of one that leaves.
    BreaksTheOrder,
}

pub(crate) struct Semaphore {
    flaw: Flaw,
    inner: Mutex<Inner>,
    /// How many have ever waited.
    waited: Shared<usize>,
}

struct Inner {
    permits: usize,
    next: u64,
    queue: VecDeque<Waiter>,
}

struct Waiter {
    id: u64,
    waker: Waker,
    granted: bool,
}

impl Semaphore {
    pub(crate) fn new(permits: usize, flaw: Flaw) -> Arc<Semaphore> {
        Arc::new(Semaphore {
            flaw,
            inner: Mutex::new(Inner {
                permits,
                next: 0,
                queue: VecDeque::new(),
            }),
            waited: Shared::new(0),
        })
    }

    pub(crate) fn acquire(self: &Arc<Self>) -> Acquire {
        let mut inner = self.inner.lock().unwrap();
        inner.next += 1;
        let early = self.flaw == Flaw::TakesBeforeThePoll && inner.permits > 0;
        inner.permits -= usize::from(early);
        Acquire {
            semaphore: Arc::clone(self),
            id: inner.next,
            early,
            queued: false,
        }
    }

    pub(crate) fn permits(&self) -> usize {
        self.inner.lock().unwrap().permits
    }

    /// Waits until that many have come to wait.
    pub(crate) async fn has_waited(&self, count: usize) {
        self.waited
            .when(|waited| (*waited >= count).then_some(()))
            .await;
    }

    pub(crate) fn release(&self) {
        let woken = {
            let mut inner = self.inner.lock().unwrap();
            match inner.queue.iter_mut().find(|waiter| !waiter.granted) {
                Some(waiter) => {
                    waiter.granted = true;
                    Some(waiter.waker.clone())
                }
                None => {
                    inner.permits += 1;
                    None
                }
            }
        };
        woken.into_iter().for_each(Waker::wake);
    }
}

/// Gives a permit, which is given back by [`Semaphore::release`].
pub(crate) struct Acquire {
    semaphore: Arc<Semaphore>,
    id: u64,
    early: bool,
    queued: bool,
}

impl Future for Acquire {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let me = self.get_mut();
        let flaw = me.semaphore.flaw;
        let mut inner = me.semaphore.inner.lock().unwrap();
        if std::mem::take(&mut me.early) {
            return Poll::Ready(());
        }
        let own = inner.queue.iter().position(|waiter| waiter.id == me.id);
        match own {
            Some(own) if inner.queue[own].granted => {
                inner.queue.remove(own);
                me.queued = false;
                return Poll::Ready(());
            }
            Some(own) if flaw != Flaw::RegistersTwice => {
                if flaw != Flaw::KeepsTheFirstWaker {
                    inner.queue[own].waker = cx.waker().clone();
                }
                return Poll::Pending;
            }
            None if inner.permits > 0 => {
                inner.permits -= 1;
                return Poll::Ready(());
            }
            _ => {}
        }
        let (id, waker) = (me.id, cx.waker().clone());
        inner.queue.push_back(Waiter {
            id,
            waker,
            granted: false,
        });
        drop(inner);
        if !me.queued {
            me.queued = true;
            me.semaphore.waited.change(|waited| *waited += 1);
        }
        Poll::Pending
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let flaw = self.semaphore.flaw;
        if !self.queued || flaw == Flaw::StaysInTheQueue {
            return;
        }
        let left = {
            let mut inner = self.semaphore.inner.lock().unwrap();
            let own = inner.queue.iter().position(|waiter| waiter.id == self.id);
            own.and_then(|own| match flaw {
                Flaw::BreaksTheOrder => inner.queue.swap_remove_back(own),
                _ => inner.queue.remove(own),
            })
        };
        if left.is_some_and(|waiter| waiter.granted) && flaw != Flaw::KeepsWhatWasGranted {
            self.semaphore.release();
        }
    }
}

/// A semaphore of one permit, which a companion holds until a second after somebody has come to wait.
pub(crate) struct Contended {
    pub(crate) semaphore: Arc<Semaphore>,
    /// How many permits the companion holds.
    pub(crate) held: Arc<Shared<usize>>,
}

pub(crate) async fn contended(rt: Runtime, flaw: Flaw) -> Contended {
    let semaphore = Semaphore::new(0, flaw);
    let held = Arc::new(Shared::new(1));
    let companion = (Arc::clone(&semaphore), Arc::clone(&held));
    let clock = rt.clone();
    rt.spawn(async move {
        let (semaphore, held) = companion;
        semaphore.has_waited(1).await;
        clock.sleep(Duration::from_secs(1)).await;
        held.change(|held| *held = 0);
        semaphore.release();
    })
    .detach();
    Contended { semaphore, held }
}

impl Contended {
    pub(crate) fn capacity(&self) -> usize {
        self.semaphore.permits() + self.held.look(|held| *held)
    }
}

/// Sweeps over an acquire under contention, whose permit is given back, with the flaw or without.
pub(crate) fn acquired_and_released(variant: Variant, flaw: Flaw) -> Sweep<Contended, ()> {
    let flaw = if variant.is_faulty() {
        flaw
    } else {
        Flaw::None
    };
    sweep(
        move |rt| contended(rt, flaw),
        |_, state: &mut Contended| {
            let acquire = state.semaphore.acquire();
            let semaphore = state.semaphore.clone();
            Box::pin(async move {
                acquire.await;
                semaphore.release();
            })
        },
    )
    .restores(|state| state.capacity())
}
