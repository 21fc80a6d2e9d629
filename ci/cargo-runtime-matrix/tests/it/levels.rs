//! The levels of tests: what `--level` leaves out, and how a run tells of it.

use serde_json::Value;

use crate::fixture::{Outcome, assert_stdout, on};

/// Runs the fixture on two runtimes.
fn run(args: &[&str]) -> Outcome {
    on("levels", &[args, &["--runtimes", "sim,smol"]].concat()).run()
}

/// Returns the tests that ran, with their levels.
fn ran(args: &[&str]) -> Vec<(String, Option<String>)> {
    let outcome = run(&[args, &["--json"]].concat());
    let table: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let has_run = |test: &&Value| {
        let mut cells = test["cells"].as_array().unwrap().iter();
        cells.any(|cell| cell["verdict"] != "skipped")
    };
    let tests = table["tests"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    tests
        .filter(has_run)
        .map(|test| (text(&test["test"]).unwrap(), text(&test["level"])))
        .collect()
}

#[test]
fn a_level_changes_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let badge = folder.path().join("badge.json");
    let outcome = run(&["--report", &format!("badge={}", badge.display())]);
    outcome.assert_code(2);
    assert_stdout!("levels", outcome);
    let badge: Value = serde_json::from_slice(&std::fs::read(badge).unwrap()).unwrap();
    assert_eq!(badge["message"], "must 2/2 · should 2/3 · may 0/1");
    assert_eq!(badge["color"], "orange");
}

#[test]
fn what_is_below_the_level_is_left_out_and_is_one_line() {
    let outcome = run(&["--level", "must"]);
    outcome.assert_code(0);
    assert_stdout!("levels_must", outcome);
    let outcome = run(&["--level", "should"]);
    outcome.assert_code(2);
    assert_stdout!("levels_should", outcome);
}

#[test]
fn each_level_runs_what_is_above_it_too() {
    let name = |test: &str, level: Option<&str>| (test.to_owned(), level.map(str::to_owned));
    let must = ["keeps_another", "keeps_its_promise"].map(|test| name(test, None));
    let should = ["falls_short", "holds", "sings"];
    let should = should.map(|test| name(&format!("expected::{test}"), Some("should")));
    let may = [name("is_a_choice", Some("may"))];
    let sorted = |tests: &[&[(String, Option<String>)]]| {
        let mut tests = tests.concat();
        tests.sort();
        tests
    };
    assert_eq!(ran(&["--level", "must"]), sorted(&[&must]));
    assert_eq!(ran(&["--level", "should"]), sorted(&[&must, &should]));
    assert_eq!(ran(&["--level", "may"]), sorted(&[&must, &should, &may]));
    assert_eq!(ran(&[]), ran(&["--level", "may"]));
}

#[test]
fn where_no_test_reaches_the_level_nothing_has_run() {
    let outcome = run(&["is_a_choice", "--level", "should"]);
    outcome.assert_code(4);
    let told = "1 test left out: its level is below `should`\n";
    assert!(outcome.stdout.starts_with(told), "{}", outcome.stdout);
    let told = "not ok: 1 test; cells: 2 skipped\n";
    assert!(outcome.stdout.ends_with(told), "{}", outcome.stdout);
}

#[test]
fn a_level_that_there_is_not() {
    let outcome = run(&["--level", "info"]);
    outcome.assert_code(1);
    let told =
        "invalid value 'info' for '--level <LEVEL>'\n  [possible values: must, should, may]\n";
    assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
}

#[test]
fn the_environment_says_it_where_the_arguments_do_not() {
    let args = ["--runtimes", "sim,smol"];
    let by_environment = on("levels", &args)
        .env("RUNTIME_MATRIX_LEVEL", "must")
        .run();
    assert_eq!(by_environment.stdout, run(&["--level", "must"]).stdout);
    let args = [&args[..], &["--level", "should"]].concat();
    let both = on("levels", &args)
        .env("RUNTIME_MATRIX_LEVEL", "must")
        .run();
    assert_eq!(both.stdout, run(&["--level", "should"]).stdout);
}

#[test]
fn a_level_goes_with_repetitions_shards_and_a_process_for_each_test() {
    let left_out = "4 tests left out: their level is below `must`\n";
    for more in [&["--stress", "3"][..], &["--census"], &["--isolate"]] {
        let outcome = run(&[&["--level", "must"], more].concat());
        outcome.assert_code(0);
        assert!(outcome.stdout.contains(left_out), "{}", outcome.stdout);
        let told = "ok: 6 tests; cells: 4 pass, 8 skipped\n";
        assert!(outcome.stdout.ends_with(told), "{}", outcome.stdout);
    }
    let shards = ["1/2", "2/2"].map(|shard| ran(&["--level", "must", "--shard", shard]));
    let mut both = shards.concat();
    both.sort();
    assert_eq!(both, ran(&["--level", "must"]));
}
