//! Notifications that came while a woken waiter did not run are left where they are when it is dropped.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::{
    notify::{Flaw, Notify, with_a_second_waiter},
    parts::Variant,
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Arc<Notify>, ()> {
    let flaw = if variant.is_faulty() {
        Flaw::NotifiesAgain
    } else {
        Flaw::None
    };
    sweep(
        move |rt| async move { with_a_second_waiter(&rt, flaw, 2) },
        |_, notify: &mut Arc<Notify>| Box::pin(async move { notify.wait().await }),
    )
}
