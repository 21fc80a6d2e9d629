//! A workload, written over some means, as ways of doing it: one for each of the means that the runtime has.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use runtime_matrix::{Capability, RuntimeFactory};

use super::Way;
use crate::means::{Keep, Machine, Means, Raw, Suite};

#[cfg(feature = "async-std")]
use crate::means::AsyncStd;
#[cfg(feature = "smol")]
use crate::means::{Animal, Smol};
#[cfg(feature = "tokio")]
use crate::means::{Flavour, Tokio};
#[cfg(feature = "futures")]
use crate::means::{FuturesLocal, FuturesPool};

/// Something to do in the root of a runtime.
pub(super) trait Work: Copy + 'static {
    /// Does it that many times, and returns how long that took.
    fn run<M: Means>(self, means: M, count: u64) -> impl Future<Output = Duration> + 'static;
}

/// The same, for runtimes with a timer, sockets or blocking jobs.
pub(super) trait MachineWork: Copy + 'static {
    /// The power that it is about. All built-in runtimes that have it have functions of their own for it.
    const NEEDS: Capability;

    /// Does it that many times, and returns how long that took.
    fn run<M: Machine>(self, means: M, count: u64) -> impl Future<Output = Duration> + 'static;
}

/// Something to do with runtimes from the outside.
pub(crate) trait KeptWork: Copy + 'static {
    /// Does it that many times, and returns how long that took.
    fn run<M: Keep>(self, setup: M::Setup, count: u64) -> Duration;
}

/// Writes out the ways of a runtime: what differs between the kinds of work is a bound.
macro_rules! native_ways {
    ($factory:expr, $drive:ident, $work:expr, [$($further:tt)*]) => {
        match $factory.id() {
            #[cfg(feature = "tokio")]
            "tokio_current_thread" => vec![$drive::<Tokio, _>("native", Flavour::CurrentThread, $work)],
            #[cfg(feature = "tokio")]
            "tokio_multi_thread" => vec![$drive::<Tokio, _>("native", Flavour::MultiThread, $work)],
            #[cfg(feature = "async-std")]
            "async_std" => vec![$drive::<AsyncStd, _>("native", (), $work)],
            $($further)*
            // `sim` has no functions of its own beside its executor.
            _ => Vec::new(),
        }
    };
}

/// Returns the ways in which a runtime does that work.
pub(super) fn ways(factory: &'static dyn RuntimeFactory, work: impl Work) -> Vec<Way> {
    let mut ways = native_ways!(factory, way, work, [
        #[cfg(feature = "smol")]
        "smol" => vec![
            way::<Smol, _>("native", Animal::Private, work),
            way::<Smol, _>("global", Animal::Global, work),
        ],
        #[cfg(feature = "futures")]
        "futures_local" => vec![way::<FuturesLocal, _>("native", (), work)],
        #[cfg(feature = "futures")]
        "futures_pool" => vec![way::<FuturesPool, _>("native", (), work)],
    ]);
    ways.push(way::<Raw, _>("executor", factory, work));
    ways.push(way::<Suite, _>("suite", factory, work));
    ways
}

/// Returns the ways in which a runtime does that work: none if it has not the power.
pub(super) fn machine_ways<W: MachineWork>(
    factory: &'static dyn RuntimeFactory,
    work: W,
) -> Vec<Way> {
    if !factory.card().capabilities.has(W::NEEDS) {
        return Vec::new();
    }
    let mut ways = native_ways!(factory, machine_way, work, [
        // Timer, sockets and threads for jobs are the process's: where a task is spawned makes no difference.
        #[cfg(feature = "smol")]
        "smol" => vec![machine_way::<Smol, _>("native", Animal::Private, work)],
    ]);
    ways.push(machine_way::<Raw, _>("executor", factory, work));
    ways.push(machine_way::<Suite, _>("suite", factory, work));
    ways
}

/// Returns the ways in which a runtime does that work whose instances can be kept: not the suite's, which ends each with
/// its test.
pub(super) fn kept_ways(factory: &'static dyn RuntimeFactory, work: impl KeptWork) -> Vec<Way> {
    let mut ways = native_ways!(factory, kept_way, work, [
        #[cfg(feature = "smol")]
        "smol" => vec![kept_way::<Smol, _>("native", Animal::Private, work)],
        #[cfg(feature = "futures")]
        "futures_local" => vec![kept_way::<FuturesLocal, _>("native", (), work)],
        #[cfg(feature = "futures")]
        "futures_pool" => vec![kept_way::<FuturesPool, _>("native", (), work)],
    ]);
    ways.push(kept_way::<Raw, _>("executor", factory, work));
    ways
}

pub(super) fn way<M: Means, W: Work>(name: &'static str, setup: M::Setup, work: W) -> Way {
    Way::new(name, move |count| {
        M::drive(setup, |means| work.run(means, count))
    })
}

fn machine_way<M: Machine, W: MachineWork>(name: &'static str, setup: M::Setup, work: W) -> Way {
    Way::new(name, move |count| {
        M::drive(setup, |means| work.run(means, count))
    })
}

pub(crate) fn kept_way<M: Keep, W: KeptWork>(name: &'static str, setup: M::Setup, work: W) -> Way {
    Way::new(name, move |count| work.run::<M>(setup, count))
}

/// Awaits `work`, and returns how long that took.
pub(super) async fn timed(work: impl Future<Output = ()>) -> Duration {
    let start = Instant::now();
    work.await;
    start.elapsed()
}

/// Splits a count into batches of so many, the last of which has the rest.
pub(super) fn batches(count: u64, batch: u64) -> impl Iterator<Item = u64> + Send {
    (0..count.div_ceil(batch)).map(move |index| batch.min(count - index * batch))
}
