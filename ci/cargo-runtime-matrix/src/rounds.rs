//! Runs tests together, and again those that a process took down with it, until each has its verdict.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Result, bail};
use runtime_matrix_report::{End, Runtime, Start, Verdict};

use crate::{
    baseline::Again,
    process::{Ended, How},
    table::Runs,
};

/// What became of a test.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    pub(crate) verdict: Verdict,
    pub(crate) message: Option<String>,
    /// The last lines that its process wrote, where they are all that is known.
    pub(crate) output: Vec<String>,
    pub(crate) start: Option<Start>,
    pub(crate) end: Option<End>,
    pub(crate) runtime: Option<Arc<Runtime>>,
    /// The seed that its process had, if the tests had no say in it.
    pub(crate) seed: Option<u64>,
    /// How many runs there were, if there was more than one.
    pub(crate) runs: Option<Runs>,
}

/// What became of the tests of a round.
#[derive(Debug, Default)]
pub(crate) struct Fates {
    /// By the test's path.
    pub(crate) tests: BTreeMap<String, Fate>,
    /// What came of running those again, by the test's path, that failed and are known to be flaky.
    pub(crate) again: BTreeMap<String, Again>,
    /// Processes that ended themselves although none of their tests does so alone.
    pub(crate) crashes: Vec<String>,
    /// What happened besides.
    pub(crate) notes: Vec<String>,
}

/// Starts a process that runs these tests, alone if there is but one.
pub(crate) type Run<'a> = dyn FnMut(&[String]) -> Result<Ended> + 'a;

/// Runs the tests, together or each alone, on the runtime `cell`.
///
/// A test whose process died while it ran is a suspect and is run again, alone: only one that dies alone has
/// crashed. Tests that the process did not get to are run again together.
///
/// # Errors
///
/// Fails if a process says that all went well but left no records.
pub(crate) fn run(tests: &[String], alone: bool, cell: &str, run: &mut Run<'_>) -> Result<Fates> {
    let mut rounds = Rounds {
        cell,
        run,
        fates: Fates::default(),
    };
    if alone {
        rounds.alone(tests)?;
    } else {
        rounds.together(tests.to_vec())?;
    }
    Ok(rounds.fates)
}

struct Rounds<'a, 'b> {
    cell: &'a str,
    run: &'a mut Run<'b>,
    fates: Fates,
}

/// The tests of one process, by how far they got.
#[derive(Debug, Default)]
struct Sorted {
    /// They have an end.
    finished: Vec<String>,
    /// They were in flight when the process ended.
    suspects: Vec<String>,
    /// They have not started.
    waiting: Vec<String>,
}

impl Rounds<'_, '_> {
    fn together(&mut self, mut tests: Vec<String>) -> Result<()> {
        while tests.len() > 1 {
            let ended = (self.run)(&tests)?;
            let sorted = Sorted::new(&tests, &ended);
            if ended.how == How::Interrupted {
                self.interrupted(&tests, &ended);
                return Ok(());
            }
            self.check(&sorted, &ended)?;
            if sorted.explains(&ended) {
                self.told(&sorted.finished, &ended);
            } else {
                self.alone(&sorted.finished)?;
            }
            if sorted.waiting.len() == tests.len() {
                // Nothing new has happened, and would not.
                return self.alone(&sorted.waiting);
            }
            self.alone(&sorted.suspects)?;
            self.note(tests.len(), &sorted, &ended);
            tests = sorted.waiting;
        }
        self.alone(&tests)
    }

    fn alone(&mut self, tests: &[String]) -> Result<()> {
        for test in tests {
            let ended = (self.run)(std::slice::from_ref(test))?;
            let sorted = Sorted::new(std::slice::from_ref(test), &ended);
            if ended.how == How::Interrupted {
                self.interrupted(std::slice::from_ref(test), &ended);
                continue;
            }
            self.check(&sorted, &ended)?;
            self.note_resumed(&format!("`{test}`"), &ended);
            self.fates
                .tests
                .insert(test.clone(), Fate::alone(test, &ended));
        }
        Ok(())
    }

