//! Ctrl-C and its like, at any time.

use std::{
    fs,
    io::Read,
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::fixture::{Outcome, on};

/// Nothing takes that long, but for a fixture that has to be built first on a busy machine.
const LIMIT: Duration = Duration::from_secs(900);
const LOOK: Duration = Duration::from_millis(20);

/// Waits until `look` finds what it looks for.
#[track_caller]
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < LIMIT, "there is no {what}");
        thread::sleep(LOOK);
    }
}

fn send(signal: &str, pid: u32) {
    let sent = Command::new("kill")
        .args([signal, &pid.to_string()])
        .status();
    assert!(sent.unwrap().success(), "{pid} is there");
}

/// Waits for the process that is told of while the call runs.
fn told_in(marks: &Path, call: &mut Child) -> u32 {
    wait_for("process that is told of", || {
        if let Some(status) = call.try_wait().unwrap() {
            let mut text = String::new();
            let stderr = call.stderr.as_mut().expect("it is piped");
            stderr.read_to_string(&mut text).unwrap();
            panic!("the call has ended before, with {status}: {text}");
        }
        let text = fs::read_to_string(marks.join("pid")).ok()?;
        text.trim().parse().ok()
    })
}

/// Waits until a process is gone.
fn wait_gone(pid: u32) {
    // One that has ended may be there until its new parent has seen it.
    wait_for("end of the process", || {
        let state = state(pid);
        (state.is_empty() || state.starts_with('Z')).then_some(())
    });
}

/// Returns what a process does, as `ps` has it: `T` if it is stopped, nothing if it is gone.
fn state(pid: u32) -> String {
    if cfg!(target_os = "linux") {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let state = stat.rsplit_once(") ").map(|(_, state)| state.to_owned());
        return state.unwrap_or_default();
    }
    let mut ps = Command::new("ps");
    let output = ps.args(["-o", "stat=", "-p", &pid.to_string()]).output();
    String::from_utf8_lossy(&output.unwrap().stdout)
        .trim()
        .to_owned()
}

fn end(child: Child) -> Outcome {
    Outcome::of(&child.wait_with_output().unwrap())
}

#[test]
fn what_is_known_is_told_and_nothing_runs_on() {
    for signal in ["-INT", "-TERM"] {
        let marks = tempfile::tempdir().unwrap();
        let records = marks.path().join("records");
        let args = [
            "is_innocent",
            "takes_its_time",
            "--runtimes",
            "sim",
            "--json",
            "--records",
            records.to_str().unwrap(),
        ];
        let call = on("unruly", &args).env("MARKS", marks.path());
        let mut child = call.for_the_binaries(&["--test-threads=1"]).start();
        let sleeper = told_in(marks.path(), &mut child);
        send(signal, child.id());
        let outcome = end(child);
        outcome.assert_code(130);
        wait_gone(sleeper);

        let table: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(table["exit"], 130);
        let tests = table["tests"].as_array().unwrap();
        let told = tests.iter().map(|test| {
            let cell = &test["cells"][0];
            [&test["test"], &cell["verdict"], &cell["message"]].map(Value::as_str)
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                [Some("ends::is_innocent"), Some("pass"), None],
                [
                    Some("stays::takes_its_time"),
                    Some("interrupted"),
                    Some("the run was interrupted while it ran")
                ],
            ]
        );
        let folder = fs::read_dir(&records).unwrap().next().unwrap().unwrap();
        let read = runtime_matrix_report::read_dir(&folder.path()).unwrap();
        assert!(read.problems.is_empty(), "{:?}", read.problems);
    }
}

#[test]
fn what_has_not_begun_is_told_as_such() {
    let marks = tempfile::tempdir().unwrap();
    let args = [
        "takes_its_time",
        "--runtimes",
        "sim",
        "--stress",
        "3",
        "--jobs",
        "1",
    ];
    let mut child = on("unruly", &args).env("MARKS", marks.path()).start();
    told_in(marks.path(), &mut child);
    send("-INT", child.id());
    let outcome = end(child);
    outcome.assert_code(130);
    let text = "1 test runs nowhere: interrupted on sim\n";
    assert!(outcome.stdout.starts_with(text), "{}", outcome.stdout);
    let result = "not ok: 1 test; cells: 1 interrupted\n";
    assert!(outcome.stdout.ends_with(result), "{}", outcome.stdout);
}

/// A process that is stopped does not end when it is asked to, so that there is time for a second signal.
#[test]
fn the_second_signal_ends_it_all_at_once() {
    let marks = tempfile::tempdir().unwrap();
    let args = [
        "--test",
        "stays::stops_its_process_for_good",
        "--runtimes",
        "sim",
    ];
    let mut child = on("unruly", &args).env("MARKS", marks.path()).start();
    let stopped = told_in(marks.path(), &mut child);
    wait_for("process that is stopped", || {
        state(stopped).starts_with('T').then_some(())
    });
    let status = wait_for("end", || {
        send("-INT", child.id());
        thread::sleep(LOOK);
        child.try_wait().unwrap()
    });
    assert_eq!(status.code(), Some(130));
    assert_eq!(end(child).stdout, "");
    wait_gone(stopped);
}

/// Puts a program into a folder, as a script.
fn script(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn a_build_that_is_interrupted_leaves_nothing_to_tell() {
    let marks = tempfile::tempdir().unwrap();
    let text = format!(
        "if [ \"$1\" != test ]; then exec '{}' \"$@\"; fi\n\
         echo $$ > '{1}/draft' && mv '{1}/draft' '{1}/pid'\n\
         exec sleep 600",
        env!("CARGO"),
        marks.path().display()
    );
    let cargo = script(marks.path(), "cargo", &text);
    let mut child = on("unruly", &[]).env("CARGO", cargo).start();
    let build = told_in(marks.path(), &mut child);
    // A signal that the tool alone gets.
    send("-TERM", child.id());
    end(child).assert_error(
        130,
        "interrupted before any test had run: there is nothing to tell",
    );
    wait_gone(build);
}
