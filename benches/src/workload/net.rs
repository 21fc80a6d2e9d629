//! What the runtime's own sockets cost.

use std::time::Duration;

use runtime_matrix::{Capability, RuntimeFactory};

use super::{
    Workload,
    ways::{MachineWork, machine_ways, timed},
};
use crate::means::Machine;

pub(super) fn all(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    vec![Workload::new(
        "net/echo",
        "64 bytes sent to a task by TCP on this machine, and sent back",
        machine_ways(factory, Echo),
    )]
}

#[derive(Clone, Copy)]
struct Echo;

impl MachineWork for Echo {
    const NEEDS: Capability = Capability::Net;

    async fn run<M: Machine>(self, means: M, count: u64) -> Duration {
        let (listener, address) = means.listen().await;
        let server = means.spawn(async move {
            let mut stream = M::accept(&listener).await;
            let mut bytes = [0; 64];
            for _ in 0..count {
                M::read(&mut stream, &mut bytes).await;
                M::write(&mut stream, &bytes).await;
            }
        });
        let mut stream = means.connect(address).await;
        let time = timed(async {
            for number in 0..count {
                let sent = [number as u8; 64];
                M::write(&mut stream, &sent).await;
                let mut back = [0; 64];
                M::read(&mut stream, &mut back).await;
                assert_eq!(back, sent);
            }
        });
        let time = time.await;
        M::join(server).await;
        time
    }
}
