//! An item is handed to a waiter, and dies with it if that is dropped before its next poll.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Variant};

#[derive(Default)]
pub(crate) struct Rendezvous {
    waits: Shared<bool>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    waker: Option<Waker>,
    handed: Option<u32>,
    /// What could not be handed over.
    kept: Vec<u32>,
}

struct Take {
    from: Arc<Rendezvous>,
    variant: Variant,
}

impl Future for Take {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let mut inner = self.from.inner.lock().unwrap();
        if let Some(item) = inner.handed.take().or_else(|| inner.kept.pop()) {
            return Poll::Ready(item);
        }
        inner.waker = Some(cx.waker().clone());
        drop(inner);
        self.from.waits.change(|waits| *waits = true);
        Poll::Pending
    }
}

impl Drop for Take {
    fn drop(&mut self) {
        let mut inner = self.from.inner.lock().unwrap();
        inner.waker = None;
        let handed = inner.handed.take();
        if !self.variant.is_faulty() {
            inner.kept.extend(handed);
        }
    }
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Arc<Rendezvous>, u32> {
    sweep(
        |rt| async move {
            let rendezvous = Arc::new(Rendezvous::default());
            let giving = rendezvous.clone();
            rt.spawn(async move {
                giving.waits.when(|waits| waits.then_some(())).await;
                let waker = {
                    let mut inner = giving.inner.lock().unwrap();
                    match inner.waker.take() {
                        Some(waker) => {
                            inner.handed = Some(7);
                            Some(waker)
                        }
                        None => {
                            inner.kept.push(7);
                            None
                        }
                    }
                };
                waker.into_iter().for_each(Waker::wake);
            })
            .detach();
            rendezvous
        },
        move |_, from: &mut Arc<Rendezvous>| {
            Box::pin(Take {
                from: from.clone(),
                variant,
            })
        },
    )
    .conserves(|rendezvous, output| {
        let inner = rendezvous.inner.lock().unwrap();
        let inside = inner.kept.len() + inner.handed.iter().count();
        let returned = output.iter().count();
        Count {
            // Whether the item came to be sent.
            sent: usize::from(rendezvous.waits.look(|waits| *waits)),
            inside,
            returned,
            ..Count::default()
        }
    })
}
