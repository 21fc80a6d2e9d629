//! Errors and panics: of the body, of tasks, of jobs.

use std::{future::pending, sync::mpsc, time::Duration};

use runtime_matrix::{Runtime, Task, Verdict};

use super::assert_told;
use crate::on;

#[runtime_matrix::test]
async fn an_error_that_is_returned_fails(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { Err::<(), _>("no such user") }).await;
    assert_told(
        &outcome,
        Verdict::Fail,
        &["inner::", "the test returned an error: \"no such user\""],
    );
}

const BOOM_AT: u32 = line!() + 2;
async fn boom() {
    panic!("boom");
}

#[runtime_matrix::test]
async fn a_panic_of_the_body_tells_its_place(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| boom()).await;
    let place = format!("{}:{BOOM_AT}:", file!());
    assert_told(
        &outcome,
        Verdict::Panic,
        &["the test panicked: boom", &format!("panicked at {place}")],
    );
    assert!(
        outcome
            .record()
            .place
            .as_ref()
            .is_some_and(|told| told.starts_with(&place))
    );
}

const LOGGER_AT: u32 = line!() + 2;
fn spawn_logger(rt: &Runtime) -> Task<()> {
    rt.spawn_named("logger", boom())
}

#[runtime_matrix::test]
async fn a_panic_of_a_detached_task_ends_the_body_at_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        spawn_logger(&rt).detach();
        pending::<()>().await;
    })
    .await;
    let place = format!("spawned at {}:{LOGGER_AT}:", file!());
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task `logger` panicked: boom", &place],
    );
    assert!(
        !outcome.report().contains("then:"),
        "the pending body is a consequence:\n{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_panic_of_a_task_whose_handle_was_dropped_ends_the_body_at_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        drop(rt.spawn(async { panic!("boom") }));
        pending::<()>().await;
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["task 1 panicked: boom"]);
}

#[runtime_matrix::test]
async fn a_panic_behind_a_handle_that_is_still_held_fails_at_the_end(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let held = rt.spawn(async { panic!("boom") });
        while !held.is_finished() {
            rt.yield_now().await;
        }
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task 1 panicked: boom", "nothing joined it"],
    );
}

#[runtime_matrix::test]
async fn a_panic_behind_a_held_handle_is_the_first_cause_of_a_standstill(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _held = rt.spawn(async { panic!("boom") });
        pending::<()>().await;
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task 1 panicked: boom", "then:", "deadlock"],
    );
}

#[runtime_matrix::test]
async fn a_panic_that_was_joined_fails_nothing(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        assert!(rt.spawn(async { panic!("boom") }).await.is_err());
    })
    .await;
    assert_told(&outcome, Verdict::Pass, &[]);
}

#[runtime_matrix::test(requires(blocking))]
async fn a_panic_of_a_blocking_job_is_not_lost(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        rt.spawn_blocking(|| panic!("boom")).detach();
        pending::<()>().await;
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["blocking job 1 panicked: boom"]);
}

#[runtime_matrix::test]
async fn a_panic_while_the_body_is_dropped_is_told(rt: Runtime) {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let outcome = on::outcome_of(
        &rt,
        |cell| cell.timeout(Some(Duration::from_millis(300))),
        |rt| async move {
            let _bomb = Bomb;
            loop {
                rt.sleep(Duration::from_secs(3600)).await;
            }
        },
    )
    .await;
    let parts = ["time limit of 300ms", "then:", "the test panicked: dropped"];
    assert_told(&outcome, Verdict::Timeout, &parts);
}

#[runtime_matrix::test(requires(blocking))]
async fn what_panicked_first_is_the_cause_even_if_unwinding_took_others_with_it(rt: Runtime) {
    /// Lets another thread panic while this one unwinds, and waits until it has.
    struct Takes(mpsc::Sender<()>, mpsc::Receiver<()>);
    impl Drop for Takes {
        fn drop(&mut self) {
            let _ = self.0.send(());
            let _ = self.1.recv();
        }
    }
    struct Gone(#[expect(dead_code, reason = "it is dropped after the panic")] mpsc::Sender<()>);
    let outcome = on::outcome(&rt, |rt| async move {
        let (go, goes) = mpsc::channel();
        let (gone, has_gone) = mpsc::channel();
        let gone = Gone(gone);
        rt.spawn_blocking(move || {
            let _gone = gone;
            goes.recv().expect("the test takes this with it");
            panic!("consequence");
        })
        .detach();
        let _takes = Takes(go, has_gone);
        panic!("cause");
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &[
            "  the test panicked: cause",
            "then:",
            "blocking job 1 panicked: consequence",
        ],
    );
    assert_eq!(outcome.message(), Some("the test panicked: cause"));
}

#[runtime_matrix::test]
async fn a_panic_behind_a_handle_that_was_leaked_is_not_lost(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        std::mem::forget(rt.spawn_named("forgotten", boom()));
        rt.yield_now().await;
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task `forgotten` panicked: boom"],
    );
}

#[runtime_matrix::test]
async fn an_unwrapped_panic_reads_as_it_was_printed(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        rt.spawn(async { panic!("line one\nline two") })
            .await
            .unwrap();
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["Panicked(task 1, spawned at", ": line one\n  line two)"],
    );
}
