use std::time::Duration;

use anyhow::Result;
use runtime_matrix::{
    RuntimeFactory,
    conformance::{CaseReport, Level, catalogue},
};
use runtime_matrix_faulty::Oddity;
use serde::Serialize;

/// A case that is given longer has work for longer than a quick proof may take.
const QUICK: Duration = Duration::from_secs(10);

/// What came of one oddity.
#[derive(Debug, Serialize)]
pub(super) struct OddRow {
    pub(super) oddity: &'static str,
    /// What is odd about it, and why that is legal.
    how: &'static str,
    /// How many cases hold on it.
    held: usize,
    failures: Vec<Failed>,
}

/// A case that asks for more than runtimes promise.
#[derive(Debug, Serialize)]
struct Failed {
    case: &'static str,
    said: String,
}

/// Runs the cases that say how a runtime has to be, but for those that take long.
pub(super) fn check(oddity: &'static Oddity) -> Result<OddRow> {
    let long = catalogue().filter(|case| case.is_run() && case.deadline() > QUICK);
    let check = super::of(oddity)?.level(Level::May);
    let check = long.fold(check, |check, case| check.skip(case.id(), "it takes long"));
    let report = check.run()?;
    let failed = |failure: &CaseReport| Failed {
        case: failure.case.id(),
        said: super::said(failure),
    };
    Ok(OddRow {
        oddity: oddity.id(),
        how: oddity.how(),
        held: Level::ALL.map(|level| report.count(level).0).iter().sum(),
        failures: report.failures().map(failed).collect(),
    })
}

impl OddRow {
    pub(super) fn is_well(&self) -> bool {
        self.failures.is_empty() && self.held > 0
    }

    /// Returns what came of it, in one line.
    pub(super) fn what(&self) -> String {
        match self.failures.first() {
            None if self.held == 0 => "FAILED: no case was run".to_owned(),
            None => format!("passes {} cases: {}", self.held, self.how),
            Some(Failed { case, said }) => format!(
                "FAILED: {} cases ask for more than is promised, {case} first: {said}",
                self.failures.len()
            ),
        }
    }
}
