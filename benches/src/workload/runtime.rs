//! What a runtime costs before anything is driven on it. async-std has but one, and it lives as long as the process:
//! there is nothing to build.

use std::{hint::black_box, num::NonZeroUsize, time::Duration};

use runtime_matrix::RuntimeFactory;
use runtime_matrix_core::{Instances, Options};

use super::{
    Workload, repeat,
    ways::{KeptWork, kept_ways},
};
use crate::means::Keep;

pub(super) fn all(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    let sizes = [
        (
            "runtime/workers_1",
            "a runtime with 1 worker built and ended",
            1,
        ),
        (
            "runtime/workers_2",
            "a runtime with 2 workers built and ended",
            2,
        ),
        (
            "runtime/workers_4",
            "a runtime with 4 workers built and ended",
            4,
        ),
    ];
    let is_built = factory.card().instances == Instances::Fresh;
    sizes
        .into_iter()
        .filter_map(|(id, unit, workers)| {
            let workers = NonZeroUsize::new(workers)?;
            let options = Options::default().with_workers(workers);
            let can = is_built && factory.workers(&options) == workers.get();
            can.then(|| Workload::new(id, unit, kept_ways(factory, Construction(workers))))
        })
        .chain([Workload::new(
            "runtime/block_on",
            "an empty root driven on a runtime that is there",
            kept_ways(factory, BlockOn),
        )])
        .collect()
}

/// As many runtimes with that many workers, one after the other.
#[derive(Clone, Copy)]
struct Construction(NonZeroUsize);

impl KeptWork for Construction {
    fn run<M: Keep>(self, setup: M::Setup, count: u64) -> Duration {
        repeat(count, || M::end(M::build(setup, Some(self.0))))
    }
}

#[derive(Clone, Copy)]
struct BlockOn;

impl KeptWork for BlockOn {
    fn run<M: Keep>(self, setup: M::Setup, count: u64) -> Duration {
        let runtime = M::build(setup, None);
        let time = repeat(count, || {
            assert!(M::enter(&runtime, |_| async { black_box(true) }));
        });
        M::end(runtime);
        time
    }
}
