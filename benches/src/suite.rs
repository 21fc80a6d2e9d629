//! The workloads as a test is written: in a cell, through [`Runtime`].

use std::{
    hint::black_box,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use runtime_matrix::{Cell, Runtime, RuntimeFactory};

use crate::{Spawner, native::nap};

/// Runs an empty cell.
///
/// # Panics
///
/// Panics if the cell fails.
pub fn cell(factory: &dyn RuntimeFactory) {
    Cell::new(factory).run(|_rt| async {}).unwrap();
}

/// Spawns and joins `count` tasks, one after the other, and returns how long the loop took.
///
/// # Panics
///
/// Panics if the cell fails.
#[must_use]
pub fn spawns(factory: &dyn RuntimeFactory, spawner: Spawner, count: u64) -> Duration {
    timed(Cell::new(factory), move |rt| async move {
        match spawner {
            Spawner::Root => spawn_and_join(rt, count).await,
            Spawner::Task => {
                let work = spawn_and_join(rt.clone(), count);
                rt.spawn(work).await.expect("the loop ends")
            }
        }
    })
}

/// Has `tasks` tasks sleep three times each, on virtual time, and returns how long that took.
///
/// The tasks are spawned first and joined afterwards; spawning and joining is in the figure.
///
/// # Panics
///
/// Panics if the cell fails.
#[must_use]
pub fn sleeps(factory: &dyn RuntimeFactory, tasks: u64) -> Duration {
    timed(Cell::new(factory).virtual_clock(), move |rt| async move {
        let start = Instant::now();
        let tasks: Vec<_> = (0..tasks)
            .map(|i| rt.spawn(sleep_thrice(rt.clone(), i)))
            .collect();
        for task in tasks {
            task.await.expect("the task ends");
        }
        start.elapsed()
    })
}

/// Runs a body that times itself. Its own limit would end it: a million sleeps take a while.
fn timed<T>(cell: Cell<'_>, body: impl FnOnce(Runtime) -> T) -> Duration
where
    T: Future<Output = Duration> + 'static,
{
    let elapsed = Arc::new(OnceLock::new());
    let noted = Arc::clone(&elapsed);
    let outcome = cell.timeout(None).run(|rt| {
        let body = body(rt);
        async move {
            let _ = noted.set(body.await);
        }
    });
    outcome.unwrap();
    *elapsed.get().expect("the body has run")
}

async fn spawn_and_join(rt: Runtime, count: u64) -> Duration {
    let start = Instant::now();
    for i in 0..count {
        let joined = rt.spawn(async move { black_box(i) }).await;
        joined.expect("the task ends");
    }
    start.elapsed()
}

async fn sleep_thrice(rt: Runtime, i: u64) {
    for j in 0..3 {
        rt.sleep(nap(i, j)).await;
    }
}
