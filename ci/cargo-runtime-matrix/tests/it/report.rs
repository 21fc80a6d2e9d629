//! Tables of several runs, put together.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{Outcome, assert_stdout, on, within};

/// Writes the table of a run to a file of that name.
fn table(folder: &TempDir, name: &str, fixture: &str, args: &[&str]) -> PathBuf {
    let path = folder.path().join(name);
    let report = format!("json={}", path.display());
    let mut all = vec!["--report", &report];
    all.extend(args);
    on(fixture, &all).run();
    assert!(
        path.is_file(),
        "a run leaves its table, whatever came of it"
    );
    path
}

fn report(paths: &[&Path], args: &[&str]) -> Outcome {
    let mut all = vec!["report"];
    all.extend(paths.iter().map(|path| path.to_str().unwrap()));
    all.extend(args);
    within(Path::new("."), &all).run()
}

fn json(paths: &[&Path], args: &[&str]) -> Value {
    let mut all = vec!["--json"];
    all.extend(args);
    serde_json::from_str(&report(paths, &all).stdout).unwrap()
}

#[test]
fn shards_and_runtimes_make_the_table_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for runtime in ["sim", "smol"] {
        for shard in ["1/2", "2/2"] {
            let name = format!("{runtime}-{}.json", &shard[..1]);
            let args = ["--runtimes", runtime, "--shard", shard];
            paths.push(table(&folder, &name, "red", &args));
        }
    }
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let together = json(&paths, &[]);
    let whole = table(&folder, "whole.json", "red", &["--runtimes", "sim,smol"]);
    let mut whole: Value = serde_json::from_slice(&fs::read(&whole).unwrap()).unwrap();
    let mut together_without_times = together.clone();
    for table in [&mut whole, &mut together_without_times] {
        for row in table["tests"].as_array_mut().unwrap() {
            for cell in row["cells"].as_array_mut().unwrap() {
                cell["duration_us"] = Value::Null;
            }
        }
    }
    assert_eq!(together_without_times, whole);
    let text = report(&paths, &[]);
    text.assert_code(2);
    assert_stdout!("report", text);
}

#[test]
fn a_shard_that_is_missing_is_named_and_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let first = table(
        &folder,
        "1.json",
        "green",
        &["--runtimes", "sim", "--shard", "1/3"],
    );
    let third = table(
        &folder,
        "3.json",
        "green",
        &["--runtimes", "sim", "--shard", "3/3"],
    );
    let outcome = report(&[&third, &first], &[]);
    outcome.assert_code(2);
    assert!(
        outcome
            .stdout
            .contains("missing: shard 2/3 on sim: name its table too, or run it again\n"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome
            .stdout
            .ends_with("\nnot ok: 3 tests; cells: 3 pass\n"),
        "{}",
        outcome.stdout
    );
    let matrix = "{\"include\":[{\"runtime\":\"sim\",\"shard\":\"1/3\"},{\"runtime\":\"tokio\",\"shard\":\"1/3\"}]}";
    let outcome = report(&[&first], &["--matrix", matrix]);
    outcome.assert_code(2);
    assert!(
        outcome
            .stdout
            .contains("missing: shard 1/3 on tokio: its job has left no table, so run it again\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_shard_without_a_test_is_told() {
    on("green", &["ping", "--runtimes", "sim", "--shard", "2/2"])
        .run()
        .assert_error(
            4,
            "shard 2/2 is empty, as 1 test runs in all: name fewer shards",
        );
    let outcome = on("green", &["--shard", "3/2"]).run();
    outcome.assert_code(1);
    assert!(
        outcome
            .stderr
            .contains("`3/2` is no shard: the first is `1/2`, the last `2/2`"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_report_is_printed_or_written() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(
        &folder,
        "table.json",
        "green",
        &["ping", "--runtimes", "sim"],
    );
    let printed = report(&[&table], &["--format", "junit"]);
    printed.assert_code(0);
    assert!(
        printed.stdout.starts_with("<?xml version=\"1.0\""),
        "{}",
        printed.stdout
    );
    let path = folder.path().join("out/junit.xml");
    let written = report(
        &[&table],
        &["--format", "junit", "-o", path.to_str().unwrap()],
    );
    written.assert_code(0);
    assert_eq!(written.stdout, "");
    assert_eq!(fs::read_to_string(&path).unwrap(), printed.stdout);
    let json = report(&[&table], &["--format", "json"]);
    assert_eq!(
        json.stdout,
        fs::read_to_string(&table).unwrap(),
        "one table stays what it is"
    );
}

#[test]
fn what_is_no_table_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let whole = table(
        &folder,
        "whole.json",
        "green",
        &["ping", "--runtimes", "sim"],
    );
    let text = fs::read_to_string(&whole).unwrap();
    let told = |name: &str, bytes: &[u8], message: &str| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let outcome = report(&[&whole, &path], &[]);
        outcome.assert_error(1, &format!("`{}` {message}", path.display()));
    };
    let ours = "name a file that `cargo runtime-matrix --report json=PATH` has written";
    told(
        "cut.json",
        &text.as_bytes()[..text.len() / 2],
        &format!(
            "is cut off in line {}, as its run was ended or its disk was full: run it again",
            text[..text.len() / 2].lines().count()
        ),
    );
    told(
        "empty.json",
        b"",
        "is cut off in line 1, as its run was ended or its disk was full: run it again",
    );
    told(
        "binary",
        &[0xff, 0xfe],
        &format!("is no table, as it is not JSON (expected value at line 1 column 1): {ours}"),
    );
    told(
        "package.json",
        b"{\"name\": \"x\", \"version\": \"1.0.0\"}",
        &format!(
            "is no table of cargo-runtime-matrix (invalid type: string \"1.0.0\", expected u64 at line 1 column \
             32): {ours}"
        ),
    );
    let newer = text.replacen("\"version\": 1,", "\"version\": 7,", 1);
    told(
        "newer.json",
        newer.as_bytes(),
        &format!(
            "has version 7 of the table, written by cargo-runtime-matrix {}, and this one knows version 1: \
             update cargo-runtime-matrix",
            env!("CARGO_PKG_VERSION")
        ),
    );
    let wrong = text.replacen("\"pass\"", "\"passed\"", 1);
    let path = folder.path().join("wrong.json");
    fs::write(&path, wrong).unwrap();
    let outcome = report(&[&path], &[]);
    outcome.assert_code(1);
    assert!(
        outcome.stderr.contains("(`passed` is no verdict at line "),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_table_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    report(&[&folder.path().join("x.json")], &[]).assert_error(
        1,
        &format!(
            "there is no table `{path}/x.json`: `cargo runtime-matrix --report json={path}/x.json` writes one"
        ),
    );
    report(&[folder.path()], &[]).assert_error(
        1,
        &format!("`{path}` is a folder: name the tables in it, as in `{path}/*.json`"),
    );
    let outcome = within(Path::new("."), &["report"]).run();
    outcome.assert_code(1);
    assert!(outcome.stderr.contains("<TABLE>..."), "{}", outcome.stderr);
}

#[test]
fn a_table_without_a_cell_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.json");
    let table = "{\"version\":1,\"tool\":\"0.1.0\",\"exit\":4,\"runtimes\":[],\"tests\":[],\"builds\":[],\
                 \"plain_tests\":0,\"crashes\":[],\"notes\":[]}";
    fs::write(&path, table).unwrap();
    let outcome = report(&[&path], &[]);
    outcome.assert_code(4);
    assert_eq!(outcome.stdout, "not ok: 0 tests; cells: none\n");
}
