//! What a job costs that may block its thread.

use std::time::Duration;

use runtime_matrix::{Capability, RuntimeFactory};

use super::{
    Workload,
    tally::Tally,
    ways::{MachineWork, machine_ways, timed},
};
use crate::means::Machine;

pub(super) fn all(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    vec![Workload::new(
        "blocking/job",
        "an empty job on a thread that may block, waited for",
        machine_ways(factory, Job),
    )]
}

#[derive(Clone, Copy)]
struct Job;

impl MachineWork for Job {
    const NEEDS: Capability = Capability::Blocking;

    async fn run<M: Machine>(self, means: M, count: u64) -> Duration {
        let tally = Tally::new();
        let time = timed(async {
            for _ in 0..count {
                means.job(|| tally.add()).await;
            }
        });
        let time = time.await;
        tally.check(count);
        time
    }
}
