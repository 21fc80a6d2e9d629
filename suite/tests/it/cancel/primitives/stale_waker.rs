//! The waker of the first poll is kept, whoever polls now.

use runtime_matrix::cancel::{Sweep, sweep};

use super::{
    parts::Variant,
    semaphore::{Contended, Flaw, contended},
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Contended, ()> {
    let flaw = if variant.is_faulty() {
        Flaw::KeepsTheFirstWaker
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
