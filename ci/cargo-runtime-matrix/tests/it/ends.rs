//! Tests that end their process, or give it no end.

use crate::fixture::{assert_stdout, on};

#[test]
fn however_a_process_ends_the_test_that_ended_it_is_named() {
    let outcome = on("unruly", &["ends::", "--runtimes", "sim"])
        .for_the_binaries(&["--test-threads=2"])
        .run();
    outcome.assert_code(3);
    assert_stdout!("unruly_ends", outcome);
}

#[test]
fn a_process_that_was_stopped_goes_on() {
    let args = ["--test", "stays::stops_its_process", "--hang-after", "2s"];
    let outcome = on(
        "unruly",
        &[&args, ["--runtimes", "sim"].as_slice()].concat(),
    )
    .run();
    outcome.assert_code(0);
    let note = "note: the process of `stays::stops_its_process` on sim had been stopped, and went on when it was told \
                to\n";
    assert!(outcome.stdout.contains(note), "{}", outcome.stdout);
}

#[test]
fn a_process_whose_watchdog_stands_still_too_is_ended_from_outside() {
    let args = ["stays::stops_its_process_for_good", "--hang-after", "2s"];
    let outcome = on(
        "unruly",
        &[&args, ["--runtimes", "sim"].as_slice()].concat(),
    )
    .run();
    outcome.assert_code(3);
    let message = "\n  hang on sim\n    the process gave no sign of life for 2s, not even of its watchdog, and was \
                   ended from outside";
    assert!(outcome.stdout.contains(message), "{}", outcome.stdout);
    if cfg!(target_os = "linux") {
        let threads = "of its threads `it-";
        assert!(
            outcome.stdout.contains("`runtime-matrix-` is stopped")
                || outcome.stdout.contains("`runtime-matrix-` waits"),
            "{threads}: {}",
            outcome.stdout
        );
    }
}

#[test]
fn what_is_watched_may_take_longer() {
    let args = ["keeps_its_thread_for_a_while", "--hang-after", "2s"];
    let outcome = on(
        "unruly",
        &[&args, ["--runtimes", "sim"].as_slice()].concat(),
    )
    .run();
    outcome.assert_code(0);
}

#[test]
fn a_binary_that_does_not_answer_is_left_to_cargo() {
    let outcome = on("deaf", &["--runtimes", "sim", "--hang-after", "1s"]).run();
    outcome.assert_code(0);
    let note = "\nnote: `deaf` of `deaf` does not list its tests as libtest does: it is left to `cargo test`\n";
    assert!(outcome.stdout.contains(note), "{}", outcome.stdout);
}

#[test]
fn a_limit_is_a_duration() {
    for (limit, why) in [
        (
            "2",
            "`2` is not a duration: write a whole number and a unit, as in `250ms`, `5s`, `2m` or `1h`",
        ),
        ("0s", "a limit of zero leaves no time for anything"),
    ] {
        let outcome = on("unruly", &["--hang-after", limit]).run();
        outcome.assert_code(1);
        assert!(outcome.stderr.contains(why), "{}", outcome.stderr);
    }
}

#[test]
fn names_may_be_raw_or_of_any_script() {
    let outcome = on("unruly", &["names::", "--runtimes", "sim"]).run();
    outcome.assert_code(2);
    assert_stdout!("unruly_names", outcome);
}
