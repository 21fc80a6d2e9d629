//! Tests that lean on what not every runtime has.

use crate::fixture::{assert_stdout, on};

const README: &str = include_str!("../../../../README.md");

#[test]
fn each_test_is_diagnosed() {
    let outcome = on("red", &[]).run();
    outcome.assert_code(2);
    assert_stdout!("red", outcome);
}

#[test]
fn a_census_finds_hidden_threads_where_all_is_green() {
    let outcome = on("red", &["--census", "_by_"]).run();
    outcome.assert_code(2);
    assert_stdout!("red_census", outcome);
}

#[test]
fn the_readme_shows_what_is_printed() {
    let (_, rest) = README
        .split_once("$ cargo runtime-matrix sleeps_by_tokio\n")
        .expect("the README calls the subcommand");
    let (shown, _) = rest.split_once("```").expect("the block has an end");
    let outcome = on("red", &["sleeps_by_tokio"]).run();
    assert!(outcome.stdout.starts_with(shown), "{}", outcome.stdout);
}
