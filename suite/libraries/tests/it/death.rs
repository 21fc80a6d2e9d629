use runtime_matrix::{Outcome, Verdict};

/// How a property must fail on a library that is broken: any red is not enough.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Death {
    /// The body panics with a message that contains these words.
    Panic(&'static str),
    /// Nothing can run any more, and the report names this task as one that waits.
    Standstill(&'static str),
}

impl Death {
    /// Tells what is wrong if the cell did not die like this.
    pub(crate) fn check(self, outcome: &Outcome) -> Result<(), String> {
        let (verdicts, words) = match self {
            Death::Panic(words) => ([Verdict::Panic].as_slice(), words.to_owned()),
            Death::Standstill(task) => (
                // A deadlock where it can be proved; which depends on who still holds a waker.
                [Verdict::Deadlock, Verdict::Stalled].as_slice(),
                format!("task `{task}`: waiting"),
            ),
        };
        let text = match self {
            Death::Panic(_) => outcome.message().unwrap_or_default(),
            Death::Standstill(_) => outcome.report(),
        };
        if !verdicts.contains(&outcome.verdict()) {
            let (verdict, report) = (outcome.verdict(), outcome.report());
            return Err(format!("expected {verdicts:?}, got {verdict}\n{report}"));
        }
        if !text.contains(&words) {
            return Err(format!("expected the words {words:?}, got\n{text}"));
        }
        Ok(())
    }
}
