//! What the runtime's own timer costs. The clock of `sim` is virtual: its sleeps take no time.

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use futures_lite::future::poll_once;
use runtime_matrix::{Capability, RuntimeFactory};

use super::{
    Workload,
    tally::Tally,
    ways::{MachineWork, batches, machine_ways, timed},
};
use crate::means::Machine;

/// Never over while a workload runs.
const LONG: Duration = Duration::from_secs(3_600);

const AT_ONCE: u64 = 100_000;

pub(super) fn all(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    vec![
        Workload::new(
            "timer/create",
            "a sleep made and dropped",
            machine_ways(factory, Create),
        ),
        Workload::new(
            "timer/cancel",
            "a sleep begun and dropped",
            machine_ways(factory, Cancel),
        ),
        Workload::new("timer/fire", "a sleep of 1 ms", machine_ways(factory, Fire)),
        Workload::new(
            "timer/at_once",
            "a sleep, of 100,000 at once, without the wait for the first to be due",
            machine_ways(factory, AtOnce),
        )
        .in_batches_of(AT_ONCE),
    ]
}

#[derive(Clone, Copy)]
struct Create;

impl MachineWork for Create {
    const NEEDS: Capability = Capability::Timer;

    async fn run<M: Machine>(self, means: M, count: u64) -> Duration {
        timed(async {
            for _ in 0..count {
                drop(std::hint::black_box(means.sleep(LONG)));
            }
        })
        .await
    }
}

#[derive(Clone, Copy)]
struct Cancel;

impl MachineWork for Cancel {
    const NEEDS: Capability = Capability::Timer;

    async fn run<M: Machine>(self, means: M, count: u64) -> Duration {
        timed(async {
            for _ in 0..count {
                let ended = poll_once(means.sleep(LONG)).await;
                assert_eq!(ended, None, "an hour is not over");
            }
        })
        .await
    }
}

#[derive(Clone, Copy)]
struct Fire;

impl MachineWork for Fire {
    const NEEDS: Capability = Capability::Timer;

    async fn run<M: Machine>(self, means: M, count: u64) -> Duration {
        const NAP: Duration = Duration::from_millis(1);
        let time = timed(async {
            for _ in 0..count {
                means.sleep(NAP).await;
            }
        });
        let time = time.await;
        let least = NAP.mul_f64(count as f64);
        assert!(
            means.time_is_virtual() || time >= least,
            "no sleep ends early"
        );
        time
    }
}

#[derive(Clone, Copy)]
struct AtOnce;

impl MachineWork for AtOnce {
    const NEEDS: Capability = Capability::Timer;

    async fn run<M: Machine>(self, means: M, count: u64) -> Duration {
        let tally = Tally::new();
        let mut time = Duration::ZERO;
        for batch in batches(count, AT_ONCE) {
            time += at_once(&means, batch, tally).await;
        }
        tally.check(count);
        time
    }
}

/// Begins so many sleeps, which are due together, and awaits all of them.
async fn at_once<M: Machine>(means: &M, count: u64, tally: &Tally) -> Duration {
    // More than it takes to begin a hundred thousand, in release.
    let due = Duration::from_millis(10).max(Duration::from_micros(count));
    let start = Instant::now();
    let mut sleeps = Vec::new();
    for _ in 0..count {
        let rest = due.saturating_sub(start.elapsed());
        let mut sleep = Box::pin(means.sleep(rest));
        match poll_once(sleep.as_mut()).await {
            Some(()) => tally.add(),
            None => sleeps.push(sleep),
        }
    }
    let idle = due.saturating_sub(start.elapsed());
    for sleep in sleeps {
        pin!(sleep).await;
        tally.add();
    }
    if means.time_is_virtual() {
        return start.elapsed();
    }
    start.elapsed() - idle
}
