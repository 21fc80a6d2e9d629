//! A join keeps the outputs that it has in a local variable while it awaits the others.

use std::sync::Arc;

use runtime_matrix::cancel::{Count, Sweep, sweep};

use super::parts::{Shared, Variant};

pub(crate) struct Join {
    results: Arc<Shared<Vec<u32>>>,
    outputs: Vec<u32>,
}

pub(crate) fn sweep_of(variant: Variant) -> Sweep<Join, Vec<u32>> {
    sweep(
        |rt| async move {
            let results = Arc::new(Shared::new(vec![1]));
            let second = results.clone();
            rt.clone()
                .spawn(async move {
                    rt.sleep(std::time::Duration::from_secs(1)).await;
                    second.change(|results| results.push(2));
                })
                .detach();
            Join {
                results,
                outputs: Vec::new(),
            }
        },
        move |_, join: &mut Join| {
            Box::pin(async move {
                let mut local = Vec::new();
                let outputs = if variant.is_faulty() {
                    &mut local
                } else {
                    &mut join.outputs
                };
                while outputs.len() < 2 {
                    outputs.push(join.results.when(Vec::pop).await);
                }
                std::mem::take(outputs)
            })
        },
    )
    .conserves(|join, output| Count {
        sent: 2,
        inside: join.results.look(Vec::len) + join.outputs.len(),
        returned: output.map_or(0, Vec::len),
        ..Count::default()
    })
}
