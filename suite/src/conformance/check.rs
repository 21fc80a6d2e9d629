use std::{
    error::Error,
    fmt,
    num::NonZeroUsize,
    process::Command,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::Verdict;

use crate::{
    conformance::{
        case::{Case, Level},
        catalogue::catalogue,
        exception::{Exception, Kind, heeded, unknown},
        report::{CaseReport, Report},
        trial,
        worker::Pool,
    },
    sync::lock,
};

/// A check of one runtime against the catalogue.
///
/// ```
/// use runtime_matrix::{Sim, conformance::{Check, Level}};
///
/// let report = Check::new(&Sim).only("block_on::*").level(Level::Must).run()?;
/// assert_eq!(report.failures().count(), 0, "{report}");
/// # Ok::<(), runtime_matrix::conformance::CheckError>(())
/// ```
pub struct Check {
    factory: &'static dyn RuntimeFactory,
    only: Vec<String>,
    level: Level,
    exceptions: Vec<Exception>,
    limit: Option<Duration>,
    workers: Option<Workers>,
}

struct Workers {
    pool: Pool,
    number: NonZeroUsize,
}

/// A check that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError(String);

/// Checks a runtime against the whole catalogue, in this process.
///
/// Each case has a thread of its own and a limit from outside of the runtime; one that hangs is left behind. A
/// runtime that ends the process takes the check with it: [`conformance!`](crate::conformance!) and
/// [`Check::workers`] have processes for that.
///
/// ```no_run
/// # use runtime_matrix::Sim as MyRuntime;
/// use runtime_matrix::conformance::{Conformance, check_runtime};
///
/// let report = check_runtime(&MyRuntime);
/// println!("{report}");
/// assert!(report.conformance() >= Conformance::Conformant);
/// ```
#[must_use]
pub fn check_runtime(factory: &'static dyn RuntimeFactory) -> Report {
    match Check::new(factory).run() {
        Ok(report) => report,
        Err(error) => unreachable!("nothing is left out, and no process is started: {error}"),
    }
}

impl Check {
    /// Returns a check against the whole catalogue, in this process.
    #[must_use]
    pub fn new(factory: &'static dyn RuntimeFactory) -> Check {
        Check {
            factory,
            only: Vec::new(),
            level: Level::Info,
            exceptions: Vec::new(),
            limit: None,
            workers: None,
        }
    }

    /// Restricts it to the cases whose ids match the pattern, in which `*` is any text. More than one may be given.
    #[must_use]
    pub fn only(mut self, pattern: &str) -> Check {
        self.only.push(pattern.to_owned());
        self
    }

    /// Restricts it to the cases that are at least that binding.
    #[must_use]
    pub fn level(self, level: Level) -> Check {
        Check { level, ..self }
    }

    /// Leaves a case out, for a reason. A MUST that is left out leaves no more than
    /// [`Partial`](crate::conformance::Conformance::Partial).
    #[must_use]
    pub fn skip(self, case: &'static str, reason: &'static str) -> Check {
        self.except(Exception {
            case,
            reason,
            kind: Kind::Skip,
        })
    }

    /// Says that a case is known to fail, for a reason: it is run all the same, and fails the check if it passes.
    #[must_use]
    pub fn known(self, case: &'static str, reason: &'static str) -> Check {
        self.except(Exception {
            case,
            reason,
            kind: Kind::Known,
        })
    }

    fn except(mut self, exception: Exception) -> Check {
        self.exceptions.push(exception);
        self
    }

    /// Gives each run of a case that long, in real time, in place of the case's own deadline.
    #[must_use]
    pub fn deadline(self, limit: Duration) -> Check {
        Check {
            limit: Some(limit),
            ..self
        }
    }

    /// Runs the cases in so many processes at a time, which `command` starts and which call
    /// [`serve`](super::serve): what a runtime does to its process is bounded.
    #[must_use]
    pub fn workers(
        self,
        number: NonZeroUsize,
        command: impl Fn() -> Command + Send + Sync + 'static,
    ) -> Check {
        let pool = Pool::new(command);
        Check {
            workers: Some(Workers { pool, number }),
            ..self
        }
    }

    /// Makes the check.
    ///
    /// # Errors
    ///
    /// Fails if nothing was run, be it that all of it was skipped or is not supported, if a case of that name does not exist, if an exception has no reason, and if no
    /// worker can be started.
    pub fn run(self) -> Result<Report, CheckError> {
        for exception in &self.exceptions {
            exception.check().map_err(CheckError)?;
        }
        for pattern in &self.only {
            if !catalogue().any(|case| matches(pattern, case.id())) {
                return Err(CheckError(unknown(pattern)));
            }
        }
        let cases: Vec<&'static Case> = catalogue().filter(|case| self.takes(case)).collect();
        if cases.is_empty() {
            return Err(CheckError(
                "nothing would be run: no case has both the name and the level that are asked for"
                    .to_owned(),
            ));
        }
        self.run_all(&cases)
    }

    fn takes(&self, case: &Case) -> bool {
        let is_named =
            self.only.is_empty() || self.only.iter().any(|pattern| matches(pattern, case.id()));
        is_named && case.is_run() && case.level() <= self.level
    }

    /// Runs the cases, each as soon as somebody is free.
    fn run_all(&self, cases: &[&'static Case]) -> Result<Report, CheckError> {
        // In one process they come one after the other: some look at its threads.
        let number = self
            .workers
            .as_ref()
            .map_or(1, |workers| workers.number.get());
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for _ in 0..number {
                scope.spawn(|| {
                    while let Some(&case) = cases.get(next.fetch_add(1, Relaxed)) {
                        let report = self.run_one(case);
                        lock(&done).push(report);
                    }
                });
            }
        });
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let reports: Result<Vec<CaseReport>, CheckError> = done.into_iter().collect();
        let mut reports = reports?;
        if !reports.iter().any(CaseReport::has_run) {
            return Err(CheckError(nothing_ran(&reports)));
        }
        let position =
            |report: &CaseReport| cases.iter().position(|case| case.id() == report.case.id());
        reports.sort_by_key(position);
        Ok(Report {
            runtime: self.factory.id(),
            version: self.factory.version(),
            cases: reports,
        })
    }

    fn run_one(&self, case: &'static Case) -> Result<CaseReport, CheckError> {
        heeded(&self.exceptions, case, || match &self.workers {
            Some(workers) => {
                let trial = workers.pool.run(case, self.factory.id(), self.limit);
                trial.map_err(|error| CheckError(format!("no worker can be started: {error}")))
            }
            None => Ok(trial::run(case, self.factory, self.limit)),
        })
    }
}

