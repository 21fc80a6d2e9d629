//! What was counted is counted back at the end of the async function, instead of in a drop.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

type Active = Arc<Shared<usize>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Active, ()> {
    sweep(
        |_| async { Arc::new(Shared::new(0)) },
        move |rt, active: &mut Active| {
            Box::pin(async move {
                active.change(|active| *active += 1);
                let counted = Undo::new(|| active.change(|active| *active -= 1));
                if variant.is_faulty() {
                    counted.keep();
                    rt.yield_now().await;
                    active.change(|active| *active -= 1);
                } else {
                    rt.yield_now().await;
                }
            })
        },
    )
    .restores(|active| active.look(|active| *active))
}
