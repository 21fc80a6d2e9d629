//! A mutex is unlocked at the end of the critical section, instead of by a guard.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

type Locked = Arc<Shared<bool>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Locked, ()> {
    sweep(
        |_| async { Arc::new(Shared::new(false)) },
        move |rt, mutex: &mut Locked| {
            Box::pin(async move {
                mutex
                    .when(|locked| (!*locked).then(|| *locked = true))
                    .await;
                let guard = Undo::new(|| mutex.change(|locked| *locked = false));
                if variant.is_faulty() {
                    guard.keep();
                    rt.yield_now().await;
                    mutex.change(|locked| *locked = false);
                } else {
                    rt.yield_now().await;
                }
            })
        },
    )
    .then(1, |_, mutex| {
        Box::pin(async move { mutex.when(|locked| (!*locked).then_some(())).await })
    })
}
