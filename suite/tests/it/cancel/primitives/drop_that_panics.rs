//! A future insists on being awaited to its end.

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Undo, Variant};

pub(crate) fn sweep_of(variant: Variant) -> Sweep<(), ()> {
    sweep(
        |_| async {},
        move |rt, (): &mut ()| {
            Box::pin(async move {
                let bomb = Undo::new(move || {
                    assert!(!variant.is_faulty(), "this future must run to its end");
                });
                rt.yield_now().await;
                bomb.keep();
            })
        },
    )
}
