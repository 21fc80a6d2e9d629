//! Virtual time, where one runtime or job waits for another.

use std::{thread, time::Duration};

use runtime_matrix::{Cell, RemoteRuntime, Runtime};

use super::start;
use crate::on::{self, aside};

const HOUR: Duration = Duration::from_secs(3_600);

#[runtime_matrix::test]
async fn a_remote_runtime_may_have_virtual_time(rt: Runtime) {
    let cell = Cell::new(on::factory(&rt)).named("hours").virtual_clock();
    let remote = RemoteRuntime::start_cell(cell).unwrap();
    let slept = remote.submit(async {
        let rt = Runtime::current();
        rt.sleep(HOUR).await;
        rt.now()
    });
    assert_eq!(slept.await.unwrap(), HOUR);
}

#[runtime_matrix::test(requires(blocking))]
async fn the_clock_goes_on_while_a_job_waits_for_a_task_and_no_further(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let far = rt.spawn({
            let rt = rt.clone();
            async move { rt.sleep(1_000 * HOUR).await }
        });
        let inside = rt.clone();
        let job = rt.spawn_blocking(move || {
            for hours in 1..=20 {
                let sleep = inside.sleep(HOUR);
                inside.call_blocking(sleep).unwrap();
                assert_eq!(inside.now(), hours * HOUR);
            }
        });
        job.await.unwrap();
        far.cancel().await;
    });
    outcome.await.unwrap();
}

#[runtime_matrix::test]
async fn the_clock_stands_while_a_test_awaits_a_remote_task(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let remote = start(&rt, "stands");
        let far = rt.spawn({
            let rt = rt.clone();
            async move { rt.sleep(HOUR).await }
        });
        // However long it takes, it takes no virtual time.
        let answer = remote.submit(async { thread::sleep(Duration::from_millis(50)) });
        answer.await.unwrap();
        assert_eq!(rt.now(), Duration::ZERO);
        far.cancel().await;
    });
    outcome.await.unwrap();
}

/// The work takes longer than the grace period of the test.
#[runtime_matrix::test]
async fn a_test_that_awaits_a_remote_task_does_not_stand_still(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let remote = start(&rt, "works");
        let answer = remote.submit(async { thread::sleep(Duration::from_millis(400)) });
        answer.await.unwrap();
    });
    outcome.await.unwrap();
}

/// Nor does a remote runtime that nobody hands anything to.
#[runtime_matrix::test]
async fn a_remote_runtime_may_have_nothing_to_do(rt: Runtime) {
    let cell = on::quick(on::factory(&rt)).timeout(Some(Duration::from_millis(100)));
    let remote = RemoteRuntime::start_cell(cell).unwrap();
    aside(&rt, || thread::sleep(Duration::from_millis(400))).await;
    assert_eq!(remote.submit(async { 1 }).await.unwrap(), 1);
}
