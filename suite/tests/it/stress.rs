//! The bodies that broke the first idle tracker, and one more, over and over: a virtual clock that jumps
//! too early, an output that is lost or a payload that is mixed up shows here. Real time cannot hide it:
//! each body asserts *exact* virtual time.

use std::time::Duration;

use runtime_matrix::{Cell, JoinError, Outcome, Runtime};

use crate::on;

const TIMES: u64 = 2_000;

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Runs a body in a fresh cell with virtual time, `TIMES` over, each with another seed.
async fn over_and_over(rt: &Runtime, cell: fn(Cell<'static>) -> Outcome) {
    let factory = on::factory(rt);
    on::aside(rt, move || {
        for time in 0..TIMES {
            cell(on::quick(factory).virtual_clock().seed(time)).unwrap();
        }
    })
    .await;
}

/// Spawns a sleeper that makes each early jump visible: it would take time to 1,000 ms.
fn bystander(rt: &Runtime) -> runtime_matrix::Task<()> {
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
