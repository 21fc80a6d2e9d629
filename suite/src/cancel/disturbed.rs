use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use crate::{
    cancel::control::{Control, Operation, Turn},
    tracking::{await_point::AwaitPoint, current::Current},
};

/// An operation that is disturbed as its control says.
pub(super) struct Disturbed {
    operation: Option<Operation>,
    control: Arc<Control>,
    /// The same at each poll, as long as the plan does not say otherwise.
    waker: Option<(u64, Waker)>,
}

impl Disturbed {
    pub(super) fn new(operation: Operation, control: &Arc<Control>) -> Disturbed {
        Disturbed {
            operation: Some(operation),
            control: Arc::clone(control),
            waker: None,
        }
    }
}

impl Future for Disturbed {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Disturbed {
            operation,
            control,
            waker,
        } = self.get_mut();
        let mut turn = control.turn(cx.waker());
        loop {
            match (turn, operation.as_mut()) {
                (Turn::Wait, Some(_)) => return Poll::Pending,
                (Turn::Poll, Some(future)) => {
                    let waker = relay(waker, control);
                    let polled = future.as_mut().poll(&mut Context::from_waker(waker));
                    control.end_poll();
                    if let Poll::Ready(output) = polled {
                        *operation = None;
                        control.ended(output);
                        return Poll::Ready(());
                    }
                    turn = control.suspended(awaited());
                }
                (Turn::Move, Some(_)) => {
                    operation
                        .take()
                        .into_iter()
                        .for_each(|moved| control.moved(moved));
                    return Poll::Ready(());
                }
                (Turn::Drop, _) | (_, None) => {
                    control.begin_drop();
                    *operation = None;
                    control.ended(None);
                    return Poll::Ready(());
                }
            }
        }
    }
}

impl Drop for Disturbed {
    fn drop(&mut self) {
        if self.operation.is_some() {
            /// Says so even if the drop of the operation panics.
            struct Ended<'a>(&'a Control);
            impl Drop for Ended<'_> {
                fn drop(&mut self) {
                    self.0.ended(None);
                }
            }
            self.control.begin_drop();
            let _ended = Ended(&self.control);
            self.operation = None;
        }
    }
}

/// Begins a poll, and returns the waker for it.
fn relay<'a>(kept: &'a mut Option<(u64, Waker)>, control: &Arc<Control>) -> &'a Waker {
    let generation = control.begin_poll();
    if kept.as_ref().is_some_and(|(known, _)| *known != generation) {
        *kept = None;
    }
    let (_, waker) = kept.get_or_insert_with(|| {
        let control = Arc::clone(control);
        (
            generation,
            Waker::from(Arc::new(Relay {
                generation,
                control,
            })),
        )
    });
    waker
}

/// Returns what the latest poll on this thread said that it waits for.
fn awaited() -> Option<AwaitPoint> {
    let mut point = None;
    Current::with_polled(|node| point = node.await_point());
    point
}

/// The waker that an operation is polled with: it knows whose wakes still count.
struct Relay {
    generation: u64,
    control: Arc<Control>,
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.control.wake(self.generation);
    }
}
