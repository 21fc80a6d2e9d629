//! The run by its name, and which tests take part in it.

use crate::fixture::on;

#[test]
fn run_is_what_is_done_without_a_command() {
    let arguments = ["ping", "--runtimes", "sim"];
    let spelled_out = on("green", &[&["run"], arguments.as_slice()].concat()).run();
    spelled_out.assert_code(0);
    assert_eq!(spelled_out.stdout, on("green", &arguments).run().stdout);
}

#[test]
fn a_glob_is_a_whole_path_and_narrows_the_filters() {
    let chosen = |args: &[&str]| {
        let outcome = on("green", &[args, &["--runtimes", "sim"]].concat()).run();
        outcome.assert_code(0);
        outcome.stdout.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        chosen(&["--test", "*s"]),
        "3 tests pass on sim, which ran alone"
    );
    assert_eq!(
        chosen(&["--test", "*s", "sl", "blo"]),
        "2 tests pass on sim, which ran alone"
    );
    assert_eq!(
        chosen(&["--test", "ping", "--test", "blocks"]),
        "2 tests pass on sim, which ran alone"
    );
}

#[test]
fn a_glob_that_no_test_is_is_told() {
    on("green", &["--test", "pin", "--runtimes", "sim"])
        .run()
        .assert_error(
            4,
            "no test is `pin`, of 5 that have cells; the nearest are ping",
        );
    on("green", &["sleep", "--test", "bl*", "--runtimes", "sim"])
        .run()
        .assert_error(
            4,
            "no test matches `sleep` and is `bl*`, of 5 that have cells; the nearest are sleeps",
        );
    let outcome = on(
        "green",
        &["--test", "ping", "--test", "x*", "--runtimes", "sim"],
    )
    .run();
    outcome.assert_code(0);
    assert!(
        outcome.stdout.contains("\nnote: no test is `x*`\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn what_is_printed_does_not_depend_on_how_many_processes_run_at_a_time() {
    let printed = |jobs: &str| {
        let outcome = on("green", &["--jobs", jobs]).run();
        outcome.assert_code(0);
        outcome.stdout
    };
    assert_eq!(printed("1"), printed("7"));
}
