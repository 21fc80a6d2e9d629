//! Tests that are left out on some runtimes, with their reasons, and binaries that are left to cargo.

use crate::fixture::{assert_stdout, on};

#[test]
fn what_is_left_out_is_told_with_its_reason_and_has_not_run() {
    let args = ["needs", "skips", "nowhere", "panics"];
    let outcome = on("left_out", &args).run();
    outcome.assert_code(2);
    assert_stdout!("left_out", outcome);
}

#[test]
fn where_all_is_left_out_nothing_has_run() {
    let outcome = on("left_out", &["nowhere", "--runtimes", "sim,tokio"]).run();
    outcome.assert_code(4);
    assert_stdout!("runs_nowhere", outcome);
}

#[test]
fn a_test_that_has_no_cell_on_the_chosen_runtimes_does_not_run() {
    on("left_out", &["needs_a_network", "--runtimes", "smol"]).run().assert_error(
        4,
        "of the tests that match, 1 in all, none has a cell on the runtimes that are run: choose others with \
         --runtimes",
    );
}
