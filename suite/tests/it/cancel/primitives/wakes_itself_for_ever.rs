//! A future asks to be polled again at once, and never waits for anything.

use std::{future, sync::Arc, task::Poll};

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Variant};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Arc<Shared<bool>>, ()> {
    let faulty = variant.is_faulty();
    sweep(
        move |rt| async move {
            let done = Arc::new(Shared::new(false));
            let doing = done.clone();
            rt.spawn(async move {
                if !faulty {
                    doing.change(|done| *done = true);
                }
            })
            .detach();
            done
        },
        move |_, done: &mut Arc<Shared<bool>>| {
            Box::pin(async move {
                if !faulty {
                    return done.when(|done| done.then_some(())).await;
                }
                future::poll_fn(|cx| {
                    if done.look(|done| *done) {
                        return Poll::Ready(());
                    }
                    cx.waker().wake_by_ref();
                    Poll::Pending
                })
                .await;
            })
        },
    )
}
