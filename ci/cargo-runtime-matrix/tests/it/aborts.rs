//! Tests that take their processes down.

use crate::fixture::{assert_stdout, on};

#[test]
fn hangs_and_crashes_cost_the_others_nothing() {
    let call = on("aborts", &["crash", "hang", "innocent", "later"]);
    let outcome = call.for_the_binaries(&["--test-threads=4"]).run();
    outcome.assert_code(3);
    assert_stdout!("aborts", outcome);
}

#[test]
fn a_process_that_is_killed_from_outside_costs_a_note() {
    let marks = tempfile::tempdir().unwrap();
    let call = on(
        "aborts",
        &["killed", "--runtimes", "sim,tokio_current_thread"],
    );
    let outcome = call.env("KILLED", marks.path()).run();
    outcome.assert_code(0);
    assert_stdout!("killed", outcome);
}
