//! Which cells there are, with or without Tokio.

use std::{env, process::Command};

/// Returns the cells of a test as this very binary lists them, save those of Tokio.
fn cells_of(test: &str) -> Vec<String> {
    let output = Command::new(env::current_exe().expect("this is a binary"))
        .args(["--list", test])
        .output()
        .expect("it ran before");
    let listing = String::from_utf8(output.stdout).expect("libtest writes text");
    let prefix = format!("{test}::");
    let cells = listing.lines().filter_map(|line| {
        let cell = line.strip_prefix(&prefix)?.strip_suffix(": test")?;
        (!cell.starts_with("tokio")).then(|| cell.to_owned())
    });
    cells.collect()
}

#[test]
fn further_runtimes_join_the_others() {
    assert_eq!(cells_of("also::by_its_name"), ["local", "sim"]);
    assert_eq!(
        cells_of("also::under_names_of_ours"),
        ["body", "sim", "test"]
    );
}

#[test]
fn only_names_them_too() {
    assert_eq!(cells_of("also::by_an_absolute_path"), ["local"]);
    assert_eq!(
        cells_of("also::two_at_once"),
        ["http_runtime2", "http_server"]
    );
}

#[test]
fn a_module_hands_them_down() {
    assert_eq!(
        cells_of("defaults::keys::further_runtimes_are_handed_down"),
        ["local", "sim"]
    );
    assert_eq!(
        cells_of("defaults::keys::to_plain_tests_too"),
        ["local", "sim"]
    );
    assert_eq!(cells_of("defaults::keys::and_may_be_named"), ["local"]);
    assert_eq!(cells_of("defaults::keys::and_may_be_left_out"), ["sim"]);
    assert_eq!(
        cells_of("defaults::keys::to_cases::case_1::other_1_3"),
        ["local", "sim"]
    );
    assert_eq!(
        cells_of("defaults::keys::deeper::still_deeper::deepest::the_nearest_wins"),
        ["http_runtime2"]
    );
}

#[test]
fn those_of_a_test_join_what_the_module_names() {
    assert_eq!(
        cells_of("defaults::keys::unless_a_test_has_its_own"),
        ["http_runtime2", "sim"]
    );
}

#[test]
fn what_a_module_adds_makes_room_for_what_a_test_adds() {
    assert_eq!(
        cells_of("defaults::without_a_test_that_takes_them::has_its_own"),
        ["http_runtime2", "sim"]
    );
}
