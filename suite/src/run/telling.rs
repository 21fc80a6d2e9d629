//! How libtest, and whoever reads its output, is told what became of a cell.

use std::{
    io::{self, Write},
    panic::resume_unwind,
};

use runtime_matrix_report::{CellId, Verdict};

use crate::run::{alone::Told, harness::Test, outcome::Outcome, process_log};

/// Tells libtest of a cell that cannot be run at all.
pub(crate) fn not_run(test: &Test, cell: &'static str, error: &str) {
    let report = format!("{}: not run: {error}", test.id(cell));
    tell(test, Verdict::Fail, &report, None);
}

/// Tells libtest, which knows a panic and nothing else.
pub(super) fn tell(test: &Test, verdict: Verdict, report: &str, panic: Option<&str>) {
    if !report.is_empty() {
        // Into the test's captured output; unwinding by `resume_unwind` spares a second, useless place.
        eprintln!("\n{report}");
    }
    match (test.should_panic, panic) {
        // The panic alone is what `expected = "…"` is held against: the report also names the test.
        (Some(_), Some(panic)) => resume_unwind(Box::new(panic.to_owned())),
        // It cannot be run here at all, and libtest takes nothing else for an answer.
        (Some(words), None) if verdict == Verdict::Unsupported => {
            resume_unwind(Box::new(format!("{report} {words}")))
        }
        // Returning is the failure of a test that should panic.
        (Some(_), None) => {}
        (None, _) if verdict.is_failure() => resume_unwind(Box::new(report.to_owned())),
        (None, _) => {}
    }
}

/// The start of a line past the capture.
const HINT: &str = "runtime-matrix: hint: ";

/// Tells what there is to know of a cell that passed: what libtest captures of it nobody sees.
pub(super) fn tell_hints(id: impl FnOnce() -> CellId, outcome: &Outcome) {
    let (polls, undecided) = (outcome.long_polls(), outcome.undecided());
    if polls.is_empty() && undecided.is_empty() {
        return;
    }
    let id = id();
    let polls = polls.iter();
    let polls = polls.map(|poll| format!("{poll}: do what blocks in `Runtime::spawn_blocking`"));
    for hint in polls.chain(undecided.iter().cloned()) {
        let _ = io::stderr().write_all(format!("{HINT}{id}: {hint}\n").as_bytes());
    }
}

/// Tells libtest what became of a cell in a process of its own.
pub(super) fn tell_told(test: &Test, told: &Told) {
    let Told {
        verdict,
        printed,
        report,
    } = told;
    print!("{printed}");
    if verdict.is_failure() {
        process_log::note_failure(report);
        return tell(test, *verdict, report.trim_start(), None);
    }
    for line in report.split_inclusive('\n') {
        if line.starts_with(HINT) {
            let _ = io::stderr().write_all(line.as_bytes());
        } else {
            eprint!("{line}");
        }
    }
    // The panic that was expected has come, there.
    tell(test, *verdict, "", test.should_panic);
}
