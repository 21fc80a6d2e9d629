//! Tasks that sleep three times each on virtual time: the suite's, and Tokio's own paused clock.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use runtime_matrix::{Cell, Runtime, RuntimeFactory};

/// Has `tasks` tasks sleep three times each, in a cell with a virtual clock, and returns how long that took.
///
/// The tasks are spawned first and joined afterwards; spawning and joining is in the figure.
///
/// # Panics
///
/// Panics if the cell fails, or if less virtual time has passed than was slept.
#[must_use]
pub fn sleeps(factory: &dyn RuntimeFactory, tasks: u64) -> Duration {
    let elapsed = Arc::new(OnceLock::new());
    let noted = Arc::clone(&elapsed);
    // Its own limit would end it: a million sleeps take a while.
    let cell = Cell::new(factory).virtual_clock().timeout(None);
    let outcome = cell.run(|rt| async move {
        let start = Instant::now();
        let sleepers: Vec<_> = (0..tasks)
            .map(|i| rt.spawn(sleep_thrice(rt.clone(), i)))
            .collect();
        for sleeper in sleepers {
            sleeper.await.expect("the task ends");
        }
        assert!(rt.now() >= longest(tasks), "the sleeps have been slept");
        assert!(noted.set(start.elapsed()).is_ok(), "it runs once");
    });
    outcome.unwrap();
    *elapsed.get().expect("the body has run")
}

async fn sleep_thrice(rt: Runtime, i: u64) {
    for j in 0..3 {
        rt.sleep(nap(i, j)).await;
    }
}

/// Does the same on Tokio's paused clock, which its current-thread runtime alone has.
///
/// # Panics
///
/// Panics if Tokio cannot be built, or if less virtual time has passed than was slept.
#[cfg(feature = "tokio")]
#[must_use]
pub fn paused_sleeps(tasks: u64) -> Duration {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let tokio = builder.enable_time().start_paused(true).build();
    tokio.expect("it needs nothing").block_on(async {
        let (start, began) = (Instant::now(), tokio::time::Instant::now());
        let sleepers: Vec<_> = (0..tasks)
            .map(|i| {
                tokio::spawn(async move {
                    for j in 0..3 {
                        tokio::time::sleep(nap(i, j)).await;
                    }
                })
            })
            .collect();
        for sleeper in sleepers {
            sleeper.await.expect("the task ends");
        }
        assert!(
            began.elapsed() >= longest(tasks),
            "the sleeps have been slept"
        );
        start.elapsed()
    })
}

/// Returns how long the task of that number sleeps at that time.
fn nap(task: u64, time: u64) -> Duration {
    Duration::from_millis(10_000 + (task * 7919 + time * 13) % 50_000)
}

/// Returns how long the one task sleeps that sleeps longest.
fn longest(tasks: u64) -> Duration {
    let sleep = |task| (0..3).map(|time| nap(task, time)).sum();
    (0..tasks).map(sleep).max().unwrap_or_default()
}
