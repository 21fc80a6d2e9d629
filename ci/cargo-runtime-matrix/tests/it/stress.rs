//! Cells that run more than once.

use std::path::Path;

use serde_json::Value;

use crate::fixture::{Outcome, on};

fn run(filter: &str, args: &[&str]) -> Outcome {
    let marks = tempfile::tempdir().unwrap();
    let args = [&[filter, "--runtimes", "sim"], args].concat();
    on("unruly", &args).env("MARKS", marks.path()).run()
}

#[test]
fn a_cell_that_fails_in_some_runs_is_red() {
    let outcome = run("fails_in_some_runs", &["--stress", "6"]);
    outcome.assert_code(2);
    let told = "  panic on sim, failed in 3 of 6 runs\n    the test panicked: not this time\n";
    assert!(outcome.stdout.contains(told), "{}", outcome.stdout);
    let note = "\nnote: each cell ran 6 times\n";
    assert!(outcome.stdout.contains(note), "{}", outcome.stdout);
}

#[test]
fn runs_are_counted_in_the_table() {
    let outcome = run("passes_each", &["--stress", "4", "--json"]);
    outcome.assert_code(0);
    let table: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let runs = &table["tests"][0]["cells"][0]["runs"];
    assert_eq!(*runs, serde_json::json!({ "all": 4, "failed": 0 }));
}

#[test]
fn a_crash_is_not_tried_again() {
    let outcome = run("crashes_in", &["--stress", "10", "--jobs", "1"]);
    outcome.assert_code(3);
    let told = "  crash on sim, failed in 1 of 2 runs\n";
    assert!(outcome.stdout.contains(told), "{}", outcome.stdout);
    let note = "note: `now_and_then::crashes_in_the_second_run` on sim ran 2 of 10 times: it was not run again after \
                its crash\n";
    assert!(outcome.stdout.contains(note), "{}", outcome.stdout);
}

#[test]
fn the_first_seed_that_fails_is_told_and_replays_it() {
    let outcome = run("fails_with_some_seeds", &["--seeds", "12", "--json"]);
    outcome.assert_code(2);
    let table: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let cell = &table["tests"][0]["cells"][0];
    assert_eq!(cell["runs"]["all"], 12);
    let seed = cell["runs"]["seed"].as_u64().unwrap();
    let rerun = cell["rerun"].as_str().unwrap();
    assert!(
        rerun.starts_with(&format!("RUNTIME_MATRIX_SEED={seed} cargo test")),
        "{rerun}"
    );

    let with = |seed: u64| {
        let call = on("unruly", &["fails_with_some_seeds", "--runtimes", "sim"]);
        let seed = seed.to_string();
        call.env("RUNTIME_MATRIX_SEED", Path::new(&seed)).run()
    };
    with(seed).assert_code(2);
    for earlier in 0..seed {
        with(earlier).assert_code(0);
    }
}

#[test]
fn seeds_are_chosen_in_one_place() {
    on("unruly", &["--seeds", "3"])
        .env("RUNTIME_MATRIX_SEED", Path::new("7"))
        .run()
        .assert_error(
            1,
            "--seeds chooses the seeds, and so does RUNTIME_MATRIX_SEED: leave one of them off",
        );
}

#[test]
fn seeds_are_for_sim() {
    on("unruly", &["--seeds", "3", "--runtimes", "smol"])
        .run()
        .assert_error(
            1,
            "--seeds is for `sim`, which --runtimes leaves out: add it there, or leave --seeds off",
        );
}

#[test]
fn no_run_at_all_is_no_number_of_runs() {
    for option in ["--stress", "--seeds", "--jobs"] {
        let outcome = on("unruly", &[option, "0"]).run();
        outcome.assert_code(1);
        assert!(
            outcome
                .stderr
                .contains("number would be zero for non-zero type"),
            "{}",
            outcome.stderr
        );
    }
}
