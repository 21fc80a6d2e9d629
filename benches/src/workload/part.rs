//! What the suite's parts cost, beside what else does the same. What is of no runtime is listed for `sim`.

use std::time::Duration;

use futures_lite::future::yield_now;
use runtime_matrix::{RuntimeFactory, Transport};

use super::{
    Way, Workload,
    tally::Tally,
    ways::{Work, batches, timed, way},
};
#[cfg(feature = "tokio")]
use crate::clock::paused_sleeps;
use crate::{
    clock::sleeps,
    contexts,
    means::{Means, Raw, Suite},
    mocks, schedules,
    sweeps::sweep,
};

/// So many tasks sleep at a time.
const SLEEPERS: u64 = 10_000;

/// So many suspension points has an operation that is swept: it runs through those before each, so that a point of a
/// longer one costs more.
const POINTS: u64 = 8;

pub(super) fn all(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    let mut all = vec![tracking(factory), virtual_clock(factory)];
    all.extend(contexts(factory));
    all.extend(Transport::ALL.map(|transport| server(factory, transport)));
    if factory.id() == "sim" {
        all.extend(of_no_runtime());
    }
    all
}

/// The raw executor tracks nothing, and `Runtime` all; what is spawned is the same.
fn tracking(factory: &'static dyn RuntimeFactory) -> Workload {
    Workload::new(
        "part/tracking",
        "a task of ten yields spawned and joined",
        vec![
            way::<Raw, _>("untracked", factory, TenYields),
            way::<Suite, _>("tracked", factory, TenYields),
        ],
    )
}

fn virtual_clock(factory: &'static dyn RuntimeFactory) -> Workload {
    let mut ways = Vec::new();
    #[cfg(feature = "tokio")]
    if factory.id() == "tokio_current_thread" {
        ways.push(in_batches("tokio_paused", SLEEPERS, paused_sleeps));
    }
    ways.push(in_batches("suite", SLEEPERS, move |tasks| {
        sleeps(factory, tasks)
    }));
    let unit = "a task of three virtual sleeps, of 10,000 such at a time";
    Workload::new("part/virtual_clock", unit, ways).in_batches_of(SLEEPERS)
}

fn contexts(factory: &'static dyn RuntimeFactory) -> [Workload; 2] {
    let with = move |count| contexts::with(factory, count);
    let fixtures = move |count| contexts::fixtures(factory, count);
    [
        Workload::new(
            "part/context",
            "a context manager entered and left",
            vec![Way::new("suite", with)],
        ),
        Workload::new(
            "part/fixture",
            "a fixture entered, and left at the end of its test",
            vec![Way::new("suite", fixtures)],
        ),
    ]
}

fn server(factory: &'static dyn RuntimeFactory, transport: Transport) -> Workload {
    let (id, unit) = match transport {
        Transport::Tcp => (
            "part/server_tcp",
            "a server for a test: started, connected to by TCP, heard, closed",
        ),
        Transport::Unix => (
            "part/server_unix",
            "a server for a test: started, connected to by a Unix socket, heard, closed",
        ),
        Transport::Memory => (
            "part/server_memory",
            "a server for a test: started, connected to in memory, heard, closed",
        ),
        other => panic!("{other}: give its server a name in the list of workloads"),
    };
    let by_hand = move |count| contexts::by_hand(factory, transport, count);
    let suite = move |count| contexts::server(factory, transport, count);
    let ways = vec![Way::new("by_hand", by_hand), Way::new("suite", suite)];
    Workload::new(id, unit, ways)
}

fn of_no_runtime() -> [Workload; 3] {
    [
        Workload::new(
            "part/mock_call",
            "a call of a mocked async method of two arguments",
            vec![
                Way::new("mockall", mocks::mockall),
                Way::new("mockall_async_trait", mocks::mockall_boxed),
                Way::new("suite", mocks::suite),
                Way::new("suite_unmatched", mocks::unmatched),
            ],
        ),
        Workload::new(
            "part/schedule",
            "a random schedule of three tasks of three yields",
            vec![
                Way::new("shuttle", schedules::shuttle),
                Way::new("suite", schedules::sim),
            ],
        ),
        Workload::new(
            "part/sweep",
            "a suspension point, of 8 of an operation, disturbed in each way",
            vec![in_batches("suite", POINTS, sweep)],
        )
        .in_batches_of(POINTS),
    ]
}

fn in_batches(name: &'static str, batch: u64, run: impl Fn(u64) -> Duration + 'static) -> Way {
    Way::new(name, move |count| batches(count, batch).map(&run).sum())
}

#[derive(Clone, Copy)]
struct TenYields;

impl Work for TenYields {
    async fn run<M: Means>(self, means: M, count: u64) -> Duration {
        let tally = Tally::new();
        let time = timed(async {
            for _ in 0..count {
                let task = means.spawn(async {
                    for _ in 0..10 {
                        yield_now().await;
                        tally.add();
                    }
                });
                M::join(task).await;
            }
        });
        let time = time.await;
        tally.check(10 * count);
        time
    }
}
