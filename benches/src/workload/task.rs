//! What tasks cost. The root stays on the thread that is in `block_on`; where a runtime has workers, tasks run there.
//!
//! `native` of smol is an executor of one's own, as the adapter has it; `global` is `smol::spawn`. A `yield` is the
//! runtime's own function: Tokio's puts the task aside until its driver has had a turn, which a task that merely wakes
//! itself, as the way `executor` does, need not wait for.

use std::{
    future::{self, Future},
    num::NonZeroUsize,
    pin::{Pin, pin},
    time::Duration,
};

use runtime_matrix::{Capability, RuntimeFactory};

use super::{
    Workload,
    tally::Tally,
    thread::WakeFromThread,
    ways::{Work, batches, timed, ways},
};
use crate::means::Means;

/// So many tasks are there at a time.
const MANY: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();

/// So many chains of tasks, and so many tasks in each.
const CHAINS: u64 = 300;

pub(super) fn all(factory: &'static dyn RuntimeFactory) -> Vec<Workload> {
    let mut all = vec![
        Workload::new(
            "task/spawn_from_root",
            "a task spawned by the root and joined",
            ways(factory, Spawns),
        ),
        Workload::new(
            "task/spawn_from_task",
            "a task spawned by a task and joined",
            ways(factory, InTask(Spawns)),
        ),
        Workload::new(
            "task/spawn_1000",
            "a task, of 1,000 that are spawned before one is joined",
            ways(factory, SpawnMany(Some(MANY))),
        )
        .in_batches_of(MANY.get() as u64),
        Workload::new(
            "task/spawn_all",
            "a task, of all that are spawned before one is joined",
            ways(factory, SpawnMany(None)),
        ),
        Workload::new(
            "task/spawn_recursive",
            "a task, of 300 chains of 300 each of which spawns and joins the next",
            ways(factory, Recursive),
        )
        .in_batches_of(CHAINS * CHAINS),
        Workload::new(
            "task/yield",
            "a yield of a task",
            ways(factory, InTask(Yield)),
        ),
        Workload::new(
            "task/ping_pong",
            "a message to a task and its answer",
            ways(factory, PingPong),
        ),
        Workload::new(
            "task/cancel",
            "a task spawned, and cancelled until its future is gone",
            ways(factory, Cancel),
        ),
    ];
    // `sim` decides on each wake itself, and takes one from a thread that it does not know for a standstill.
    if !factory.card().capabilities.has(Capability::NativeClock) {
        all.push(Workload::new(
            "task/wake_from_thread",
            "a question to a plain thread, and its answer that wakes the root",
            ways(factory, WakeFromThread),
        ));
    }
    all
}

/// Work that can be done in a task as well.
trait SendWork: Work {
    fn run_send<M: Means>(
        self,
        means: M,
        count: u64,
    ) -> impl Future<Output = Duration> + Send + 'static;
}

/// The same work, done in a task.
#[derive(Clone, Copy)]
struct InTask<W>(W);

impl<W: SendWork + Send> Work for InTask<W> {
    async fn run<M: Means>(self, means: M, count: u64) -> Duration {
        let (sender, receiver) = async_channel::bounded(1);
        let work = self.0.run_send(means.clone(), count);
        let task = means.spawn(async move {
            let time = work.await;
            sender.try_send(time).expect("there is room for one");
        });
        M::join(task).await;
        receiver.try_recv().expect("the task has sent its time")
    }
}

#[derive(Clone, Copy)]
struct Spawns;

impl Work for Spawns {
    fn run<M: Means>(self, means: M, count: u64) -> impl Future<Output = Duration> + 'static {
        self.run_send(means, count)
    }
}

impl SendWork for Spawns {
    async fn run_send<M: Means>(self, means: M, count: u64) -> Duration {
        let tally = Tally::new();
        let time = timed(async {
            for _ in 0..count {
                M::join(means.spawn(async { tally.add() })).await;
            }
        });
        let time = time.await;
        tally.check(count);
        time
    }
}

/// Spawns so many, or all, before it joins the first.
#[derive(Clone, Copy)]
struct SpawnMany(Option<NonZeroUsize>);

impl Work for SpawnMany {
    async fn run<M: Means>(self, means: M, count: u64) -> Duration {
        let tally = Tally::new();
        let most = self.0.map_or(count.max(1), |most| most.get() as u64);
        let time = timed(async {
            for batch in batches(count, most) {
                let tasks: Vec<_> = (0..batch)
                    .map(|_| means.spawn(async { tally.add() }))
                    .collect();
                for task in tasks {
                    M::join(task).await;
                }
            }
        });
        let time = time.await;
        tally.check(count);
        time
    }
}

#[derive(Clone, Copy)]
struct Recursive;

impl Work for Recursive {
    async fn run<M: Means>(self, means: M, count: u64) -> Duration {
        let tally = Tally::new();
        let time = timed(async {
            for batch in batches(count, CHAINS * CHAINS) {
                let chains: Vec<_> = batches(batch, CHAINS)
                    .map(|length| means.spawn(chain(means.clone(), length, tally)))
                    .collect();
                for chain in chains {
                    M::join(chain).await;
                }
            }
        });
        let time = time.await;
        tally.check(count);
        time
    }
}

/// A box breaks the recursion of the type.
fn chain<M: Means>(
    means: M,
    length: u64,
    tally: &'static Tally,
) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        tally.add();
        if length > 1 {
            M::join(means.spawn(chain(means.clone(), length - 1, tally))).await;
        }
    })
}

#[derive(Clone, Copy)]
struct Yield;

impl Work for Yield {
    fn run<M: Means>(self, means: M, count: u64) -> impl Future<Output = Duration> + 'static {
        self.run_send(means, count)
    }
}

impl SendWork for Yield {
    async fn run_send<M: Means>(self, means: M, count: u64) -> Duration {
        let mut polls = 0;
        let time = timed(async {
            let mut yields = pin!(async {
                for _ in 0..count {
                    means.yield_now().await;
                }
            });
            let yields = future::poll_fn(|cx| {
                polls += 1;
                yields.as_mut().poll(cx)
            });
            yields.await;
        });
        let time = time.await;
        assert!(polls > count, "others get a turn at each yield");
        time
    }
}

#[derive(Clone, Copy)]
struct PingPong;

impl Work for PingPong {
    async fn run<M: Means>(self, means: M, count: u64) -> Duration {
        let (ping, pinged) = async_channel::bounded::<u64>(1);
        let (pong, ponged) = async_channel::bounded(1);
        let other = means.spawn(async move {
            while let Ok(number) = pinged.recv().await {
                pong.send(number + 1).await.expect("the root waits");
            }
        });
        let time = timed(async {
            for number in 0..count {
                ping.send(number).await.expect("the task waits");
                assert_eq!(ponged.recv().await, Ok(number + 1));
            }
        });
        let time = time.await;
        drop(ping);
        M::join(other).await;
        time
    }
}

#[derive(Clone, Copy)]
struct Cancel;

impl Work for Cancel {
    async fn run<M: Means>(self, means: M, count: u64) -> Duration {
        let tally = Tally::new();
        let time = timed(async {
            for gone in 1..=count {
                let guard = OnDrop(tally);
                let task = means.spawn(async move {
                    let _guard = guard;
                    future::pending::<()>().await;
                });
                M::cancel(task).await;
                // For executors whose own cancel returns before the future has been dropped.
                while tally.count() < gone {
                    means.yield_now().await;
                }
            }
        });
        let time = time.await;
        tally.check(count);
        time
    }
}

struct OnDrop(&'static Tally);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.add();
    }
}