    fn told(&mut self, tests: &[String], ended: &Ended) {
        for test in tests {
            self.fates.tests.insert(test.clone(), Fate::of(test, ended));
        }
    }

    /// Keeps what is known when we have been asked to end.
    fn interrupted(&mut self, tests: &[String], ended: &Ended) {
        let sorted = Sorted::new(tests, ended);
        self.told(&sorted.finished, ended);
        for test in sorted.suspects.into_iter().chain(sorted.waiting) {
            let fate = Fate::interrupted(&test, ended);
            self.fates.tests.insert(test, fate);
        }
    }

    fn note_resumed(&mut self, what: &str, ended: &Ended) {
        if ended.was_resumed {
            self.fates.notes.push(format!(
                "the process of {what} on {} had been stopped, and went on when it was told to",
                self.cell
            ));
        }
    }

    /// Checks that a process that says that all went well has the records to show for it.
    fn check(&self, sorted: &Sorted, ended: &Ended) -> Result<()> {
        // One that has started was ended in the middle, by `exit(0)`.
        let missing = sorted
            .waiting
            .first()
            .filter(|_| sorted.suspects.is_empty());
        match missing {
            Some(test) if ended.how == How::Success => bail!(
                "the process of `{test}` on {0} says that all went well, but has left no record of it: update \
                 runtime-matrix, or call it otherwise than `{0}` if it is a plain test",
                self.cell
            ),
            _ => Ok(()),
        }
    }

    /// Notes a process that died for a reason that no test's verdict tells.
    fn note(&mut self, count: usize, sorted: &Sorted, ended: &Ended) {
        self.note_resumed(&format!("{count} tests"), ended);
        let verdict = |test: &String| self.fates.tests.get(test).map(|fate| fate.verdict);
        let mut finished = sorted.finished.iter().filter_map(verdict);
        let mut suspects = sorted.suspects.iter().filter_map(verdict);
        let explains = |verdict: Verdict| match ended.how {
            // One that exits as libtest does when a test has failed.
            How::TestsFailed => verdict.is_failure(),
            _ => matches!(verdict, Verdict::Crash | Verdict::Hang),
        };
        let told = finished.any(|verdict| verdict == Verdict::Hang) || suspects.any(explains);
        let has_died = !ended.how.is_orderly() || !sorted.suspects.is_empty();
        if !has_died || told {
            return;
        }
        let died = format!(
            "the process of {count} tests on {} {}",
            self.cell, ended.how
        );
        if ended.how.is_its_own() && !sorted.suspects.is_empty() {
            self.fates.crashes.push(format!(
                "{died} while these ran, none of which does so alone: {}",
                sorted.suspects.join(", ")
            ));
        } else {
            self.fates
                .notes
                .push(format!("{died}: what was unfinished was run again, alone"));
        }
    }
}

impl Sorted {
    fn new(tests: &[String], ended: &Ended) -> Sorted {
        let mut sorted = Sorted::default();
        for test in tests {
            let group = match ended.end(test) {
                Some(end) if end.verdict != Verdict::Interrupted => &mut sorted.finished,
                Some(_) => &mut sorted.suspects,
                None if ended.start(test).is_some() => &mut sorted.suspects,
                None => &mut sorted.waiting,
            };
            group.push(test.clone());
        }
        sorted
    }

    /// Tells whether the records explain how the process ended: if not, some test is worse than its record.
    fn explains(&self, ended: &Ended) -> bool {
        let verdict = |test: &String| ended.end(test).map(|end| end.verdict);
        let mut finished = self.finished.iter().filter_map(verdict);
        let unfinished = !self.suspects.is_empty() || !self.waiting.is_empty();
        match ended.how {
            How::Success => true,
            _ if unfinished => true,
            How::TestsFailed | How::EngineFailed => finished.any(Verdict::is_failure),
            How::Code(_) | How::Signal(_) | How::Stuck(_) | How::Interrupted => {
                finished.any(|verdict| verdict == Verdict::Hang)
            }
        }
    }
}

