//! Two runtimes and two runs side by side, and what is asked wrongly.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::fixture::{Outcome, assert_stdout, within};

fn compare(folder: &Path, args: &[&str]) -> Outcome {
    let mut all = vec!["compare"];
    all.extend(args);
    within(folder, &all).run()
}

/// Writes the table of a run of one test on two runtimes.
fn write(folder: &Path, name: &str, verdicts: [&str; 2]) {
    let cell = |runtime: &str, verdict: &str| json!({ "runtime": runtime, "verdict": verdict });
    let entry = |value: &str| json!([{ "name": "handle_drop", "value": value }]);
    let table = json!({
        "version": 1, "tool": "0.1.0", "exit": 0, "builds": [], "plain_tests": 0, "crashes": [], "notes": [],
        "runtimes": [
            { "id": "mine", "card": entry("Detaches") },
            { "id": "yours", "card": entry("Cancels") },
        ],
        "tests": [{
            "package": "chat", "target": "it", "test": "ping", "place": null, "diagnosis": null,
            "cells": [cell("mine", verdicts[0]), cell("yours", verdicts[1])],
        }],
    });
    fs::write(folder.join(name), table.to_string()).unwrap();
}

#[test]
fn built_in_runtimes_need_no_run() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = compare(
        folder.path(),
        &["smol", "tokio_multi_thread", "--width", "100"],
    );
    outcome.assert_code(0);
    assert_stdout!("compare_runtimes", outcome);
}

#[test]
fn runtimes_of_a_run_are_told_with_their_tests() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "run.json", ["pass", "leak"]);
    let outcome = compare(folder.path(), &["mine", "yours", "--table", "run.json"]);
    outcome.assert_code(0);
    let expected = "\
entry        mine      yours
handle_drop  Detaches  Cancels

tests that differ on mine and yours:
  ping: pass, leak
";
    assert_eq!(outcome.stdout, expected);
}

#[test]
fn what_has_become_worse_decides_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "old.json", ["pass", "pass"]);
    write(folder.path(), "new.json", ["pass", "leak"]);
    let outcome = compare(folder.path(), &["old.json", "new.json"]);
    outcome.assert_code(2);
    let expected = "\
newly failing:
  chat/it::ping on yours: pass, now leak
WORSE in 1 way; 1 cell is as before
";
    assert_eq!(outcome.stdout, expected);

    let outcome = compare(folder.path(), &["new.json", "old.json", "--json"]);
    outcome.assert_code(0);
    let json: Value = serde_json::from_str(&outcome.stdout).unwrap();
    write(folder.path(), "a_name_without_a_dot", ["pass", "pass"]);
    compare(folder.path(), &["old.json", "a_name_without_a_dot"]).assert_code(0);
    assert_eq!(json["exit"], 0);
    assert_eq!(json["changes"][0]["kind"], "newly_passing");
    assert_eq!(json["changes"][0]["runtimes"], json!(["yours"]));
}

#[test]
fn a_runtime_that_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    compare(folder.path(), &["smol", "tokyo_multi_thread"]).assert_error(
        1,
        "there is no built-in runtime `tokyo_multi_thread`: did you mean `tokio_multi_thread`? there are sim, \
         tokio_current_thread, tokio_multi_thread, async_std, smol, futures_local, futures_pool; the card of another one is in \
         the table of a run, which --table takes",
    );
    compare(folder.path(), &["smol", "smol"])
        .assert_error(1, "`smol` is compared with itself: name two runtimes");
}

#[test]
fn a_file_that_is_no_table() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "run.json", ["pass", "pass"]);
    let error = |text: &str, message: &str| {
        fs::write(folder.path().join("x.json"), text).unwrap();
        compare(folder.path(), &["run.json", "x.json"]).assert_error(1, message);
    };
    error(
        "",
        "`x.json` is cut off in line 1, as its run was ended or its disk was full: run it again",
    );
    error(
        "{\"version\":1,",
        "`x.json` is cut off in line 1, as its run was ended or its disk was full: run it again",
    );
    error(
        "{\"version\":1,\"faults\":[]}",
        "`x.json` is no table of cargo-runtime-matrix (missing field `tool` at line 1 column 25): name a file that \
         `cargo runtime-matrix --report json=PATH` has written",
    );
    compare(folder.path(), &["run.json", "gone.json"]).assert_error(
        1,
        "there is no table `gone.json`: `cargo runtime-matrix --report json=gone.json` writes one",
    );
}

#[test]
fn a_runtime_and_a_file_are_no_pair() {
    let folder = tempfile::tempdir().unwrap();
    compare(folder.path(), &["smol", "new.json"]).assert_error(
        1,
        "a runtime and a file cannot be compared: `smol` needs another runtime (with `--table new.json` for the cards of \
         that run), or `new.json` another table",
    );
}
