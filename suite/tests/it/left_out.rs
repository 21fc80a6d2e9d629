//! What is left out, as the subcommand asks for it: records, and not a line of the body.

use runtime_matrix::{Verdict, factories};
use runtime_matrix_report::{CardEntry, Record, Runtime};

use crate::fixture::{Run, cells, run};

const RECORD: (&str, &str) = ("RUNTIME_MATRIX_LEFT_OUT", "record");

/// Runs a cell of the fixture with all that libtest would ignore, and asks for records.
fn run_left_out(test: &str, cell: &str) -> Run {
    run(
        &["--include-ignored", &format!("{test}::{cell}")],
        &[RECORD],
    )
}

/// Asserts that the cell left a start and an end that says why, and that libtest took it for a pass.
#[track_caller]
fn assert_left_out(test: &str, cell: &str, verdict: Verdict, reason: &str) {
    let run = run_left_out(test, cell);
    assert!(run.output.status.success(), "{}", run.text);
    let end = run.end();
    assert_eq!(end.verdict, verdict, "{}", run.text);
    assert_eq!(end.message.as_deref(), Some(reason));
    assert_eq!((end.runtime.as_ref(), end.id.test.as_ref()), (cell, test));
    assert_eq!(end.polls, 0, "it did not run");
    let starts = run.records.records.iter();
    let starts = starts.filter(|record| matches!(record, Record::Start(_)));
    assert_eq!(starts.count(), 1, "{:?}", run.records);
}

#[test]
fn a_skipped_cell_leaves_its_reason() {
    for cell in cells().filter(|cell| *cell != "async_std") {
        let reason = "it sings on none of them";
        assert_left_out("skipped", cell, Verdict::Skipped, reason);
        let expects_a_panic = "skipped_where_a_panic_is_expected";
        assert_left_out(expects_a_panic, cell, Verdict::Skipped, reason);
    }
}

#[test]
fn an_unsupported_cell_names_what_it_lacks() {
    for cell in cells() {
        let reason = format!("unsupported: {cell} has no `local`");
        assert_left_out("unsupported", cell, Verdict::Unsupported, &reason);
    }
}

#[test]
fn a_cell_that_the_user_ignores_leaves_the_users_reason() {
    for cell in cells() {
        assert_left_out("ignored", cell, Verdict::Skipped, "it is too loud");
        let reason = "ignored, and no reason is given";
        assert_left_out("ignored_without_a_reason", cell, Verdict::Skipped, reason);
    }
}

#[test]
fn a_cell_that_is_off_leaves_the_feature_that_it_needs() {
    for (cell, feature) in [
        ("async_std", "async-std"),
        ("smol", "smol"),
        ("tokio_current_thread", "tokio"),
    ] {
        if cells().any(|on| on == cell) {
            continue;
        }
        let reason = format!("needs the feature `{feature}` of runtime-matrix");
        assert_left_out("only_some", cell, Verdict::Skipped, &reason);
    }
}

#[test]
fn unasked_what_is_left_out_runs() {
    for cell in cells().filter(|cell| *cell != "async_std") {
        let run = run(&["--include-ignored", &format!("skipped::{cell}")], &[]);
        assert_eq!(run.end().verdict, Verdict::Panic, "{}", run.text);
        assert!(!run.output.status.success());
    }
}

#[test]
fn what_is_not_left_out_runs_as_ever() {
    let run = run_left_out("fail", "sim");
    assert_eq!(run.end().verdict, Verdict::Fail, "{}", run.text);
}

#[test]
fn another_value_is_refused() {
    let run = run(&["pass::sim"], &[("RUNTIME_MATRIX_LEFT_OUT", "run")]);
    assert_eq!(run.output.status.code(), Some(101), "{}", run.text);
    let refusal = "pass::sim: not run: RUNTIME_MATRIX_LEFT_OUT: `run` is not `record`";
    assert!(run.text.contains(refusal), "{}", run.text);
}

/// Returns what a process writes of a built-in runtime.
fn declared(id: &str) -> Runtime {
    let factory = factories().iter().find(|factory| factory.id() == id);
    let factory = factory.expect("each cell has a factory");
    let entries = factory.card().entries().into_iter();
    Runtime {
        runtime: id.to_owned().into(),
        version: factory.version().map(Into::into),
        note: factory.note().map(Into::into),
        card: entries
            .map(|entry| CardEntry {
                name: entry.name.into(),
                value: entry.value.into(),
            })
            .collect(),
        pid: 0,
    }
}

#[test]
fn each_runtime_is_told_once_and_before_its_first_start() {
    let all = cells().flat_map(|cell| ["pass", "fail"].map(|test| format!("{test}::{cell}")));
    let all: Vec<_> = all.collect();
    let run = run(&Vec::from_iter(all.iter().map(String::as_str)), &[]);
    let mut told = Vec::new();
    for record in &run.records.records {
        match record {
            Record::Runtime(runtime) => {
                assert_eq!(
                    Runtime {
                        pid: 0,
                        ..runtime.clone()
                    },
                    declared(&runtime.runtime)
                );
                told.push(runtime.runtime.clone());
            }
            Record::Start(start) => assert!(told.contains(&start.runtime), "{start:?}"),
            _ => {}
        }
    }
    told.sort();
    let mut cells: Vec<_> = cells().collect();
    cells.sort_unstable();
    assert_eq!(told, cells);
}