impl Fate {
    /// Returns a fate of which nothing but the verdict is known.
    pub(crate) fn unknown(verdict: Verdict) -> Fate {
        Fate {
            verdict,
            message: None,
            output: Vec::new(),
            start: None,
            end: None,
            runtime: None,
            seed: None,
            runs: None,
        }
    }

    /// Returns the fate of a test with an end.
    fn of(test: &str, ended: &Ended) -> Fate {
        let end = ended.end(test);
        Fate {
            message: end.and_then(|end| end.message.clone()),
            start: ended.start(test).cloned(),
            end: end.cloned(),
            runtime: ended.runtime.clone(),
            ..Fate::unknown(end.map_or(Verdict::Crash, |end| end.verdict))
        }
    }

    /// Returns the fate of a test that did not come to its end before we had to.
    fn interrupted(test: &str, ended: &Ended) -> Fate {
        let when = if ended.start(test).is_some() {
            "while it ran"
        } else {
            "before it had started"
        };
        Fate {
            verdict: Verdict::Interrupted,
            message: Some(format!("the run was interrupted {when}")),
            end: None,
            ..Fate::of(test, ended)
        }
    }

    /// Returns the fate of a test that had the process to itself.
    fn alone(test: &str, ended: &Ended) -> Fate {
        let fate = Fate::of(test, ended);
        let has_ended = |end: &End| end.verdict != Verdict::Interrupted;
        let (verdict, message) = match (fate.end.as_ref().filter(|end| has_ended(end)), ended.how) {
            (Some(end), How::Success) => {
                return Fate {
                    verdict: end.verdict,
                    ..fate
                };
            }
            (Some(end), _) if end.verdict.is_failure() => return fate,
            (Some(_), How::TestsFailed) => (
                Verdict::Fail,
                "libtest failed the test although its cell passed".to_owned(),
            ),
            (Some(_), How::EngineFailed) => (
                Verdict::Fail,
                "nextest failed the test although its cell passed".to_owned(),
            ),
            (Some(_), How::Stuck(_)) => (
                Verdict::Hang,
                format!("the cell passed, but then its process {}", ended.told()),
            ),
            (None, How::Stuck(_)) if fate.start.is_some() => {
                (Verdict::Hang, format!("the process {}", ended.told()))
            }
            (None, How::Stuck(_)) => (
                Verdict::Hang,
                format!("before the cell started, the process {}", ended.told()),
            ),
            (None, How::EngineFailed) if fate.start.is_some() => (
                Verdict::Crash,
                "its process, which nextest ran, ended before the test did".to_owned(),
            ),
            (None, How::EngineFailed) => (
                Verdict::Fail,
                "nextest failed the test before its cell started".to_owned(),
            ),
            (Some(_), how) => (
                Verdict::Crash,
                format!("the cell passed, but then its process {how}"),
            ),
            (None, How::Success) if fate.start.is_some() => (
                Verdict::Crash,
                "the process ended with exit code 0 before the test did".to_owned(),
            ),
            (None, How::TestsFailed) if fate.start.is_some() => (
                Verdict::Fail,
                "the process ended with exit code 101, as when libtest fails a test, and the cell has left no end"
                    .to_owned(),
            ),
            (None, How::TestsFailed | How::Success) => (
                Verdict::Fail,
                "libtest failed the test before its cell started".to_owned(),
            ),
            (None, how) if fate.start.is_some() => (Verdict::Crash, format!("the process {how}")),
            (None, how) => (
                Verdict::Crash,
                format!("the process {how} before the cell started"),
            ),
        };
        Fate {
            verdict,
            message: Some(message),
            output: ended.output.clone(),
            ..fate
        }
    }
}

#[cfg(test)]
mod tests;
