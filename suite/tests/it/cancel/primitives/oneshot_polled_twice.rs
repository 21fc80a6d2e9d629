//! The receiver of a oneshot that is polled again forgets that it waits.

use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::Variant;

#[derive(Default)]
pub(crate) enum State {
    #[default]
    New,
    Waiting(Waker),
    Forgotten,
    Sent,
}

pub(crate) type Oneshot = Arc<Mutex<State>>;

struct Receive {
    from: Oneshot,
    variant: Variant,
}

impl Future for Receive {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.from.lock().unwrap();
        let next = match mem::take(&mut *state) {
            State::Sent => return Poll::Ready(()),
            State::Waiting(_) | State::Forgotten if self.variant.is_faulty() => State::Forgotten,
            _ => State::Waiting(cx.waker().clone()),
        };
        *state = next;
        Poll::Pending
    }
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Oneshot, ()> {
    sweep(
        |rt| async move {
            let oneshot = Oneshot::default();
            let sending = oneshot.clone();
            rt.clone()
                .spawn(async move {
                    rt.sleep(Duration::from_secs(1)).await;
                    let waiting = {
                        let mut state = sending.lock().unwrap();
                        // Nobody is there to send to.
                        let next = match *state {
                            State::Forgotten => State::Forgotten,
                            _ => State::Sent,
                        };
                        mem::replace(&mut *state, next)
                    };
                    if let State::Waiting(waker) = waiting {
                        waker.wake();
                    }
                })
                .detach();
            oneshot
        },
        move |_, from: &mut Oneshot| {
            Box::pin(Receive {
                from: from.clone(),
                variant,
            })
        },
    )
}
