//! The proof that the catalogue of conformance finds faults: each fault against the case that is to find it.

use std::{
    env,
    fmt::Write,
    num::NonZeroUsize,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use runtime_matrix::{
    RuntimeFactory,
    conformance::{CaseReport, Check},
};
use runtime_matrix_faulty::Fault;
use serde::Serialize;

use crate::{args::SelfCheckArgs, crew, exit::Exit, pattern};

/// What hangs does so for good: it is waited for no longer than that.
const LIMIT: Duration = Duration::from_secs(2);
/// What waits takes no processor, so there may be more of it than processors.
const AT_A_TIME: usize = 6;

/// What came of all faults.
#[derive(Debug, Serialize)]
pub(crate) struct SelfCheck {
    version: u32,
    tool: &'static str,
    #[serde(serialize_with = "code")]
    pub(crate) exit: Exit,
    faults: Vec<Row>,
    duration_us: u64,
}

/// What came of one fault.
#[derive(Debug, Serialize)]
struct Row {
    fault: &'static str,
    breaks: &'static str,
    /// The case that is to find it, if there is one.
    case: Option<&'static str>,
    /// What the case is to say.
    words: Option<&'static str>,
    outcome: Outcome,
    /// What the case said.
    said: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Caught,
    /// The case fails, and says something else.
    OtherWords,
    NotCaught,
    NoCaseYet,
}

pub(crate) fn code<S: serde::Serializer>(exit: &Exit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(exit.code())
}

/// Runs the killer of each fault in a process of this program; tells `progress` how many are done.
///
/// # Errors
///
/// Fails if no process can be started, and on a pattern that names no fault.
pub(crate) fn run(
    args: &SelfCheckArgs,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<SelfCheck> {
    let chosen = pattern::faults(&args.faults)?;
    let began = Instant::now();
    let jobs = args
        .jobs
        .unwrap_or(NonZeroUsize::MIN.saturating_add(AT_A_TIME - 1));
    let done = std::sync::atomic::AtomicUsize::new(0);
    let rows = crew::each(&chosen, jobs, |fault| {
        let row = check(fault);
        let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        progress(done, chosen.len());
        row
    })?;
    let is_well = rows.iter().all(|row| row.outcome == Outcome::Caught);
    Ok(SelfCheck {
        version: 1,
        tool: env!("CARGO_PKG_VERSION"),
        exit: if is_well { Exit::Ok } else { Exit::Failures },
        faults: rows,
        duration_us: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
    })
}

fn check(fault: &'static Fault) -> Result<Row> {
    let row = |outcome, said| Row {
        fault: fault.id(),
        breaks: fault.breaks(),
        case: fault.killer().map(|(case, _)| case),
        words: fault.killer().map(|(_, words)| words),
        outcome,
        said,
    };
    let Some((case, words)) = fault.killer() else {
        return Ok(row(Outcome::NoCaseYet, None));
    };
    let binary = env::current_exe().context("the path of this program is not known")?;
    let report = Check::new(fault)
        .only(case)
        .deadline(LIMIT)
        .workers(NonZeroUsize::MIN, move || {
            let mut command = Command::new(&binary);
            // A backtrace takes longer than the limit.
            command.env("RUST_BACKTRACE", "0");
            command
        })
        .run()?;
    let failure = report.case(case).filter(|report| report.is_failure());
    Ok(match failure {
        None => row(Outcome::NotCaught, None),
        Some(failure) if failure.text(fault.id()).contains(words) => {
            row(Outcome::Caught, Some(said(failure)))
        }
        Some(failure) => row(Outcome::OtherWords, Some(said(failure))),
    })
}

/// Returns what a failure says, in one line.
fn said(failure: &CaseReport) -> String {
    let text = match (&failure.expected, &failure.came, &failure.note) {
        (Some(expected), Some(came), _) => format!("expected {expected}; {came}"),
        (_, _, Some(note)) => note.clone(),
        _ => failure.verdict.to_string(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl SelfCheck {
    /// Returns one line for each fault, and the totals.
    pub(crate) fn text(&self) -> String {
        let width = self.faults.iter().map(|row| row.fault.len()).max();
        let width = width.unwrap_or_default();
        let mut text = String::new();
        for row in &self.faults {
            let case = row.case.unwrap_or_default();
            let said = row.said.as_deref().unwrap_or_default();
            let what = match row.outcome {
                Outcome::Caught => format!("caught by {case}: {said}"),
                Outcome::OtherWords => format!(
                    "FAILED: {case} should say `{}`, but said: {said}",
                    row.words.unwrap_or_default()
                ),
                Outcome::NotCaught => format!("FAILED: {case} does not find it"),
                Outcome::NoCaseYet => {
                    format!("FAILED: no case yet finds that it breaks: {}", row.breaks)
                }
            };
            let _ = writeln!(text, "{:width$}  {what}", row.fault);
        }
        let caught = self
            .faults
            .iter()
            .filter(|row| row.outcome == Outcome::Caught);
        let _ = writeln!(
            text,
            "\n{} of {} faults caught, each by its case in its words, in {:.1} s",
            caught.count(),
            self.faults.len(),
            Duration::from_micros(self.duration_us).as_secs_f64(),
        );
        text
    }
}
