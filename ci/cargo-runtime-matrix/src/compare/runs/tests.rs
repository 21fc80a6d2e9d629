use Verdict::{Crash, Leak, Panic, Pass, Skipped};

use super::*;
use crate::table::{Column, Diagnosis};

/// A run of tests on `sim` and `smol`.
fn run(tests: &[(&str, [Verdict; 2])]) -> Table {
    let mut table = Table::new();
    table.runtimes = ["sim", "smol"]
        .map(|id| Column {
            id: id.to_owned(),
            ..Column::default()
        })
        .into();
    table.tests = tests
        .iter()
        .map(|(test, [sim, smol])| Row {
            package: "chat".to_owned(),
            target: "it".to_owned(),
            test: (*test).to_owned(),
            cells: vec![Cell::new("sim", *sim), Cell::new("smol", *smol)],
            ..Row::default()
        })
        .collect();
    table
}

fn text(old: &Table, new: &Table) -> (String, Exit) {
    let changes = Changes::between(old, new);
    (changes.text(None), changes.exit)
}

#[test]
fn nothing_has_changed_between_a_run_and_itself() {
    let table = run(&[("ping", [Pass, Leak])]);
    let told = text(&table, &table);
    let expected = "nothing has become worse; 2 cells are as before\n";
    assert_eq!(told, (expected.to_owned(), Exit::Ok));
}

#[test]
fn what_is_worse_comes_first_and_decides() {
    let old = run(&[
        ("better", [Pass, Panic]),
        ("gone", [Pass, Pass]),
        ("left_out", [Pass, Pass]),
        ("otherwise", [Panic, Panic]),
        ("worse", [Pass, Pass]),
    ]);
    let new = run(&[
        ("better", [Pass, Pass]),
        ("left_out", [Pass, Skipped]),
        ("new", [Pass, Pass]),
        ("otherwise", [Leak, Crash]),
        ("red", [Pass, Leak]),
        ("worse", [Leak, Leak]),
    ]);
    let expected = "\
newly failing:
  chat/it::worse on sim, smol: pass, now leak
new tests that fail:
  chat/it::red on smol
no longer run:
  chat/it::left_out on smol: pass, now skipped
fail worse:
  chat/it::otherwise on smol: panic, now crash
fail otherwise:
  chat/it::otherwise on sim: panic, now leak
newly passing:
  chat/it::better on smol: panic, now pass
new tests:
  chat/it::new
tests that are gone:
  chat/it::gone
WORSE in 4 ways; 2 cells are as before
";
    assert_eq!(text(&old, &new), (expected.to_owned(), Exit::Failures));
}

#[test]
fn a_runtime_that_was_not_run_makes_nothing_worse() {
    let old = run(&[("ping", [Pass, Pass])]);
    let mut new = run(&[("ping", [Pass, Pass])]);
    new.runtimes.pop();
    new.tests[0].cells.pop();
    let (told, exit) = text(&old, &new);
    assert_eq!(exit, Exit::Ok);
    assert!(told.starts_with("only the old run had smol\n"), "{told}");
}

#[test]
fn another_diagnosis_is_told_and_is_no_failure() {
    let old = run(&[("ping", [Pass, Panic])]);
    let mut new = old.clone();
    new.tests[0].diagnosis = Some(Diagnosis {
        sentence: "needs a Tokio reactor".to_owned(),
        evidence: Vec::new(),
        advice: None,
    });
    let (told, exit) = text(&old, &new);
    assert_eq!(exit, Exit::Ok);
    assert!(
        told.starts_with("said otherwise:\n  chat/it::ping: nothing, now needs a Tokio reactor\n"),
        "{told}"
    );
}

#[test]
fn a_build_that_fails_now_is_worse() {
    let old = run(&[("ping", [Pass, Pass])]);
    let mut new = old.clone();
    new.builds.push(crate::table::FailedBuild {
        own_features: Vec::new(),
        package: "chat".to_owned(),
        feature: Some("tokio".to_owned()),
        error: "no".to_owned(),
    });
    let (told, exit) = text(&old, &new);
    assert_eq!(exit, Exit::Failures);
    assert!(told.starts_with("WORSE: a build fails"), "{told}");
}
