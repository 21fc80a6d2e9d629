//! Blocking jobs that wait for the clock.

use std::{thread, time::Duration};

use runtime_matrix::{Runtime, Verdict};

use super::{millis, secs};
use crate::on;

#[runtime_matrix::test(clock = "virtual", requires(blocking))]
async fn a_job_that_waits_for_the_clock_lets_it_go_on(rt: Runtime) {
    let job = rt.spawn_blocking({
        let clock = rt.clock();
        move || {
            let mut moments = Vec::new();
            for _ in 0..3 {
                clock.wait_blocking(secs(20));
                moments.push(clock.now());
            }
            moments
        }
    });
    let sleeper = rt.spawn(rt.sleep(secs(50)));
    assert_eq!(job.await.unwrap(), [secs(20), secs(40), secs(60)]);
    assert!(sleeper.is_finished());
    sleeper.await.unwrap();
}

/// While it goes on after its wait it counts again: a jump then would be seen.
#[runtime_matrix::test(clock = "virtual", requires(blocking))]
async fn a_job_that_has_waited_keeps_the_clock_again(rt: Runtime) {
    let bystander = rt.spawn(rt.sleep(secs(1_000)));
    let job = rt.spawn_blocking({
        let clock = rt.clock();
        move || {
            clock.wait_blocking(millis(10));
            for _ in 0..100 {
                thread::yield_now();
            }
            clock.now()
        }
    });
    assert_eq!(job.await.unwrap(), millis(10));
    assert_eq!(rt.now(), millis(10));
    bystander.await.unwrap();
}

#[runtime_matrix::test(clock = "virtual", requires(blocking))]
async fn a_wait_of_zero_is_over_at_once(rt: Runtime) {
    let clock = rt.clock();
    let job = rt.spawn_blocking(move || clock.wait_blocking(Duration::ZERO));
    job.await.unwrap();
    assert_eq!(rt.now(), Duration::ZERO);
}

#[runtime_matrix::test(requires(blocking))]
async fn under_the_real_clock_a_job_waits_as_long(rt: Runtime) {
    let (clock, before) = (rt.clock(), rt.now());
    let job = rt.spawn_blocking(move || clock.wait_blocking(millis(2)));
    job.await.unwrap();
    assert!(rt.now() - before >= millis(2));
}

#[runtime_matrix::test]
async fn a_task_must_not_wait_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        rt.clock().wait_blocking(millis(1));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    let message = outcome.message().unwrap_or_default();
    assert!(
        message.contains(
            "`wait_blocking` outside of the cell's blocking jobs: await `Runtime::sleep`"
        ),
        "{message}"
    );
}
