//! The workloads as they are written for one runtime, without the suite.

use std::{
    future::Future,
    hint::black_box,
    pin::pin,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use runtime_matrix_core::{BoxFuture, Executor, Options, RuntimeFactory};

use crate::Spawner;

/// Builds the runtime as a cell does, drives an empty root and ends the runtime.
///
/// # Panics
///
/// Panics if the machine does not give what the runtime needs.
pub fn cell(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    executor.block_on(pin!(async {}));
    end(&executor);
}

/// Spawns and joins `count` tasks, one after the other, and returns how long the loop took.
///
/// # Panics
///
/// Panics if the machine does not give what the runtime needs.
#[must_use]
pub fn spawns(factory: &dyn RuntimeFactory, spawner: Spawner, count: u64) -> Duration {
    let executor = build(factory);
    let elapsed = Arc::new(OnceLock::new());
    let mut work = timed(factory, &executor, count, Arc::clone(&elapsed));
    match spawner {
        Spawner::Root => executor.block_on(work.as_mut()),
        Spawner::Task => executor.block_on(pin!(async {
            executor.spawn(work).join_native().await;
        })),
    }
    end(&executor);
    *elapsed.get().expect("the loop has run")
}

/// Has `tasks` tasks sleep three times each on Tokio's paused clock, which its current-thread runtime alone has, and
/// returns how long that took: [`suite::sleeps`](crate::suite::sleeps), natively.
///
/// # Panics
///
/// Panics if Tokio cannot be built.
#[cfg(feature = "tokio")]
#[must_use]
pub fn paused_sleeps(tasks: u64) -> Duration {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let tokio = builder.enable_time().start_paused(true).build();
    tokio.expect("it needs nothing").block_on(async {
        let start = Instant::now();
        let tasks: Vec<_> = (0..tasks)
            .map(|i| {
                tokio::spawn(async move {
                    for j in 0..3 {
                        tokio::time::sleep(nap(i, j)).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("the task ends");
        }
        start.elapsed()
    })
}

/// Returns how long the task of that number sleeps at that time.
pub(crate) fn nap(task: u64, time: u64) -> Duration {
    Duration::from_millis(10_000 + (task * 7919 + time * 13) % 50_000)
}

fn build(factory: &dyn RuntimeFactory) -> Arc<dyn Executor> {
    let built = factory.build(&Options::default());
    built.unwrap_or_else(|error| panic!("{}: {error}", factory.id()))
}

fn end(executor: &Arc<dyn Executor>) {
    let _ = executor.shutdown(Duration::from_secs(5));
}

fn timed(
    factory: &dyn RuntimeFactory,
    executor: &Arc<dyn Executor>,
    count: u64,
    elapsed: Arc<OnceLock<Duration>>,
) -> BoxFuture<()> {
    #[cfg(feature = "tokio")]
    if factory.id().starts_with("tokio_") {
        return Box::pin(note(elapsed, spawns_on_tokio(count)));
    }
    let _ = factory;
    Box::pin(note(elapsed, spawns_on(Arc::clone(executor), count)))
}

async fn note(elapsed: Arc<OnceLock<Duration>>, work: impl Future<Output = ()>) {
    let start = Instant::now();
    work.await;
    let _ = elapsed.set(start.elapsed());
}

/// Where a runtime has no functions of its own, as `sim`, its executor is the native way.
async fn spawns_on(executor: Arc<dyn Executor>, count: u64) {
    for i in 0..count {
        let task = executor.spawn(Box::pin(async move {
            black_box(i);
        }));
        task.join_native().await;
    }
}

#[cfg(feature = "tokio")]
async fn spawns_on_tokio(count: u64) {
    for i in 0..count {
        let joined = tokio::spawn(async move { black_box(i) }).await;
        joined.expect("the task ends");
    }
}
