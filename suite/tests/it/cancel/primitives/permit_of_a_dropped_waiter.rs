//! A permit goes to a waiter that was dropped while it waited.

use runtime_matrix::cancel::{Sweep, sweep};

use super::{
    parts::Variant,
    semaphore::{Contended, Flaw, contended},
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Contended, ()> {
    let flaw = if variant.is_faulty() {
        Flaw::StaysInTheQueue
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
