//! What is done to tasks beyond polling them when they are woken.

use std::{
    collections::BTreeSet,
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Poll, Waker},
};

use runtime_matrix_sim::{Config, Decision, DecisionKind, Disturbances, Schedule};

use crate::{
    bounded::bounded,
    schedules::{run, three_by_three},
    world::{Log, World, yield_now},
};

fn disturbed(disturbances: Disturbances) -> Config {
    Config {
        schedule: Schedule::Fifo,
        disturbances,
        ..Config::default()
    }
}

/// A task that waits to be woken three times; it logs its polls.
async fn woken_thrice(world: &World, log: Log<u32>) {
    let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
    let wakes = Arc::new(AtomicU32::new(0));
    let (keeps, counts) = (Arc::clone(&waker), Arc::clone(&wakes));
    let task = world.spawn(poll_fn(move |cx| {
        log.lock().unwrap().push(counts.load(SeqCst));
        if counts.load(SeqCst) == 3 {
            return Poll::Ready(());
        }
        *keeps.lock().unwrap() = Some(cx.waker().clone());
        Poll::Pending
    }));
    for _ in 0..3 {
        for _ in 0..10 {
            yield_now().await;
        }
        wakes.fetch_add(1, SeqCst);
        let waker = waker.lock().unwrap().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
    task.join_native().await;
}

#[test]
fn a_task_that_waits_is_polled_for_nothing() {
    bounded(|| {
        let often = Disturbances {
            spurious_polls: 2,
            ..Disturbances::default()
        };
        let (polls, decided) = run(&disturbed(often), 1, woken_thrice);
        assert!(polls.len() > 6, "{polls:?}");
        let extra = decided
            .iter()
            .filter(|decision| decision.kind == DecisionKind::SpuriousPoll && decision.chosen > 0);
        // Some were of the root, which yields and so hardly ever waits.
        assert!(extra.count() >= polls.len() - 4);
    });
}

#[test]
fn a_storm_polls_all_that_wait() {
    bounded(|| {
        let stormy = Disturbances {
            wake_storms: 8,
            ..Disturbances::default()
        };
        let (polls, decided) = run(&disturbed(stormy), 3, async |world, log| {
            for task in 0..5 {
                let log = log.clone();
                world
                    .spawn(poll_fn(move |_| {
                        log.lock().unwrap().push(task);
                        Poll::<()>::Pending
                    }))
                    .detach();
            }
            for _ in 0..30 {
                yield_now().await;
            }
        });
        // What the last one makes ready may come too late.
        let storms = decided
            .iter()
            .filter(|decision| decision.kind == DecisionKind::WakeStorm && decision.chosen > 0)
            .count();
        assert!(storms > 1, "{decided:?}");
        for task in 0..5 {
            assert!(
                polls.iter().filter(|polled| **polled == task).count() >= storms - 1,
                "{polls:?}"
            );
        }
    });
}

#[test]
fn undisturbed_nothing_is_polled_without_a_wake() {
    bounded(|| {
        let (polls, decided) = run(&disturbed(Disturbances::default()), 1, woken_thrice);
        assert_eq!(polls, [0, 1, 2, 3]);
        assert!(
            decided
                .iter()
                .all(|decision| decision.kind == DecisionKind::Task)
        );
    });
}

#[test]
fn a_wake_that_is_held_back_is_not_lost() {
    bounded(|| {
        let late = Disturbances {
            late_wakes: 1,
            ..Disturbances::default()
        };
        let mut steps = BTreeSet::new();
        for seed in 0..50 {
            let (order, decided) = run(&disturbed(late), seed, three_by_three);
            assert_eq!(order.len(), 9, "{order:?}");
            let late = |decision: &&Decision| decision.kind == DecisionKind::LateWake;
            steps.extend(decided.iter().filter(late).map(|decision| decision.chosen));
        }
        assert_eq!(steps, BTreeSet::from([1, 2, 3, 4]), "each wake is late");
    });
}

#[test]
fn time_waits_for_a_wake_that_is_held_back() {
    bounded(|| {
        let late = Disturbances {
            late_wakes: 1,
            ..Disturbances::default()
        };
        for seed in 0..50 {
            run(&disturbed(late), seed, async |world, _| {
                let sleeper = world.spawn(world.sleep(1_000));
                for _ in 0..20 {
                    yield_now().await;
                    assert_eq!(world.now().as_millis(), 0, "time moved past a wake");
                }
                sleeper.join_native().await;
                assert_eq!(world.now().as_millis(), 1_000);
            });
        }
    });
}

#[test]
fn a_cancelled_task_may_be_dropped_some_turns_later() {
    bounded(|| {
        let dropped_after = |seed| {
            let config = Config::default();
            let (turns, _) = run(&config, seed, async |world, log| {
                let held = Arc::new(());
                let holds = Arc::clone(&held);
                let task = world.spawn(async move {
                    let _holds = holds;
                    std::future::pending::<()>().await;
                });
                for other in 0..4 {
                    world
                        .spawn(async move {
                            for _ in 0..other {
                                yield_now().await;
                            }
                        })
                        .detach();
                }
                let cancelled = task.cancel();
                let mut turns = 0;
                while Arc::strong_count(&held) > 1 {
                    yield_now().await;
                    turns += 1;
                }
                log.lock().unwrap().push(turns);
                cancelled.await;
            });
            turns[0]
        };
        let turns: Vec<u32> = (0..50).map(dropped_after).collect();
        assert!(
            turns.contains(&1) && turns.iter().any(|turns| *turns > 1),
            "{turns:?}"
        );
    });
}
