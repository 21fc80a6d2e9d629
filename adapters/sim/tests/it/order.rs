use std::{
    collections::HashSet,
    future::poll_fn,
    task::{Poll, Waker},
    thread,
    time::Instant,
};

use crate::{
    bounded::bounded,
    world::{Log, World, millis, taken, yield_now},
};

/// Runs tasks that yield, sleep and are cancelled; returns each of their steps.
fn trace(seed: u64) -> Vec<(usize, &'static str)> {
    let world = World::seeded(seed);
    let log = Log::default();
    let mut handles = Vec::new();
    for task in 0..8 {
        let (mine, log) = (world.clone(), log.clone());
        handles.push(world.spawn(async move {
            for step in ["yielded", "slept", "yielded again"] {
                log.lock().unwrap().push((task, step));
                yield_now().await;
                mine.sleep(task as u64 % 3).await;
            }
        }));
    }
    world.block_on(async {
        handles.pop().unwrap().cancel().await;
        log.lock().unwrap().push((99, "cancelled"));
        for handle in handles {
            handle.join_native().await;
        }
    });
    taken(&log)
}

#[test]
fn a_seed_replays_exactly() {
    bounded(|| {
        for seed in 0..50 {
            assert_eq!(trace(seed), trace(seed), "seed {seed}");
        }
    });
}

#[test]
fn seeds_give_different_orders() {
    bounded(|| {
        let traces: HashSet<_> = (0..50).map(trace).collect();
        assert!(traces.len() > 45, "{} of 50", traces.len());
    });
}

/// Returns the order in which the root, as 0, and tasks 1 to 3 are polled first.
///
/// That is the second run of the instance, and `between` may use the wakers of what ended in the first.
fn first_polls(seed: u64, between: impl FnOnce(Vec<Waker>)) -> Vec<usize> {
    let world = World::seeded(seed);
    let (wakers, log) = (Log::default(), Log::default());
    let task = world.spawn(keep_waker(wakers.clone()));
    world.block_on(async {
        keep_waker(wakers.clone()).await;
        task.join_native().await;
    });
    let mut tasks = Vec::new();
    for task in 1..4 {
        let log = log.clone();
        tasks.push(world.spawn(async move { log.lock().unwrap().push(task) }));
    }
    between(taken(&wakers));
    world.block_on(async {
        log.lock().unwrap().push(0);
        for task in tasks {
            task.join_native().await;
        }
    });
    taken(&log)
}

async fn keep_waker(wakers: Log<Waker>) {
    poll_fn(|context| {
        wakers.lock().unwrap().push(context.waker().clone());
        Poll::Ready(())
    })
    .await;
}

#[test]
fn every_order_of_ready_tasks_and_root_occurs() {
    bounded(|| {
        let orders: HashSet<_> = (0..500).map(|seed| first_polls(seed, drop)).collect();
        assert_eq!(orders.len(), 24);
    });
}

#[test]
fn a_wake_of_what_has_ended_changes_no_schedule() {
    bounded(|| {
        for seed in 0..50 {
            let woken = first_polls(seed, |wakers| {
                assert_eq!(wakers.len(), 2);
                wakers.into_iter().for_each(Waker::wake);
            });
            assert_eq!(woken, first_polls(seed, drop), "seed {seed}");
        }
    });
}

#[test]
fn short_jobs_are_part_of_the_replay() {
    bounded(|| {
        for _ in 0..20 {
            let (world, log, began) = (World::new(), Log::default(), Instant::now());
            for job in 0..3 {
                let log = log.clone();
                world.run_job(move || {
                    // Time for the next job to overtake, if it could.
                    thread::park_timeout(millis(1));
                    log.lock().unwrap().push(job);
                });
            }
            world.block_on(async { log.lock().unwrap().push(3) });
            let (order, took) = (taken(&log), began.elapsed());
            // On a busy machine even a short job may take longer than the 10 ms that it has the floor.
            assert!(order == [0, 1, 2, 3] || took >= millis(10), "{order:?}");
        }
    });
}
