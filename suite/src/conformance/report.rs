use std::{fmt, time::Duration};

use runtime_matrix_report::Verdict;

use crate::conformance::{
    case::{Case, Level},
    trial::Trial,
};

/// What became of one case on a runtime.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaseReport {
    /// The case.
    pub case: &'static Case,
    /// What became of it.
    pub verdict: Verdict,
    /// What was expected, where something else came.
    pub expected: Option<String>,
    /// What came instead.
    pub came: Option<String>,
    /// Where in the catalogue that was found, as in `suite/src/conformance/cases/spawn.rs:40`.
    pub place: Option<String>,
    /// What else there is to say: a reason, a panic, what is waited for.
    pub note: Option<String>,
    /// Which of its named outcomes an `info` case has seen.
    pub observed: Option<&'static str>,
    /// How long it took, its repeats together.
    pub duration: Duration,
}

/// What a runtime is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Conformance {
    /// A case that MUST hold does not, or an `info` case ends in a panic, a hang or a crash.
    NonConformant,
    /// All that ran holds, but a case that MUST hold was left out, or is known to fail.
    Partial,
    /// Each case that MUST hold does.
    Conformant,
    /// So does each case that SHOULD.
    ConformantPlus,
}

/// What became of the cases on one runtime.
///
/// Its text is for people: failures first, then the count. [`cases`](Report::cases) is for programs.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) runtime: &'static str,
    pub(crate) version: Option<&'static str>,
    pub(crate) cases: Vec<CaseReport>,
}

impl CaseReport {
    pub(crate) fn new(case: &'static Case, trial: Trial) -> CaseReport {
        let (expected, came, place) = match trial.finding {
            Some(finding) => (
                Some(finding.expected),
                Some(finding.came),
                Some(finding.place),
            ),
            None => (None, None, None),
        };
        CaseReport {
            case,
            verdict: trial.verdict,
            expected,
            came,
            place,
            note: trial.note,
            observed: trial.observed,
            duration: trial.duration,
        }
    }

    /// Tells whether the runtime has failed a case that says how it has to be.
    ///
    /// An `info` case says nothing of the kind, and what it finds counts nowhere. A panic, a hang and a crash in it do:
    /// whichever of its outcomes a runtime has, it survives it.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        let is_red = match self.case.level() {
            Level::Info => matches!(
                self.verdict,
                Verdict::Panic | Verdict::Hang | Verdict::Crash | Verdict::Xpass
            ),
            _ => self.verdict.is_failure(),
        };
        is_red && self.case.counts()
    }

    /// Tells whether the case was run.
    pub(crate) fn has_run(&self) -> bool {
        !matches!(self.verdict, Verdict::Unsupported | Verdict::Skipped)
    }

    /// Returns all that is known, in a few lines.
    #[must_use]
    pub fn text(&self, runtime: &str) -> String {
        let mut text = format!(
            "{} on {runtime}: {}{}\n  {}\n",
            self.case.id(),
            self.verdict,
            if self.case.counts() {
                ""
            } else {
                " (provisional: it decides nothing)"
            },
            self.case.sentence()
        );
        let lines = [
            ("expected", self.expected.as_deref()),
            ("came", self.came.as_deref()),
            ("note", self.note.as_deref()),
            ("at", self.place.as_deref()),
            ("source", Some(self.case.source())),
            ("usually", Some(self.case.hint())),
        ];
        for (name, line) in lines {
            let Some(line) = line.filter(|line| !line.is_empty()) else {
                continue;
            };
            let line = line.replace('\n', "\n            ");
            text.push_str(&format!("  {:<10}{line}\n", format!("{name}:")));
        }
        text
    }
}

impl Report {
    /// Returns the id of the runtime.
    #[must_use]
    pub fn runtime(&self) -> &'static str {
        self.runtime
    }

    /// Returns the version of the runtime's crate, where it is known.
    #[must_use]
    pub fn version(&self) -> Option<&'static str> {
        self.version
    }

    /// Returns what became of each case, in the order of the catalogue.
    #[must_use]
    pub fn cases(&self) -> &[CaseReport] {
        &self.cases
    }

    /// Returns what became of the case of that id, if it was asked for.
    #[must_use]
    pub fn case(&self, id: &str) -> Option<&CaseReport> {
        self.cases.iter().find(|report| report.case.id() == id)
    }

    /// Iterates over the failures that count.
    pub fn failures(&self) -> impl Iterator<Item = &CaseReport> {
        self.cases.iter().filter(|report| report.is_failure())
    }

    /// Returns what the runtime is found to be.
    ///
    /// A power that the card does not declare takes nothing away; a MUST that was left out or filtered out, or is
    /// known to fail, does.
    #[must_use]
    pub fn conformance(&self) -> Conformance {
        let of = |level: Level| {
            let runs = crate::conformance::catalogue()
                .filter(move |case| case.level() == level && case.is_run() && case.counts());
            runs.map(|case| {
                self.case(case.id())
                    .map_or(Verdict::Skipped, |report| report.verdict)
            })
        };
        let is_good = |verdict| matches!(verdict, Verdict::Pass | Verdict::Unsupported);
        let is_broken =
            |report: &CaseReport| report.case.level() == Level::Info && report.is_failure();
        if of(Level::Must).any(Verdict::is_failure) || self.cases.iter().any(is_broken) {
            Conformance::NonConformant
        } else if !of(Level::Must).all(is_good) {
            Conformance::Partial
        } else if of(Level::Should).all(is_good) {
            Conformance::ConformantPlus
        } else {
            Conformance::Conformant
        }
    }

    /// Returns how many cases of that level hold, and how many were run, of those that count.
    #[must_use]
    pub fn count(&self, level: Level) -> (usize, usize) {
        let ran = self.cases.iter().filter(|report| {
            report.case.level() == level && report.case.counts() && report.has_run()
        });
        let held = ran.clone().filter(|report| report.verdict == Verdict::Pass);
        (held.count(), ran.count())
    }

    fn counted(&self, verdict: Verdict) -> usize {
        let of = self.cases.iter().filter(|report| report.verdict == verdict);
        of.count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in self
            .cases
            .iter()
            .filter(|report| report.verdict.is_failure())
        {
            writeln!(f, "{}", failure.text(self.runtime))?;
        }
        let version = self
            .version
            .map_or_else(String::new, |version| format!(" {version}"));
        write!(f, "{}{version}: {}", self.runtime, self.conformance())?;
        for level in Level::ALL {
            let (held, ran) = self.count(level);
            if ran > 0 {
                write!(f, " · {level} {held}/{ran}")?;
            }
        }
        for verdict in [Verdict::Unsupported, Verdict::Skipped, Verdict::Xfail] {
            let count = self.counted(verdict);
            if count > 0 {
                write!(f, " · {count} {verdict}")?;
            }
        }
        Ok(())
    }
}

