//! Packages that do not build, on one runtime or at all.

use crate::fixture::{assert_stdout, on};

#[test]
fn what_builds_runs_when_one_runtime_does_not_build() {
    let outcome = on("does_not_build_on_tokio", &[]).run();
    outcome.assert_code(5);
    assert_stdout!("does_not_build_on_tokio", outcome);
}

#[test]
fn where_nothing_builds_nothing_runs() {
    let outcome = on("does_not_build", &["--runtimes", "sim"]).run();
    outcome.assert_code(5);
    assert_stdout!("does_not_build", outcome);
}
