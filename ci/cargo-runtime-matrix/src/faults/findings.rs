use std::fmt::Write;

use runtime_matrix::{RuntimeFactory, conformance::catalogue};
use runtime_matrix_faulty::Fault;
use serde::Serialize;

use crate::{exit::Exit, faults::Noticed, self_check::code};

/// What a package's tests would notice.
#[derive(Debug, Serialize)]
pub(crate) struct Findings {
    version: u32,
    tool: &'static str,
    #[serde(serialize_with = "code")]
    pub(crate) exit: Exit,
    /// How many tests were run on each fault.
    tests: usize,
    faults: Vec<Finding>,
}

/// What became of one fault.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    fault: &'static str,
    /// The sentence of the contract that it breaks.
    breaks: &'static str,
    noticed: By,
    /// The first test that noticed it.
    test: Option<String>,
    verdict: Option<&'static str>,
    message: Option<String>,
    /// What a test shows that would notice it, and the case of the catalogue that does.
    would_notice: Option<String>,
}

/// Who notices a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// A test, for what it does.
    Test,
    Nobody,
    /// Each test, even one with nothing in it: it is the suite that notices.
    Anything,
    /// The catalogue of conformance alone: it is what a runtime says of itself that is wrong.
    Card,
}

impl Finding {
    fn new(fault: &'static Fault, noticed: By) -> Finding {
        Finding {
            fault: fault.id(),
            breaks: fault.breaks(),
            noticed,
            test: None,
            verdict: None,
            message: None,
            would_notice: None,
        }
    }

    pub(super) fn of_empty(fault: &'static Fault) -> Finding {
        Finding::new(fault, By::Anything)
    }

    pub(super) fn noticed(fault: &'static Fault, noticed: Noticed) -> Finding {
        Finding {
            test: noticed.test,
            verdict: Some(noticed.verdict.name()),
            message: Some(noticed.message),
            ..Finding::new(fault, By::Test)
        }
    }

    pub(super) fn missed(fault: &'static Fault) -> Finding {
        let case = fault.killer().map(|(case, _)| case);
        let case = case.and_then(|id| catalogue().find(|case| case.id() == id));
        if case.is_some_and(|case| case.area() == "card") {
            return Finding::new(fault, By::Card);
        }
        Finding {
            would_notice: case.map(|case| format!("{} ({})", case.sentence(), case.id())),
            ..Finding::new(fault, By::Nobody)
        }
    }
}

impl Findings {
    pub(super) fn new(tests: usize, faults: Vec<Finding>, fail_under: Option<u8>) -> Findings {
        let mut findings = Findings {
            version: 1,
            tool: env!("CARGO_PKG_VERSION"),
            exit: Exit::Ok,
            tests,
            faults,
        };
        if fail_under.is_some_and(|percent| findings.percent() < usize::from(percent)) {
            findings.exit = Exit::Failures;
        }
        findings
    }

    fn by(&self, by: By) -> impl Iterator<Item = &Finding> {
        self.faults
            .iter()
            .filter(move |finding| finding.noticed == by)
    }

    /// Returns how many percent the tests noticed of what only a test can notice.
    fn percent(&self) -> usize {
        let (noticed, missed) = (self.by(By::Test).count(), self.by(By::Nobody).count());
        (noticed * 100).checked_div(noticed + missed).unwrap_or(100)
    }

    /// Returns the findings for people: what no test notices comes last, where it is read first.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let width = self.faults.iter().map(|finding| finding.fault.len()).max();
        let width = width.unwrap_or_default();
        for (by, title) in [
            (
                By::Anything,
                "Noticed even by an empty test, by the suite itself:",
            ),
            (
                By::Card,
                "Beyond what a library's tests see, as a runtime says something wrong of itself:",
            ),
        ] {
            if self.by(by).next().is_some() {
                let _ = writeln!(text, "{title}");
                for finding in self.by(by) {
                    let _ = writeln!(text, "  {}", finding.fault);
                }
                text.push('\n');
            }
        }
        if self.by(By::Test).next().is_some() {
            let _ = writeln!(text, "Noticed, with the first test that did:");
            for finding in self.by(By::Test) {
                let test = finding.test.as_deref().unwrap_or("a process");
                let verdict = finding.verdict.unwrap_or_default();
                let _ = writeln!(text, "  {:width$}  {test} ({verdict})", finding.fault);
            }
            text.push('\n');
        }
        if self.by(By::Nobody).next().is_some() {
            let _ = writeln!(text, "Noticed by no test:");
            for finding in self.by(By::Nobody) {
                let _ = writeln!(
                    text,
                    "  {:width$}  breaks: {}",
                    finding.fault, finding.breaks
                );
                if let Some(would) = &finding.would_notice {
                    let _ = writeln!(text, "  {:width$}  show that: {would}", "");
                }
            }
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "{} tests on {} faults: {} noticed, {} by no test, {} even by an empty one, {} beyond them ({} % of what a test can notice)",
            self.tests,
            self.faults.len(),
            self.by(By::Test).count(),
            self.by(By::Nobody).count(),
            self.by(By::Anything).count(),
            self.by(By::Card).count(),
            self.percent(),
        );
        text
    }
}