impl Conformance {
    /// Returns the name that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Conformance::NonConformant => "non-conformant",
            Conformance::Partial => "partial",
            Conformance::Conformant => "conformant",
            Conformance::ConformantPlus => "conformant+",
        }
    }
}

impl fmt::Display for Conformance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Status, catalogue};

    /// Returns the report of a runtime on which one case of that level has another verdict than all the others.
    fn report(level: Level, verdict: Verdict) -> Report {
        let mut cases: Vec<CaseReport> = catalogue()
            .filter(|case| case.is_run())
            .map(|case| CaseReport::new(case, Trial::new(Verdict::Pass, None)))
            .collect();
        let odd = cases
            .iter_mut()
            .find(|report| report.case.level() == level && report.case.counts());
        odd.expect("there is one of each level").verdict = verdict;
        Report {
            runtime: "mine",
            version: None,
            cases,
        }
    }

    #[test]
    fn the_levels_decide() {
        for (level, verdict, conformance) in [
            (Level::Must, Verdict::Pass, Conformance::ConformantPlus),
            (
                Level::Must,
                Verdict::Unsupported,
                Conformance::ConformantPlus,
            ),
            (Level::Must, Verdict::Fail, Conformance::NonConformant),
            (Level::Must, Verdict::Crash, Conformance::NonConformant),
            (Level::Must, Verdict::Xpass, Conformance::NonConformant),
            (Level::Must, Verdict::Skipped, Conformance::Partial),
            (Level::Must, Verdict::Xfail, Conformance::Partial),
            (Level::Should, Verdict::Fail, Conformance::Conformant),
            (Level::Should, Verdict::Skipped, Conformance::Conformant),
            (Level::Should, Verdict::Xfail, Conformance::Conformant),
            (Level::Info, Verdict::Fail, Conformance::ConformantPlus),
            (Level::Info, Verdict::Skipped, Conformance::ConformantPlus),
            (Level::Info, Verdict::Panic, Conformance::NonConformant),
            (Level::Info, Verdict::Hang, Conformance::NonConformant),
            (Level::Info, Verdict::Crash, Conformance::NonConformant),
        ] {
            let report = report(level, verdict);
            assert_eq!(report.conformance(), conformance, "{level} {verdict}");
            let is_red = conformance == Conformance::NonConformant
                || (level == Level::Should && verdict == Verdict::Fail);
            let failures = report.failures().count();
            assert_eq!(failures, usize::from(is_red), "{level} {verdict}");
        }
    }

    #[test]
    fn a_must_that_was_not_asked_for_leaves_it_partial() {
        let mut report = report(Level::Must, Verdict::Pass);
        let first = report
            .cases
            .iter()
            .position(|report| report.case.level() == Level::Must);
        report.cases.remove(first.expect("there is one"));
        assert_eq!(report.conformance(), Conformance::Partial);
    }

    #[test]
    fn a_provisional_case_is_told_and_decides_nothing() {
        for verdict in [Verdict::Fail, Verdict::Skipped] {
            let mut report = report(Level::Must, Verdict::Pass);
            let counts = report.count(Level::Must);
            let mut cases = report.cases.iter_mut();
            let provisional = cases.find(|report| report.case.status() == Status::Provisional);
            let provisional = provisional.expect("there is one");
            provisional.verdict = verdict;
            let id = provisional.case.id();
            assert_eq!(report.conformance(), Conformance::ConformantPlus);
            assert_eq!(report.failures().count(), 0);
            assert_eq!(report.count(Level::Must), counts);
            let told = format!("{id} on mine: fail (provisional: it decides nothing)");
            let is_told = report.to_string().contains(&told);
            assert_eq!(is_told, verdict == Verdict::Fail, "{report}");
        }
    }

    #[test]
    fn the_text_has_the_counts_and_what_was_left_out() {
        let report = report(Level::Must, Verdict::Unsupported);
        let (held, ran) = report.count(Level::Must);
        assert_eq!(held, ran);
        let text = report.to_string();
        let begins = format!("mine: conformant+ · must {held}/{ran} · ");
        assert!(text.starts_with(&begins), "{text}");
        assert!(text.ends_with(" · 1 unsupported"), "{text}");
    }
}
