//! The program that measures, from outside. It is built in debug here, and so are the workloads that it times.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

const QUICK: [&str; 9] = [
    "report",
    "--quick",
    "--profiles",
    "dev",
    "--runtimes",
    "sim",
    "--only",
    "task/spawn_from_*",
    "--json",
];

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runtime-matrix-benches"));
    command.args(arguments).output().expect("it can be started")
}

fn report_into(folder: &Path) -> Value {
    let out = folder.to_str().unwrap();
    let output = program(&[&QUICK[..], &["--out", out]].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).expect("--json prints JSON")
}

/// Runs the program with what it cannot do, and returns its one sentence.
#[track_caller]
fn refusal(arguments: &[&str]) -> String {
    let output = program(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(output.stdout.is_empty(), "nothing is reported");
    errors
}

#[test]
fn a_report_has_what_was_asked_for() {
    let folder = TempDir::new().unwrap();
    let report = report_into(folder.path());
    assert_eq!(report["format"], "runtime-matrix-benches");
    assert_eq!(report["timed"]["complete"], true);
    let found = &report["timed"]["found"];
    let workloads = found["workloads"].as_array().unwrap();
    let ids: Vec<&str> = workloads
        .iter()
        .filter_map(|workload| workload["id"].as_str())
        .collect();
    assert_eq!(ids, ["task/spawn_from_root", "task/spawn_from_task"]);
    for workload in workloads {
        let ways = workload["ways"].as_array().unwrap();
        assert!(ways.len() > 1, "{workload}");
        for way in ways {
            let (p10, p90) = (&way["time"]["p10"], &way["time"]["p90"]);
            assert!(p10.as_f64() > Some(0.0) && p90.as_f64() >= p10.as_f64());
        }
        assert!(ways[1]["beside"]["ratio"]["p50"].as_f64() > Some(0.0));
    }
    assert!(!found["curves"].as_array().unwrap().is_empty());
}

#[test]
fn a_report_is_there_as_json_as_markdown_and_as_a_page() {
    let folder = TempDir::new().unwrap();
    let printed = report_into(folder.path());
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let written: Value = serde_json::from_str(&read("report.json")).unwrap();
    assert_eq!(written, printed);
    assert!(read("report.md").contains("| `sim/suite, dev` |"));
    let page = read("report.html");
    let drawing = page.split("<svg").nth(1).unwrap();
    let drawing = format!("<svg{}</svg>", drawing.split("</svg>").next().unwrap());
    let parsed = roxmltree::Document::parse(&drawing).expect("a plot is well-formed");
    assert!(
        parsed
            .descendants()
            .any(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "polygon")))
    );
}

#[test]
fn a_report_is_compared_with_itself() {
    let folder = TempDir::new().unwrap();
    report_into(folder.path());
    let path = folder.path().join("report.json");
    let path = path.to_str().unwrap();
    let output = program(&["compare", path, path, "--fail"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains(" 0 slower, 0 faster"), "{text}");
}

#[test]
fn what_is_slower_fails_the_comparison_if_that_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let mut report = report_into(folder.path());
    let time = &mut report["timed"]["found"]["workloads"][0]["ways"][0]["time"];
    time["p50"] = (time["p50"].as_f64().unwrap() * 1_000.0).into();
    let (old, new) = (
        folder.path().join("report.json"),
        folder.path().join("slower.json"),
    );
    fs::write(&new, report.to_string()).unwrap();
    let arguments = ["compare", old.to_str().unwrap(), new.to_str().unwrap()];
    let fails = |more: &[&str]| program(&[&arguments[..], more].concat()).status.code();
    assert_eq!((fails(&[]), fails(&["--fail"])), (Some(0), Some(1)));
}

#[test]
fn a_report_that_is_cut_off_is_refused() {
    let folder = TempDir::new().unwrap();
    report_into(folder.path());
    let path = folder.path().join("report.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.len() / 2]).unwrap();
    let path = path.to_str().unwrap();
    assert!(refusal(&["compare", path, path]).contains("is cut off"));
    // Nor is it written over.
    let out = folder.path().to_str().unwrap();
    assert!(refusal(&[&QUICK[..], &["--out", out]].concat()).contains("is cut off"));
}

#[test]
fn a_debug_build_gives_no_figures_of_release() {
    if cfg!(debug_assertions) {
        assert!(refusal(&["report", "--quick"]).contains("this is a debug build"));
    }
}

#[test]
fn unknown_runtimes_and_workloads_are_refused_with_those_there_are() {
    let runtime = refusal(&["report", "--profiles", "dev", "--runtimes", "sim,tokyo"]);
    assert!(
        runtime.contains("`tokyo`") && runtime.contains("there are "),
        "{runtime}"
    );
    let only = refusal(&["report", "--profiles", "dev", "--only", "nothing/*"]);
    assert!(
        only.contains("`nothing/*`") && only.contains("task/spawn_from_root"),
        "{only}"
    );
}

#[test]
fn a_while_of_nothing_is_refused() {
    for seconds in ["0", "-1", "soon", "NaN"] {
        let said = refusal(&["report", &format!("--seconds={seconds}")]);
        assert!(said.contains("a number of seconds"), "{said}");
    }
}

/// Ctrl-C leaves what is known.
#[cfg(unix)]
#[test]
fn what_is_known_when_it_is_interrupted_is_written() {
    use std::{
        io::{BufRead, BufReader},
        process::Stdio,
    };

    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_runtime-matrix-benches"));
    command.args(QUICK).args(["--repeat", "60000"]).arg("--out");
    let mut child = command
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    // When the third process starts, two have told what they measured.
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|line| line.starts_with("3 of ")));
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let rest: Vec<String> = lines.collect();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest:?}");
    let text = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["timed"]["complete"], false);
    assert_eq!(
        report["timed"]["found"]["workloads"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}
