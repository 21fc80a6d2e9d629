//! The cells that would run.

use serde_json::Value;

use crate::fixture::{assert_stdout, on};

#[test]
fn each_test_is_listed_with_its_cells() {
    let outcome = on("green", &["list"]).run();
    outcome.assert_code(0);
    assert_stdout!("list", outcome);
}

#[test]
fn what_a_test_leaves_out_is_told_apart() {
    let outcome = on("left_out", &["list", "--json"]).run();
    outcome.assert_code(0);
    let list: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let tests = list["tests"].as_array().unwrap();
    let left_out = |test: &Value| !test["left_out"].as_array().unwrap().is_empty();
    assert!(tests.iter().any(left_out), "{list}");
    assert!(!tests.iter().all(left_out), "{list}");
}

#[test]
fn a_filter_that_matches_nothing() {
    on("green", &["list", "sleep_s", "--runtimes", "sim"])
        .run()
        .assert_error(
            4,
            "no test matches `sleep_s`, of 5 that have cells; the nearest are sleeps",
        );
}
