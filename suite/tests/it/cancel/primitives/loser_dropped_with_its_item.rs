//! A select takes an item from both sides, and puts the loser's back after an await.

use std::sync::Arc;

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Undo, Variant};

pub(crate) struct Sides {
    left: Shared<Vec<u32>>,
    right: Shared<Vec<u32>>,
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Arc<Sides>, u32> {
    sweep(
        |_| async {
            Arc::new(Sides {
                left: Shared::new(vec![1]),
                right: Shared::new(vec![2]),
            })
        },
        move |rt, sides: &mut Arc<Sides>| {
            Box::pin(async move {
                if !variant.is_faulty() {
                    rt.yield_now().await;
                    return sides.left.when(Vec::pop).await;
                }
                let winner = sides.left.when(Vec::pop).await;
                let winner_back = Undo::new(|| sides.left.change(|left| left.push(winner)));
                let loser = sides.right.when(Vec::pop).await;
                rt.yield_now().await;
                sides.right.change(|right| right.push(loser));
                winner_back.keep();
                winner
            })
        },
    )
    .conserves(|sides, output| Count {
        sent: 2,
        inside: sides.left.look(Vec::len) + sides.right.look(Vec::len),
        returned: output.iter().count(),
        ..Count::default()
    })
}
