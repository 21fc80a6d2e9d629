//! A batcher collects in a local variable until the batch's time is over.

use std::{sync::Arc, time::Duration};

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Variant};

pub(crate) struct Batcher {
    incoming: Arc<Shared<Vec<u32>>>,
    batch: Vec<u32>,
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Batcher, Vec<u32>> {
    sweep(
        |_| async {
            Batcher {
                incoming: Arc::new(Shared::new(vec![1, 2])),
                batch: Vec::new(),
            }
        },
        move |rt, batcher: &mut Batcher| {
            Box::pin(async move {
                let mut local = Vec::new();
                let batch = if variant.is_faulty() {
                    &mut local
                } else {
                    &mut batcher.batch
                };
                for _ in 0..2 {
                    batcher.incoming.change(|incoming| batch.append(incoming));
                    rt.sleep(Duration::from_millis(10)).await;
                }
                std::mem::take(batch)
            })
        },
    )
    .conserves(|batcher, output| Count {
        sent: 2,
        inside: batcher.incoming.look(Vec::len) + batcher.batch.len(),
        returned: output.map_or(0, Vec::len),
        ..Count::default()
    })
}
