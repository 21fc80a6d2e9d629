//! A pool counts a slot as taken, connects, and only then returns the guard that gives it back.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

type Free = Arc<Shared<usize>>;

/// Gives its slot back when it is dropped.
pub(crate) struct Slot(Free);

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.change(|free| *free += 1);
    }
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Free, Slot> {
    sweep(
        |_| async { Arc::new(Shared::new(2)) },
        move |rt, free: &mut Free| {
            Box::pin(async move {
                free.when(|free| free.checked_sub(1).map(|left| *free = left))
                    .await;
                let connecting = Undo::new(|| free.change(|free| *free += 1));
                if variant.is_faulty() {
                    connecting.keep();
                    rt.yield_now().await;
                    return Slot(free.clone());
                }
                rt.yield_now().await;
                connecting.keep();
                Slot(free.clone())
            })
        },
    )
    .restores(|free| free.look(|free| *free))
}
