//! A broadcast keeps the seat of a subscriber that was dropped while it waited.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

pub(crate) struct Broadcast {
    subscribers: Shared<usize>,
    sent: Shared<bool>,
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Arc<Broadcast>, ()> {
    sweep(
        |rt| async move {
            let broadcast = Arc::new(Broadcast {
                subscribers: Shared::new(0),
                sent: Shared::new(false),
            });
            let sending = broadcast.clone();
            rt.spawn(async move {
                sending
                    .subscribers
                    .when(|subscribers| (*subscribers > 0).then_some(()))
                    .await;
                sending.sent.change(|sent| *sent = true);
            })
            .detach();
            broadcast
        },
        move |_, broadcast: &mut Arc<Broadcast>| {
            Box::pin(async move {
                let Broadcast { subscribers, sent } = &**broadcast;
                subscribers.change(|subscribers| *subscribers += 1);
                let leave = || subscribers.change(|subscribers| *subscribers -= 1);
                let seat = Undo::new(leave);
                if variant.is_faulty() {
                    seat.keep();
                    sent.when(|sent| sent.then_some(())).await;
                    return leave();
                }
                sent.when(|sent| sent.then_some(())).await;
            })
        },
    )
    .restores(|broadcast| broadcast.subscribers.look(|subscribers| *subscribers))
}
