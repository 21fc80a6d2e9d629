//! A barrier counts one that came and left.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

#[derive(Default)]
pub(crate) struct State {
    counted: usize,
    /// Who is there, whatever the barrier thinks.
    present: usize,
    opened_with: Option<usize>,
}

type Barrier = Arc<Shared<State>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Barrier, ()> {
    sweep(
        move |rt| async move {
            let barrier = Barrier::default();
            let second = barrier.clone();
            rt.spawn(async move {
                second.when(|state| (state.counted > 0).then_some(())).await;
                arrive(&second, variant).await;
            })
            .detach();
            barrier
        },
        move |_, barrier: &mut Barrier| Box::pin(async move { arrive(barrier, variant).await }),
    )
    .check(|_, barrier, _| {
        Box::pin(async move {
            match barrier.look(|state| state.opened_with) {
                Some(present) if present < 2 => {
                    Err(format!("the barrier opened with {present} of 2"))
                }
                _ => Ok(()),
            }
        })
    })
}

async fn arrive(barrier: &Shared<State>, variant: Variant) {
    barrier.change(|state| {
        state.counted += 1;
        state.present += 1;
        if state.counted >= 2 {
            state.opened_with = Some(state.present);
        }
    });
    let here = Undo::new(|| {
        barrier.change(|state| {
            state.present -= 1;
            if !variant.is_faulty() && state.opened_with.is_none() {
                state.counted -= 1;
            }
        });
    });
    barrier.when(|state| state.opened_with.map(drop)).await;
    drop(here);
}
