//! Reports beside the table: where they are written, and what is told when they cannot be.

use std::{fs, path::Path};

use serde_json::Value;

use crate::fixture::{Outcome, on};

const FILES: [&str; 7] = [
    "badge.json",
    "badge.svg",
    "ctrf.json",
    "junit.xml",
    "matrix.html",
    "matrix.json",
    "matrix.md",
];

/// Runs one quick test that asks for reports.
fn run_with(args: &[&str]) -> Outcome {
    let mut all = vec!["ping", "--runtimes", "sim"];
    all.extend(args);
    on("green", &all).run()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_folder_gets_all_reports_that_are_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/reports");
    let outcome = run_with(&["--reports", path.to_str().unwrap()]);
    outcome.assert_code(0);
    assert!(outcome.stdout.contains("ok: 1 test; cells: 1 pass"));
    assert_eq!(names(&path), FILES, "and no draft of any");
    assert_eq!(json(&path.join("matrix.json"))["version"], 1);
    assert_eq!(
        json(&path.join("ctrf.json"))["results"]["summary"]["passed"],
        1
    );
    assert_eq!(
        json(&path.join("badge.json"))["message"],
        "1/1 runtime · 1/1 cells"
    );
    let junit = fs::read_to_string(path.join("junit.xml")).unwrap();
    assert!(
        junit.contains("<testcase name=\"ping\" classname=\"green::it\""),
        "{junit}"
    );
}

#[test]
fn the_table_in_a_file_is_the_one_that_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.json");
    let outcome = run_with(&["--json", "--report", &format!("json={}", path.display())]);
    outcome.assert_code(0);
    assert_eq!(fs::read_to_string(&path).unwrap(), outcome.stdout);
}

#[cfg(unix)]
#[test]
fn a_report_has_the_rights_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    let (plain, report) = (
        folder.path().join("plain"),
        folder.path().join("badge.json"),
    );
    fs::write(&plain, "").unwrap();
    run_with(&["--report", &format!("badge={}", report.display())]).assert_code(0);
    assert_eq!(mode(&report), mode(&plain));
}

#[test]
fn github_gets_a_summary_and_annotations() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary");
    fs::write(&summary, "before\n").unwrap();
    let args = [
        "sleeps_by_tokio",
        "--runtimes",
        "sim,tokio_current_thread",
        "--report",
        "github",
    ];
    let outcome = on("red", &args).env("GITHUB_STEP_SUMMARY", &summary).run();
    outcome.assert_code(2);
    let page = fs::read_to_string(&summary).unwrap();
    assert!(
        page.starts_with("before\n# Runtime matrix\n\n**FAILED**: 1 of 1 test fails"),
        "{page}"
    );
    let annotation = "::error file=tests/it.rs,line=12,title=sleeps_by_tokio%3A panic on sim::the test panicked: \
                      there is no reactor running";
    assert!(outcome.stderr.contains(annotation), "{}", outcome.stderr);
}

#[test]
fn outside_of_github_there_is_no_summary_to_add_to() {
    let outcome = on("green", &["ping", "--report", "github"])
        .env("GITHUB_STEP_SUMMARY", "")
        .run();
    outcome.assert_error(
        1,
        "`--report github` needs GITHUB_STEP_SUMMARY, which GitHub sets in each step: name a file with \
         `--report github=PATH`, or say `--report markdown`",
    );
}

#[test]
fn a_folder_is_no_file_for_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let outcome = run_with(&["--report", &format!("junit={path}")]);
    outcome.assert_error(
        1,
        &format!("`{path}` is a folder: name a file for the report"),
    );
}

#[test]
fn where_nothing_can_be_written_nothing_is_built() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().join("junit.xml");
    let path = path.to_str().unwrap();
    let outcome = run_with(&["--report", &format!("junit={path}")]);
    outcome.assert_error(
        1,
        &format!(
            "the report `{path}` cannot be written, as `{}` is a file and no folder: name another path",
            file.path().display()
        ),
    );
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
}

/// A limit on the size of files stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_cargo-runtime-matrix"))
        .arg("--reports")
        .arg(folder.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains(
            "cannot be written (File too large (os error 27)): make room, or name another path"
        ),
        "{stderr}"
    );
    assert_eq!(names(folder.path()), [""; 0], "what did fit does not stay");
}

#[test]
fn no_two_reports_are_one_file() {
    let outcome = run_with(&["--report", "badge=x.json", "--report", "ctrf=x.json"]);
    outcome.assert_error(
        1,
        "`x.json` would be both the badge and the ctrf report: give each a path of its own",
    );
}

#[test]
fn a_format_that_there_is_not() {
    let told = |report: &str, message: &str| {
        let outcome = run_with(&["--report", report]);
        outcome.assert_code(1);
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    };
    told(
        "junitt=x.xml",
        "there is no format `junitt`: did you mean `junit`? there is json, junit, ",
    );
    told(
        "pdf",
        "there is no format `pdf`: there is json, junit, ctrf, ",
    );
    told("junit=", "no path follows on `=`");
}
