//! Which faults the tests of a package notice, and what there is to say where none can be run.

use std::path::Path;

use crate::fixture::{Outcome, on};

/// Those whose first witness does not depend on which test is faster.
const FAULTS: [&str; 5] = [
    "wakes_are_lost",
    "sleeps_never_end",
    "a_wake_panics_after_the_end",
    "the_shutdown_panics",
    "the_version_is_empty",
];

fn run(args: &[&str]) -> Outcome {
    let faults = FAULTS.iter().flat_map(|fault| ["--fault", fault]);
    let args: Vec<&str> = ["faults"]
        .into_iter()
        .chain(faults)
        .chain(args.iter().copied())
        .collect();
    on("notices", &args).run()
}

fn noticed(outcome: &Outcome) -> Vec<(String, String)> {
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it prints JSON");
    let faults = json["faults"].as_array().expect("there is a list");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    faults
        .iter()
        .map(|fault| (text(&fault["fault"]), text(&fault["noticed"])))
        .collect()
}

#[test]
fn tells_what_tests_notice_and_what_none_does() {
    let outcome = run(&["--json"]);
    outcome.assert_code(0);
    let noticed = noticed(&outcome);
    let of = |id: &str| {
        let found = noticed.iter().find(|(fault, _)| fault == id);
        found.map(|(_, by)| by.as_str())
    };
    assert_eq!(of("wakes_are_lost"), Some("test"));
    assert_eq!(of("sleeps_never_end"), Some("test"));
    assert_eq!(of("a_wake_panics_after_the_end"), Some("nobody"));
    assert_eq!(of("the_shutdown_panics"), Some("anything"));
    assert_eq!(of("the_version_is_empty"), Some("card"));
}

#[test]
fn too_few_can_be_a_failure() {
    let outcome = run(&["--fail-under", "100"]);
    outcome.assert_code(2);
    assert!(
        outcome
            .stdout
            .contains("Noticed by no test:\n  a_wake_panics_after_the_end"),
        "{}",
        outcome.stdout
    );
    run(&["--fail-under", "10"]).assert_code(0);
}

#[test]
fn what_is_red_on_sim_notices_nothing() {
    let outcome = on("notices", &["faults", "is_red"])
        .env("NOTICES_RED", Path::new("1"))
        .run();
    outcome.assert_error(
        2,
        "on `sim` itself 1 of the tests fail, `is_red_on_demand` for one: a fault is noticed only by what is green \
         without it; see `cargo runtime-matrix --runtimes sim`",
    );
}

#[test]
fn nothing_to_run_is_an_error() {
    on("notices", &["faults", "a_late_flag_is_waited_four"]).run().assert_error(
        4,
        "no test matches `a_late_flag_is_waited_four`, of 3 that have a `sim` cell; the nearest are a_late_flag_is_waited_for",
    );
    on("no_dependency", &["faults"]).run().assert_error(
        1,
        "`no_dependency` does not depend on runtime-matrix: `cargo runtime-matrix init` or \
         `cargo add --dev runtime-matrix` adds it; or name another package with -p",
    );
}

#[test]
fn the_list_names_them_all() {
    let outcome = on("notices", &["faults", "--list"]).run();
    outcome.assert_code(0);
    assert!(outcome.stdout.lines().count() >= 40, "{}", outcome.stdout);
}

#[test]
fn a_cell_says_what_is_wrong_with_the_variable() {
    // The build of a usual run has no faults.
    let outcome = on("green", &["ping", "--runtimes", "sim"])
        .env("RUNTIME_MATRIX_FAULT", Path::new("cancel_hangs"))
        .run();
    outcome.assert_code(2);
    let said = "RUNTIME_MATRIX_FAULT: the fault `cancel_hangs` is not in this build: switch on the feature `faults` of \
                runtime-matrix";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
}