/// Says why none of the cases was run.
fn nothing_ran(reports: &[CaseReport]) -> String {
    let of = |verdict: Verdict| {
        reports
            .iter()
            .filter(move |report| report.verdict == verdict)
    };
    let told = [Verdict::Unsupported, Verdict::Skipped]
        .into_iter()
        .filter_map(|verdict| {
            let first = of(verdict).next()?;
            let note = first.note.as_deref().unwrap_or_default();
            let (count, id) = (of(verdict).count(), first.case.id());
            Some(format!("{count} {verdict}, such as `{id}` ({note})"))
        });
    let told: Vec<String> = told.collect();
    format!("nothing ran: {}", told.join("; "))
}

/// Tells whether `text` is what the pattern says, in which `*` is any text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(before) else {
        return false;
    };
    let ends = text.char_indices().map(|(end, _)| end).chain([text.len()]);
    ends.into_iter().any(|begin| matches(rest, &text[begin..]))
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check")
            .field("runtime", &self.factory.id())
            .field("only", &self.only)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for CheckError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, text, is_match) in [
            ("a::b", "a::b", true),
            ("a::b", "a::bc", false),
            ("a::*", "a::b", true),
            ("*b", "a::b", true),
            ("*::*c*", "a::bcd", true),
            ("a::*", "b::a", false),
            ("*", "", true),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), is_match, "{pattern} {text}");
        }
    }
}
