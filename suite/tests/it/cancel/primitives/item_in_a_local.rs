//! A receiver takes an item, and awaits something else before it returns it.

use std::sync::Arc;

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Variant};

type Items = Arc<Shared<Vec<u32>>>;

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Items, u32> {
    sweep(
        |_| async { Arc::new(Shared::new(vec![1, 2, 3])) },
        move |rt, items: &mut Items| {
            Box::pin(async move {
                if variant.is_faulty() {
                    let item = items.when(Vec::pop).await;
                    rt.yield_now().await;
                    return item;
                }
                rt.yield_now().await;
                items.when(Vec::pop).await
            })
        },
    )
    .conserves(|items, output| Count {
        sent: 3,
        inside: items.look(Vec::len),
        returned: output.iter().count(),
        ..Count::default()
    })
}
