//! What words mean, as a user asks.

use crate::fixture::{Outcome, assert_stdout, within};

fn explain(args: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let mut all = vec!["explain"];
    all.extend(args);
    within(folder.path(), &all).run()
}

#[test]
fn a_word_of_each_kind_is_explained() {
    let kinds = [
        "leak",
        "tokio-reactor",
        "3",
        "handle_drop",
        "timer",
        "cancel::completes_after_the_drop",
        "join::dropped_before_its_end",
        "cancel_is_ignored",
    ];
    let mut all = Outcome::default();
    for what in kinds {
        let outcome = explain(&[what, "--width", "100"]);
        outcome.assert_code(0);
        all.stdout += &outcome.stdout;
        all.stdout += "\n";
    }
    assert_stdout!("explain", all);
}

#[test]
fn a_runtime_is_told_with_its_card() {
    let outcome = explain(&["smol"]);
    outcome.assert_code(0);
    assert!(
        outcome.stdout.contains("handle_drop Cancels"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn without_a_word_all_names_are_listed() {
    let outcome = explain(&["--width", "80"]);
    outcome.assert_code(0);
    for name in ["build-failed", "block-in-place", "smol", "cancel_hangs"] {
        assert!(outcome.stdout.contains(name), "{}", outcome.stdout);
    }
    let widest = outcome
        .stdout
        .lines()
        .map(|line| line.chars().count())
        .max();
    assert!(widest <= Some(110), "a word alone may be wider: {widest:?}");
}

#[test]
fn json_has_all_that_is_said() {
    let outcome = explain(&["deadlock", "--json"]);
    outcome.assert_code(0);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let entry = &json["entries"][0];
    assert_eq!(entry["kind"], "verdict");
    assert_eq!(entry["name"], "deadlock");
    assert_eq!(entry["facts"][0]["value"], "DEADLOCK");
    let all: serde_json::Value =
        serde_json::from_str(&explain(&["--json"]).stdout).expect("nothing but JSON");
    assert!(all["entries"].as_array().is_some_and(|all| all.len() > 200));
}

#[test]
fn a_word_that_there_is_not() {
    explain(&["tokio-reaktor"]).assert_error(
        1,
        "there is nothing called `tokio-reaktor`: did you mean `tokio-reactor`?",
    );
    explain(&["%"]).assert_error(
        1,
        "there is nothing called `%`: `cargo runtime-matrix explain` lists all names",
    );
}
