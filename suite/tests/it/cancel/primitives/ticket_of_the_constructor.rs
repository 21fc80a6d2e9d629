//! A wait group counts a member when the future is made, and counts it back at the future's end alone.

use std::sync::Arc;

use runtime_matrix::cancel::{Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

type Members = Arc<Shared<usize>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Members, ()> {
    sweep(
        |_| async { Arc::new(Shared::new(0)) },
        move |_, members: &mut Members| {
            members.change(|members| *members += 1);
            let left = members.clone();
            let joined = Undo::new(move || left.change(|members| *members -= 1));
            if !variant.is_faulty() {
                return Box::pin(async move { drop(joined) });
            }
            joined.keep();
            Box::pin(async move { members.change(|members| *members -= 1) })
        },
    )
    .restores(|members| members.look(|members| *members))
}
