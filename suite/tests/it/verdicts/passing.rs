//! Tests that pass, and what their records count.

use std::{future::pending, time::Duration};

use runtime_matrix::{Cell, Runtime, Verdict};

use super::assert_told;
use crate::on;

#[runtime_matrix::test]
async fn a_pass_counts_its_tasks_and_polls(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move { rt.spawn(async {}).await.unwrap() }).await;
    assert_told(&outcome, Verdict::Pass, &[]);
    assert_eq!(outcome.report(), "");
    assert_eq!(outcome.record().tasks, 1);
    assert!(outcome.record().polls >= 2, "{:?}", outcome.record());
}

/// Spawns a pending task past the suite, where there is a Tokio to do so.
fn spawn_past_the_suite() -> bool {
    let native = tokio::runtime::Handle::try_current();
    native
        .map(|native| drop(native.spawn(pending::<()>())))
        .is_ok()
}

#[runtime_matrix::test]
async fn what_is_spawned_past_the_suite_is_counted_and_no_leak(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        spawn_past_the_suite();
    })
    .await;
    assert_told(&outcome, Verdict::Pass, &[]);
    let expected = match rt.name() {
        // There is no way past the suite on `sim`.
        "sim" => Some(0),
        "tokio_current_thread" | "tokio_multi_thread" => Some(1),
        // The others cannot count their tasks, and nothing is guessed.
        _ => None,
    };
    assert_eq!(outcome.record().untracked, expected);
}

#[runtime_matrix::test]
async fn virtual_time_stands_still_while_something_untracked_is_alive(rt: Runtime) {
    let short = |cell: Cell<'static>| {
        cell.virtual_clock()
            .timeout(Some(Duration::from_millis(500)))
    };
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let past_the_suite = spawn_past_the_suite();
        rt.sleep(Duration::from_secs(3600)).await;
        assert!(!past_the_suite, "the clock jumped over what it cannot see");
    })
    .await;
    if rt.name().starts_with("tokio") {
        assert_told(
            &outcome,
            Verdict::Timeout,
            &["and 1 that were spawned past the suite"],
        );
    } else {
        // Nothing was spawned past it.
        assert_told(&outcome, Verdict::Pass, &[]);
    }
}
