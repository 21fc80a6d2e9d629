//! A permit is taken when the future is made, and lost if nobody polls it.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::{
    parts::Variant,
    semaphore::{Flaw, Semaphore},
};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Arc<Semaphore>, ()> {
    let flaw = if variant.is_faulty() {
        Flaw::TakesBeforeThePoll
    } else {
        Flaw::None
    };
    sweep(
        move |_| async move { Semaphore::new(1, flaw) },
        |_, semaphore: &mut Arc<Semaphore>| {
            let acquire = semaphore.acquire();
            let semaphore = semaphore.clone();
            Box::pin(async move {
                acquire.await;
                semaphore.release();
            })
        },
    )
    .restores(|semaphore| semaphore.permits())
}
