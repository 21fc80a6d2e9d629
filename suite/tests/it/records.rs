//! What the fixture crate prints and records for each verdict, and how its process ends.

use std::{fs, process::Command};

use runtime_matrix::Verdict;
use runtime_matrix_report::{Record, read_dir};
use tempfile::TempDir;

use crate::fixture::{cells, fixture, run, run_on};

/// Runs one test on each cell; checks verdict and exit code, and the output against a snapshot.
#[track_caller]
fn check(test: &str, verdict: Verdict) {
    for cell in cells() {
        let run = run(&[&format!("{test}::{cell}")], &[]);
        let end = run.end();
        let expected = match (cell, verdict) {
            // All wakes of a cell on `sim` are its own: what elsewhere is observed is known there.
            ("sim", Verdict::Stalled) => Verdict::Deadlock,
            _ => verdict,
        };
        assert_eq!(end.verdict, expected, "{cell}: {}", run.text);
        assert_eq!(
            (end.id.package.as_ref(), end.id.target.as_ref()),
            ("runtime-matrix-verdicts", "verdicts")
        );
        assert_eq!(end.runtime, cell);
        assert_eq!(run.records.records.len(), 3, "a runtime, a start, an end");
        assert!(
            run.records.problems.is_empty(),
            "{:?}",
            run.records.problems
        );
        insta::with_settings!({ filters => filters(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{test}.{cell}"), run.text);
        });
    }
}

/// What differs from run to run.
fn filters() -> Vec<(&'static str, &'static str)> {
    vec![
        (r"\d+\.\d+ s ago", "[time] ago"),
        (r"\d+ polls?", "[n] polls"),
        // On `sim` its sleeps take no time: it may be caught at anything.
        (
            r"(`sleeper`): (waiting|scheduled|in a poll)( for a sleep made at [^;]+)?",
            "$1: [state]",
        ),
        (r"finished in \d+\.\d+s", "finished in [time]"),
        (r"\((\d+)\) panicked at", "([thread]) panicked at"),
        // Where the target folder is elsewhere, the version of Tokio is not known.
        (
            r"runtime: ([a-z_]+)( \d+\.\d+\.\d+)?,",
            "runtime: $1 [version],",
        ),
        (r"; \d+ filtered out", "; [n] filtered out"),
        // Which of them runs a task is the runtime's to choose.
        (r"thread '[^']*'", "thread '[name]'"),
    ]
}

#[test]
fn a_pass_says_nothing() {
    check("pass", Verdict::Pass);
}

#[test]
fn a_fail_tells_the_error() {
    check("fail", Verdict::Fail);
}

#[test]
fn a_panic_tells_its_place() {
    check("panic", Verdict::Panic);
}

#[test]
fn an_expected_panic_is_a_pass() {
    check("panic_expected", Verdict::Pass);
}

#[test]
fn an_expected_panic_that_does_not_come_is_a_fail() {
    check("panic_expected_in_vain", Verdict::Fail);
}

#[test]
fn an_expected_panic_is_known_by_its_own_words() {
    check("panic_expected_otherwise", Verdict::Fail);
}

#[test]
fn nothing_but_a_panic_is_an_expected_panic() {
    check("leak_where_a_panic_is_expected", Verdict::Leak);
}

#[test]
fn a_panic_of_a_detached_task_names_it() {
    check("panic_of_a_detached_task", Verdict::Panic);
}

#[test]
fn a_leak_names_the_task_and_its_line() {
    check("leak", Verdict::Leak);
}

#[test]
fn a_deadlock_names_who_waits_for_whom() {
    check("deadlock", Verdict::Deadlock);
}

#[test]
fn a_standstill_names_who_waits() {
    check("stalled", Verdict::Stalled);
}

#[test]
fn a_timeout_dumps_the_tasks() {
    check("timeout", Verdict::Timeout);
}

#[test]
fn what_is_known_at_expansion_is_an_ignored_test_with_its_reason() {
    for cell in cells() {
        let listed = run(
            &[&format!("unsupported::{cell}"), &format!("skipped::{cell}")],
            &[],
        );
        assert!(listed.output.status.success());
        let reason =
            format!("test unsupported::{cell} ... ignored, unsupported: {cell} has no `local`");
        assert!(listed.text.contains(&reason), "{}", listed.text);
        // One has to be left, or nothing would ever run.
        if cell == "async_std" {
            continue;
        }
        let reason = format!("test skipped::{cell} ... ignored, it sings on none of them");
        assert!(listed.text.contains(&reason), "{}", listed.text);
        assert!(listed.records.records.is_empty(), "nothing ran");
    }
}

#[test]
fn what_is_found_while_running_is_recorded_and_said_aloud() {
    for cell in cells() {
        let run = run(&["--include-ignored", &format!("unsupported::{cell}")], &[]);
        assert_eq!(run.end().verdict, Verdict::Unsupported);
        let sentence = format!("unsupported: {cell} has no `local`, which the test requires");
        assert_eq!(run.end().message.as_deref(), Some(sentence.as_str()));
        assert!(
            String::from_utf8_lossy(&run.output.stderr).contains(&sentence),
            "{}",
            run.text
        );
    }
}

#[test]
fn a_hang_ends_the_process_with_all_that_is_known() {
    for cell in cells() {
        let tests = ["fail", "hang", "interrupted"].map(|test| format!("{test}::{cell}"));
        let tests: Vec<&str> = tests.iter().map(String::as_str).collect();
        // Each has a thread of its own: `fail` has ended, and `interrupted` is in flight, when `hang` is given up. A busy
        // machine has time for both until then.
        let run = run_on(3, &tests, &[("RUNTIME_MATRIX_TEARDOWN", "1s")]);
        let verdict = |test: &str| {
            run.ends()
                .iter()
                .find(|end| end.id.test == test)
                .map(|end| end.verdict)
        };
        assert_eq!(verdict("fail"), Some(Verdict::Fail), "{}", run.text);
        assert_eq!(verdict("hang"), Some(Verdict::Hang), "{}", run.text);
        assert_eq!(
            verdict("interrupted"),
            Some(Verdict::Interrupted),
            "{}",
            run.text
        );
        assert_eq!(run.output.status.code(), None, "aborted: {}", run.text);
        let stderr = String::from_utf8_lossy(&run.output.stderr);
        for part in [
            "a test hangs, and the process has to be aborted",
            "task `spinner`: in a poll",
            &format!("interrupted: interrupted::{cell}"),
            "failed before, 1 in all",
            "the test returned an error: \"no such user\"",
        ] {
            assert!(stderr.contains(part), "`{part}` is missing in:\n{stderr}");
        }
    }
}

#[test]
fn a_crash_is_a_start_without_an_end() {
    for cell in cells() {
        let run = run(&[&format!("crash::{cell}")], &[]);
        assert!(
            matches!(
                run.records.records.as_slice(),
                [Record::Runtime(_), Record::Start(_)]
            ),
            "{:?}",
            run.records.records
        );
        assert_eq!(run.output.status.code(), None, "aborted");
    }
}

#[test]
fn a_seed_that_fails_is_printed_and_replays() {
    let first = run(&["fails_on_a_seed::sim"], &[]);
    let seed = first.end().seed.to_string();
    assert_eq!(
        first.end().verdict,
        Verdict::Panic,
        "one of 32 seeds runs three tasks backwards: {}",
        first.text
    );
    assert!(
        first.text.contains(&format!("seed {seed}")),
        "{}",
        first.text
    );
    assert!(first.text.contains(&format!(
        "RUNTIME_MATRIX_SEED={seed} cargo test -p runtime-matrix-verdicts"
    )));
    let verdict = |seed: &str| {
        run(&["fails_on_a_seed::sim"], &[("RUNTIME_MATRIX_SEED", seed)])
            .end()
            .verdict
    };
    assert_eq!(verdict(&seed), Verdict::Panic, "the seed replays");
    // The seeds were tried in order, so the one before it passed.
    let before = first
        .end()
        .seed
        .checked_sub(1)
        .expect("seed 0 runs them in another order");
    assert_eq!(verdict(&before.to_string()), Verdict::Pass);
}

#[test]
fn many_processes_write_to_one_folder() {
    let folder = TempDir::new().expect("a temporary folder");
    let spawn = |_| {
        let mut command = Command::new(fixture());
        command.args(["--exact", "pass::sim", "leak::sim", "fail::sim"]);
        command
            .env("RUNTIME_MATRIX_REPORT", folder.path())
            .output()
            .expect("the fixture runs")
    };
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|number| scope.spawn(move || spawn(number)))
            .collect();
        runs.into_iter()
            .for_each(|run| drop(run.join().expect("no panic")));
    });
    let records = read_dir(folder.path()).expect("the folder is there");
    assert!(records.problems.is_empty(), "{:?}", records.problems);
    assert_eq!(records.records.len(), 8 * (1 + 3 * 2));
}

