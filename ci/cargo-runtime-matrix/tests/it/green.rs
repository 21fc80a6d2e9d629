//! Where all is well.

use crate::fixture::{assert_stdout, on};

#[test]
fn tests_that_are_identical_everywhere_are_counted() {
    let outcome = on("green", &[]).run();
    outcome.assert_code(0);
    assert_stdout!("green", outcome);
}

#[test]
fn runtimes_and_tests_can_be_chosen() {
    let outcome = on("green", &["pin", "loop", "--runtimes", "sim,tokio"]).run();
    outcome.assert_code(0);
    assert_stdout!("green_chosen", outcome);
}

#[test]
fn a_feature_of_the_users_own_adds_its_tests() {
    let outcome = on("green", &["slow", "--runtimes", "sim"]).run();
    outcome.assert_error(
        4,
        "no test matches `slow`, of 5 that have cells; the first are blocks, finds_its_surroundings, ping",
    );
    let outcome = on("green", &["slow", "--runtimes", "sim", "-F", "slow"]).run();
    outcome.assert_code(0);
    let outcome = on("green", &["slow", "--runtimes", "sim", "--all-features"]).run();
    outcome.assert_code(0);
}

#[test]
fn a_filter_that_matches_nothing_is_told_beside_one_that_does() {
    let outcome = on("green", &["ping", "pong", "--runtimes", "sim"]).run();
    outcome.assert_code(0);
    assert!(
        outcome.stdout.contains("\nnote: no test matches `pong`\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn the_extra_argument_of_an_installed_subcommand_is_no_filter() {
    let outcome = on("green", &["runtime-matrix", "ping", "--runtimes", "sim"]).run();
    outcome.assert_code(0);
    assert!(
        outcome
            .stdout
            .starts_with("1 test passes on sim, which ran alone\n")
    );
    assert!(!outcome.stdout.contains("note: "), "{}", outcome.stdout);
}

#[test]
fn colours_are_there_when_asked_for() {
    let with = on("green", &["ping", "--runtimes", "sim", "--color", "always"]).run();
    assert!(with.stdout.contains("\u{1b}["), "{}", with.stdout);
    let without = on("green", &["ping", "--runtimes", "sim"]).run();
    assert!(!without.stdout.contains("\u{1b}["), "{}", without.stdout);
}
