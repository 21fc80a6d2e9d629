//! A writer that waits for the readers keeps new ones out, also when it has given up.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

#[derive(Default)]
pub(crate) struct State {
    readers: usize,
    writer_waits: bool,
}

type Lock = Arc<Shared<State>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Lock, ()> {
    sweep(
        |rt| async move {
            let lock = Arc::new(Shared::new(State {
                readers: 1,
                writer_waits: false,
            }));
            let reader = lock.clone();
            rt.clone()
                .spawn(async move {
                    rt.sleep(std::time::Duration::from_secs(1)).await;
                    reader.change(|state| state.readers -= 1);
                })
                .detach();
            lock
        },
        move |_, lock: &mut Lock| {
            Box::pin(async move {
                lock.change(|state| state.writer_waits = true);
                let asked = Undo::new(|| lock.change(|state| state.writer_waits = false));
                if variant.is_faulty() {
                    asked.keep();
                    lock.when(|state| (state.readers == 0).then_some(())).await;
                    lock.change(|state| state.writer_waits = false);
                } else {
                    lock.when(|state| (state.readers == 0).then_some(())).await;
                }
            })
        },
    )
    .then(1, |_, lock| {
        Box::pin(async move {
            lock.when(|state| (!state.writer_waits).then(|| state.readers += 1))
                .await;
        })
    })
}
