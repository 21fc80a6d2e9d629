//! The proof that the catalogue of conformance finds faults: each fault against the case that is to find it, and that
//! it finds nothing else: the cases against each runtime that is odd but legal.

mod oddity;

use std::{
    env,
    fmt::Write,
    num::NonZeroUsize,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use runtime_matrix::{
    RuntimeFactory,
    conformance::{CaseReport, Check},
};
use runtime_matrix_faulty::Fault;
use serde::Serialize;

use self::oddity::OddRow;
use crate::{args::SelfCheckArgs, crew, exit::Exit, pattern};

/// What hangs does so for good: it is waited for no longer than that.
const LIMIT: Duration = Duration::from_secs(2);
/// What waits takes no processor, so there may be more of it than processors.
const AT_A_TIME: usize = 6;

/// What came of all faults and oddities.
#[derive(Debug, Serialize)]
pub(crate) struct SelfCheck {
    version: u32,
    tool: &'static str,
    #[serde(serialize_with = "code")]
    pub(crate) exit: Exit,
    faults: Vec<Row>,
    oddities: Vec<OddRow>,
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

/// Runs the killer of each fault and the quick cases on each oddity, in processes of this program; tells `progress` how many
/// are done.
///
/// # Errors
///
/// Fails if no process can be started, and on a pattern that names nothing.
pub(crate) fn run(
    args: &SelfCheckArgs,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<SelfCheck> {
    let (mut faults, mut oddities) = (
        pattern::faults(&args.faults)?,
        pattern::oddities(&args.oddities)?,
    );
    match (args.faults.is_empty(), args.oddities.is_empty()) {
        (false, true) => oddities.clear(),
        (true, false) => faults.clear(),
        _ => {}
    }
    let (began, all) = (Instant::now(), faults.len() + oddities.len());
    let jobs = args
        .jobs
        .unwrap_or(NonZeroUsize::MIN.saturating_add(AT_A_TIME - 1));
    let done = AtomicUsize::new(0);
    let tell = || progress(1 + done.fetch_add(1, Relaxed), all);
    let faults = crew::each(&faults, jobs, |fault| check(fault).inspect(|_| tell()))?;
    let oddities = crew::each(&oddities, jobs, |oddity| {
        oddity::check(oddity).inspect(|_| tell())
    })?;
    let is_well = faults.iter().all(|row| row.outcome == Outcome::Caught)
        && oddities.iter().all(OddRow::is_well);
    Ok(SelfCheck {
        version: 1,
        tool: env!("CARGO_PKG_VERSION"),
        exit: if is_well { Exit::Ok } else { Exit::Failures },
        faults,
        oddities,
        duration_us: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
    })
}

/// Returns the check of a runtime, which runs its cases in processes of this program.
fn of(factory: &'static dyn RuntimeFactory) -> Result<Check> {
    let binary = env::current_exe().context("the path of this program is not known")?;
    Ok(Check::new(factory).workers(NonZeroUsize::MIN, move || {
        let mut command = Command::new(&binary);
        // A backtrace takes longer than the limit.
        command.env("RUST_BACKTRACE", "0");
        command
    }))
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
    let report = of(fault)?.only(case).deadline(LIMIT).run()?;
    // One that decides nothing yet finds faults all the same.
    let failure = report
        .case(case)
        .filter(|report| report.verdict.is_failure());
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
    /// Returns one line for each fault and each oddity, and the totals.
    pub(crate) fn text(&self) -> String {
        let ids = self.faults.iter().map(|row| row.fault);
        let ids = ids.chain(self.oddities.iter().map(|row| row.oddity));
        let width = ids.map(str::len).max().unwrap_or_default();
        let mut text = String::new();
        for row in &self.faults {
            let _ = writeln!(text, "{:width$}  {}", row.fault, row.what());
        }
        for row in &self.oddities {
            let _ = writeln!(text, "{:width$}  {}", row.oddity, row.what());
        }
        text.push('\n');
        if !self.faults.is_empty() {
            let caught = |row: &&Row| row.outcome == Outcome::Caught;
            let _ = writeln!(
                text,
                "{} of {} faults caught, each by its case in its words",
                self.faults.iter().filter(caught).count(),
                self.faults.len(),
            );
        }
        if !self.oddities.is_empty() {
            let passed = self.oddities.iter().filter(|row| row.is_well());
            let _ = writeln!(
                text,
                "{} of {} runtimes that are odd but legal pass",
                passed.count(),
                self.oddities.len(),
            );
        }
        let seconds = Duration::from_micros(self.duration_us).as_secs_f64();
        let _ = writeln!(text, "in {seconds:.1} s");
        text
    }
}

impl Row {
    /// Returns what came of it, in one line.
    fn what(&self) -> String {
        let case = self.case.unwrap_or_default();
        let said = self.said.as_deref().unwrap_or_default();
        match self.outcome {
            Outcome::Caught => format!("caught by {case}: {said}"),
            Outcome::OtherWords => format!(
                "FAILED: {case} should say `{}`, but said: {said}",
                self.words.unwrap_or_default()
            ),
            Outcome::NotCaught => format!("FAILED: {case} does not find it"),
            Outcome::NoCaseYet => {
                format!("FAILED: no case yet finds that it breaks: {}", self.breaks)
            }
        }
    }
}
