//! What is left over when a test has ended.

use std::{future::pending, sync::mpsc, thread, time::Duration};

use runtime_matrix::{Cell, Runtime, Verdict};

use super::{assert_told, reader_place, spawn_reader};
use crate::on;

#[runtime_matrix::test]
async fn a_task_that_still_runs_is_a_leak_with_its_place(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        drop(spawn_reader(&rt));
        drop(rt.spawn(pending::<()>()));
    })
    .await;
    let place = reader_place();
    let parts = [
        "leak: task `reader` was still running when the test had ended",
        &format!("spawned at {place}"),
        "then:",
        "leak: task 2 was still running when the test had ended",
    ];
    assert_told(&outcome, Verdict::Leak, &parts);
    let leaks = &outcome.record().leaks;
    assert_eq!(leaks.len(), 2);
    assert!(leaks[0].place.starts_with(&place), "{leaks:?}");
}

#[runtime_matrix::test]
async fn a_handle_that_is_held_to_the_end_is_a_leak_too(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _held = rt.spawn(pending::<()>());
    })
    .await;
    assert_told(&outcome, Verdict::Leak, &["leak: task 1"]);
}

#[runtime_matrix::test]
async fn a_task_that_only_needs_its_turns_is_no_leak(rt: Runtime) {
    for _ in 0..100 {
        let outcome = on::outcome(&rt, |rt| async move {
            let turns = rt.clone();
            drop(rt.spawn(async move {
                for _ in 0..5 {
                    turns.yield_now().await;
                }
            }));
        })
        .await;
        outcome.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_task_that_never_comes_to_rest_is_a_leak(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let turns = rt.clone();
        drop(rt.spawn(async move {
            loop {
                turns.yield_now().await;
            }
        }));
    })
    .await;
    assert_told(&outcome, Verdict::Leak, &["leak: task 1"]);
}

#[runtime_matrix::test]
async fn a_detached_task_that_panics_as_the_body_ends_is_told(rt: Runtime) {
    for _ in 0..100 {
        let outcome = on::outcome(&rt, |rt| async move {
            rt.spawn(async { std::panic::resume_unwind(Box::new("late")) })
                .detach();
        })
        .await;
        assert_told(&outcome, Verdict::Panic, &["task 1 panicked: late"]);
    }
}

#[runtime_matrix::test]
async fn a_failed_test_accuses_no_task_of_leaking(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _held = rt.spawn(pending::<()>());
        Err::<(), _>("no")
    })
    .await;
    assert_told(&outcome, Verdict::Fail, &[]);
    assert!(!outcome.report().contains("leak"), "{}", outcome.report());
}

#[runtime_matrix::test(requires(blocking))]
async fn a_job_that_still_runs_is_a_leak(rt: Runtime) {
    let (go_on, goes_on) = mpsc::channel::<()>();
    let outcome = on::outcome(&rt, |rt| async move {
        drop(rt.spawn_blocking(move || goes_on.recv()));
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            drop(go_on);
        });
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Leak,
        &["leak: blocking job 1 was still running"],
    );
}

#[runtime_matrix::test(requires(blocking))]
async fn a_job_that_outlives_the_teardown_is_left_behind(rt: Runtime) {
    let (go_on, goes_on) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    let short = |cell: Cell<'static>| cell.teardown(Duration::from_millis(200));
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        rt.spawn_blocking(move || {
            begun.send(()).expect("the test waits");
            goes_on.recv()
        })
        .detach();
        has_begun.recv().expect("the job begins");
    })
    .await;
    drop(go_on);
    let parts = [
        "teardown did not end within 200ms",
        "blocking job 1: blocking for 0.",
    ];
    assert_told(&outcome, Verdict::Leak, &parts);
}