/// Runs one test with an environment in which it must not run, and returns what it says.
#[track_caller]
fn refused(name: &str, value: &str) -> String {
    let run = run(&["pass::sim"], &[(name, value)]);
    assert_eq!(run.output.status.code(), Some(101), "{}", run.text);
    assert!(
        run.text.contains("pass::sim: not run: "),
        "the cell is named:\n{}",
        run.text
    );
    run.text
}

#[test]
fn an_environment_that_cannot_be_read_is_refused_by_name() {
    assert!(
        refused("RUNTIME_MATRIX_TIMEOUT", "5")
            .contains("RUNTIME_MATRIX_TIMEOUT: `5` is not a duration")
    );
    assert!(
        refused("RUNTIME_MATRIX_SEED", "lucky")
            .contains("RUNTIME_MATRIX_SEED: `lucky` is not a seed")
    );
    assert!(
        refused("RUNTIME_MATRIX_TIMEOT", "5s")
            .contains("RUNTIME_MATRIX_TIMEOT is not known: there are")
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("file");
    fs::write(&file, "in the way").expect("a file can be written");
    let below = file.join("records");
    let text = refused(
        "RUNTIME_MATRIX_REPORT",
        below.to_str().expect("the path is UTF-8"),
    );
    assert!(
        text.contains("point RUNTIME_MATRIX_REPORT at a folder that can be written"),
        "{text}"
    );
}
