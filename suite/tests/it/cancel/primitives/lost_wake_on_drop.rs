//! A waiter that was woken for a notification is dropped, and wakes nobody in its place.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::{
    notify::{Flaw, Notify, with_a_second_waiter},
    parts::Variant,
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Arc<Notify>, ()> {
    let flaw = if variant.is_faulty() {
        Flaw::WakesNobodyInItsPlace
    } else {
        Flaw::None
    };
    sweep(
        move |rt| async move { with_a_second_waiter(&rt, flaw, 1) },
        |_, notify: &mut Arc<Notify>| {
            Box::pin(async move {
                notify.wait().await;
                // It was for either.
                notify.notify();
            })
        },
    )
}
