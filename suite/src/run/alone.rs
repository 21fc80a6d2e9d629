//! A cell in a process of its own, where every thread is the runtime's, the suite's or the test's.

use std::{
    env,
    io::{self, Write},
    process::{self, Command, Output, Stdio},
};

use runtime_matrix_report::Verdict;

use crate::run::harness::Test;

/// What the process writes between the lines of libtest.
const BEGAN: &str = "\nruntime-matrix-alone: began\n";
const ENDED: &str = "\nruntime-matrix-alone: ended: ";

/// What became of the process.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) verdict: Verdict,
    /// What the test itself printed.
    pub(crate) printed: String,
    /// What stands on its standard error: the report, if the cell failed.
    pub(crate) report: String,
}

/// Runs the cell by this very binary; `None` if that does not get as far as the cell, as where the tests have
/// another harness than libtest.
pub(crate) fn run(test: &Test, cell: &str) -> Option<Told> {
    let (_, path) = test.module.split_once("::")?;
    let mut command = Command::new(env::current_exe().ok()?);
    // libtest knows a raw name by its raw form.
    command.args([format!("{path}::{cell}"), format!("{path}::r#{cell}")]);
    command.args([
        "--exact",
        "--include-ignored",
        "--nocapture",
        "--test-threads=1",
    ]);
    command
        .env("RUNTIME_MATRIX_CENSUS", "1")
        .env("RUNTIME_MATRIX_ALONE", process::id().to_string())
        .stdin(Stdio::null());
    told(&command.output().ok()?)
}

/// Says that the cell begins, to the process that waits for it.
pub(crate) fn begin() {
    say(BEGAN);
}

/// Says how it ended.
pub(crate) fn end(verdict: Verdict) {
    say(&format!("{ENDED}{}\n", verdict.name()));
}

/// Past the capture, which the macros write to.
fn say(line: &str) {
    let _ = io::stdout().write_all(line.as_bytes());
}

fn told(output: &Output) -> Option<Told> {
    let text = String::from_utf8_lossy(&output.stdout);
    let (_, text) = text.split_once(BEGAN)?;
    let (printed, rest) = text.split_once(ENDED).unwrap_or((text, ""));
    let mut report = String::from_utf8_lossy(&output.stderr).into_owned();
    let verdict = rest.lines().next().and_then(Verdict::from_name);
    if verdict.is_none() {
        report.push_str(&format!(
            "the test ran in a process of its own, for `forbid(ambient)`, which died: {}\n",
            output.status
        ));
    }
    Some(Told {
        verdict: verdict.unwrap_or(Verdict::Crash),
        printed: printed.to_owned(),
        report,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(stdout: &str) -> Output {
        Output {
            status: process::ExitStatus::default(),
            stdout: stdout.into(),
            stderr: b"the report\n".into(),
        }
    }

    #[test]
    fn what_the_test_prints_stands_between_the_lines() {
        let text = format!("running 1 test\ntest ping ... {BEGAN}one\ntwo{ENDED}leak\nok\n");
        let told = told(&output(&text)).unwrap();
        assert_eq!((told.verdict, &*told.printed), (Verdict::Leak, "one\ntwo"));
        assert_eq!(told.report, "the report\n");
    }

    #[test]
    fn a_process_that_does_not_get_as_far_tells_nothing() {
        assert_eq!(told(&output("running 0 tests\n\ntest result: ok.\n")), None);
    }

    #[test]
    fn a_process_that_dies_has_crashed() {
        for text in [BEGAN.to_owned(), format!("{BEGAN}{ENDED}fine\n")] {
            let told = told(&output(&text)).unwrap();
            assert_eq!(told.verdict, Verdict::Crash);
            assert!(
                told.report.contains("in a process of its own"),
                "{}",
                told.report
            );
        }
    }
}
