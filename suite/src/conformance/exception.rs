use runtime_matrix_report::Verdict;

use crate::conformance::{case::Case, report::CaseReport, trial::Trial};

/// What is said of one case beforehand.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    pub(crate) case: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is not run.
    Skip,
    /// It is run, and has to fail.
    Known,
}

impl Exception {
    /// Says what is wrong with it.
    pub(crate) fn check(&self) -> Result<(), String> {
        let Exception { case, reason, .. } = self;
        if Case::named(case).is_none() {
            return Err(unknown(case));
        }
        if reason.trim().is_empty() {
            return Err(format!("the exception for `{case}` needs a reason"));
        }
        Ok(())
    }

    /// Says of what became of the case what it means.
    pub(crate) fn apply(&self, report: CaseReport) -> CaseReport {
        let (verdict, note) = match report.verdict {
            Verdict::Pass => (
                Verdict::Xpass,
                format!(
                    "it is said to fail ({}), and passes: take that back",
                    self.reason
                ),
            ),
            Verdict::Unsupported | Verdict::Skipped => return report,
            Verdict::Fail => (Verdict::Xfail, self.reason.to_owned()),
            // More than most reasons speak of.
            verdict => (Verdict::Xfail, format!("{} ({verdict})", self.reason)),
        };
        CaseReport {
            verdict,
            note: Some(note),
            ..report
        }
    }
}

/// Runs the case, or leaves it out, and says what comes of that by what was said of it beforehand.
pub(crate) fn heeded<E>(
    exceptions: &[Exception],
    case: &'static Case,
    run: impl FnOnce() -> Result<Trial, E>,
) -> Result<CaseReport, E> {
    let exception = exceptions
        .iter()
        .find(|exception| exception.case == case.id());
    match exception {
        Some(Exception {
            reason,
            kind: Kind::Skip,
            ..
        }) => {
            let trial = Trial::new(Verdict::Skipped, Some((*reason).to_owned()));
            Ok(CaseReport::new(case, trial))
        }
        Some(known) => Ok(known.apply(CaseReport::new(case, run()?))),
        None => Ok(CaseReport::new(case, run()?)),
    }
}

/// Says that there is no such case, and which is meant.
pub(crate) fn unknown(id: &str) -> String {
    let (area, name) = id.rsplit_once("::").unwrap_or(("", id));
    let is_alike = |case: &&Case| {
        let own = case.id().rsplit("::").next().unwrap_or_default();
        own.contains(name) || name.contains(own)
    };
    let mut alike: Vec<_> = crate::conformance::catalogue().filter(is_alike).collect();
    alike.sort_by_key(|case| case.area() != area);
    let alike = alike.first();
    match alike {
        Some(case) => format!("no case is called `{id}`: is it `{}`?", case.id()),
        None => format!("no case is called `{id}`: `conformance::catalogue()` has them all"),
    }
}
