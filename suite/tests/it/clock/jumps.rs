//! The bodies that broke the first idle tracker, and more, over and over: a virtual clock that jumps too early, an
//! output that is lost or a payload that is mixed up shows here. Real time cannot hide it: each body asserts *exact*
//! virtual time.
//!
//! 20 times each, or as often as the variable `REPEATS` says: `ci/stress.sh` has 2,000.

use std::{env, sync::LazyLock, thread, time::Duration};

use futures_util::stream::{FuturesUnordered, StreamExt};
use runtime_matrix::{Cell, Event, JoinError, Outcome, Runtime, Task};

use super::millis;
use crate::on;

static TIMES: LazyLock<u64> = LazyLock::new(|| {
    let times = env::var("REPEATS").ok();
    times.map_or(20, |times| times.parse().expect("REPEATS is a number"))
});

/// Runs a body in a fresh cell with virtual time over and over, each with another seed.
async fn over_and_over(rt: &Runtime, cell: fn(Cell<'static>) -> Outcome) {
    let factory = on::factory(rt);
    on::aside(rt, move || {
        for time in 0..*TIMES {
            // Patient: a standstill here is a bug, and a busy machine is none.
            let patient = Cell::new(factory)
                .named("inner")
                .grace(Duration::from_secs(20));
            cell(patient.virtual_clock().seed(time)).unwrap();
        }
    })
    .await;
}

/// Spawns a sleeper that makes each early jump visible: it would take time to 1,000 ms.
fn bystander(rt: &Runtime) -> Task<()> {
    rt.spawn(rt.sleep(millis(1_000)))
}

#[runtime_matrix::test(timeout = "10m")]
async fn a_child_is_joined_and_then_a_sleep(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            rt.spawn(rt.sleep(millis(10))).await.unwrap();
            rt.sleep(millis(5)).await;
            assert_eq!(rt.now(), millis(15));
            bystander.await.unwrap();
            assert_eq!(rt.now(), millis(1_000));
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m")]
async fn native_yields(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            let clock = rt.clone();
            let child = rt.spawn(async move {
                for _ in 0..50 {
                    tokio::task::yield_now().await;
                }
                clock.now()
            });
            assert_eq!(child.await.unwrap(), Duration::ZERO);
            bystander.await.unwrap();
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m")]
async fn three_hundred_ready_messages(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            let clock = rt.clone();
            let child = rt.spawn(async move {
                let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
                for message in 0..300 {
                    sender.send(message).expect("the receiver lives");
                }
                // Past 128 operations Tokio's cooperative budget puts the waker aside.
                for message in 0..300 {
                    assert_eq!(receiver.recv().await, Some(message));
                }
                clock.now()
            });
            assert_eq!(child.await.unwrap(), Duration::ZERO);
            bystander.await.unwrap();
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m")]
async fn a_child_panics_while_it_is_joined(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            let clock = rt.clone();
            let child = rt.spawn(async move {
                clock.sleep(millis(10)).await;
                // No message: two thousand of them would bury the output.
                std::panic::resume_unwind(Box::new(7_u64))
            });
            let joined: Result<(), JoinError> = child.await;
            let Err(JoinError::Panicked(panic)) = joined else {
                panic!("expected a panic, got {joined:?}")
            };
            assert_eq!(panic.into_payload().downcast_ref::<u64>(), Some(&7));
            assert_eq!(rt.now(), millis(10));
            bystander.await.unwrap();
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m")]
async fn a_foreign_thread_wakes_under_a_hold(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            rt.sleep(millis(1)).await;
            let (answered, hold) = (Event::new(), rt.clock().hold());
            let answer = answered.clone();
            let thread = thread::spawn(move || {
                answer.set();
                drop(hold);
            });
            answered.wait().await;
            assert_eq!(rt.now(), millis(1));
            thread.join().expect("it ends");
            bystander.await.unwrap();
            assert_eq!(rt.now(), millis(1_000));
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m")]
async fn an_unordered_set_of_joins(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            let mut all: FuturesUnordered<_> = (0..10_u64)
                .map(|number| {
                    let (clock, due) = (rt.clone(), millis(1 + number * 7 % 10));
                    rt.spawn(async move {
                        clock.sleep(due).await;
                        due
                    })
                })
                .collect();
            let mut ended = 0;
            while let Some(due) = all.next().await {
                ended += 1;
                assert_eq!((due.unwrap(), rt.now()), (millis(ended), millis(ended)));
            }
            assert_eq!(ended, 10);
            bystander.await.unwrap();
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m", requires(blocking))]
async fn a_blocking_job(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            let job = rt.spawn_blocking(thread::yield_now);
            job.await.unwrap();
            assert_eq!(rt.now(), Duration::ZERO);
            let clock = rt.clock();
            let waits = rt.spawn_blocking(move || {
                clock.wait_blocking(millis(10));
                thread::yield_now();
                clock.now()
            });
            assert_eq!(waits.await.unwrap(), millis(10));
            assert_eq!(rt.now(), millis(10));
            bystander.await.unwrap();
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m")]
async fn fifty_yields(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            let clock = rt.clone();
            let child = rt.spawn(async move {
                for _ in 0..50 {
                    clock.yield_now().await;
                }
                clock.now()
            });
            assert_eq!(child.await.unwrap(), Duration::ZERO);
            assert_eq!(rt.now(), Duration::ZERO);
            bystander.await.unwrap();
        })
    })
    .await;
}

#[runtime_matrix::test(timeout = "10m")]
async fn an_advance_among_sleepers(rt: Runtime) {
    over_and_over(&rt, |cell| {
        cell.run(|rt| async move {
            let bystander = bystander(&rt);
            let sleepers: Vec<_> = (1..=5)
                .map(|due| rt.spawn(rt.sleep(millis(2 * due))))
                .collect();
            rt.clock().advance(millis(6)).await;
            assert_eq!(rt.now(), millis(6));
            let finished = sleepers.iter().filter(|sleeper| sleeper.is_finished());
            assert_eq!(finished.count(), 3);
            for sleeper in sleepers {
                sleeper.await.unwrap();
            }
            assert_eq!(rt.now(), millis(10));
            bystander.await.unwrap();
        })
    })
    .await;
}
