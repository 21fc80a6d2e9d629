use std::{error::Error, fmt};

use crate::stream_checks::rule::Rule;

/// What came of one rule.
#[derive(Clone, Debug)]
pub struct Finding {
    rule: Rule,
    standing: Standing,
}

/// How a rule stands with a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It holds.
    Held,
    /// It does not hold; the text says what was expected and what came.
    Broken(String),
    /// It says nothing about that stream; the text says why.
    NotApplicable(String),
    /// It does not hold, and an exception says that it need not.
    Excepted {
        /// Why it need not.
        reason: String,
        /// What was expected and what came.
        broken: String,
    },
}

/// A stream that keeps all rules but those that are excepted or not applicable, which are told too.
#[derive(Clone, Debug)]
pub struct Checked {
    findings: Vec<Finding>,
}

/// The error of a check: the rules that are broken, and what is wrong with the check itself.
///
/// Its `Debug` is for people, like its `Display`: `unwrap` prints all of it.
#[derive(Clone)]
pub struct BrokenRules {
    findings: Vec<Finding>,
    complaints: Vec<String>,
}

impl Finding {
    pub(super) fn new(rule: Rule, standing: Standing) -> Finding {
        Finding { rule, standing }
    }

    /// Returns the rule.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Returns how the rule stands.
    #[must_use]
    pub fn standing(&self) -> &Standing {
        &self.standing
    }
}

impl Checked {
    pub(super) fn new(findings: Vec<Finding>) -> Checked {
        Checked { findings }
    }

    /// Returns what came of each rule, in the order in which they were looked at.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the names of the rules that were seen to hold.
    pub fn held(&self) -> impl Iterator<Item = &'static str> {
        named(&self.findings, |standing| *standing == Standing::Held)
    }

    /// Returns the names of the rules that say nothing about the stream.
    pub fn not_applicable(&self) -> impl Iterator<Item = &'static str> {
        named(&self.findings, |standing| {
            matches!(standing, Standing::NotApplicable(_))
        })
    }
}

impl BrokenRules {
    pub(super) fn new(findings: Vec<Finding>, complaints: Vec<String>) -> BrokenRules {
        BrokenRules {
            findings,
            complaints,
        }
    }

    /// Returns what came of each rule, in the order in which they were looked at.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the names of the rules that are broken, without those that are excepted.
    pub fn broken(&self) -> impl Iterator<Item = &'static str> {
        named(&self.findings, |standing| {
            matches!(standing, Standing::Broken(_))
        })
    }

    /// Returns what is wrong with the check itself: exceptions that are not needed, names that no rule has, a
    /// maker that failed.
    #[must_use]
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }
}

fn named(
    findings: &[Finding],
    is_meant: fn(&Standing) -> bool,
) -> impl Iterator<Item = &'static str> {
    let meant = findings
        .iter()
        .filter(move |finding| is_meant(&finding.standing));
    meant.map(|finding| finding.rule.name())
}

/// Tells each rule in a line of its own.
impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, finding) in self.findings.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            finding.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, says) = (self.rule.name(), self.rule.says());
        match &self.standing {
            Standing::Held => write!(f, "{name}: held"),
            Standing::Broken(message) => write!(f, "{name}: {message}\n    the rule: {says}"),
            Standing::NotApplicable(reason) => write!(f, "{name}: not applicable: {reason}"),
            Standing::Excepted { reason, broken } => {
                write!(f, "{name}: excepted ({reason}): {broken}")
            }
        }
    }
}

impl fmt::Display for BrokenRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (broken, all) = (self.broken().count(), self.findings.len());
        write!(f, "broken rules: {broken} of {all}")?;
        for complaint in &self.complaints {
            write!(f, "\n  {complaint}")?;
        }
        let untold = |finding: &&Finding| finding.standing != Standing::Held;
        for finding in self.findings.iter().filter(untold) {
            write!(f, "\n  {finding}")?;
        }
        if broken > 0 {
            f.write_str(
                "\nmend the stream; a rule that it breaks on purpose is left out by its name: \
                 `.except(\"the_rule\", \"the reason\")`",
            )?;
        }
        Ok(())
    }
}

impl fmt::Debug for BrokenRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for BrokenRules {}
