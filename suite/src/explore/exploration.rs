use std::{fmt, time::Duration};

use runtime_matrix_report::Verdict;
use runtime_matrix_sim::Script;

use crate::{explore::replay::Replay, run::outcome::Outcome, tracking::history::History};

/// What an exploration has come to.
///
/// Its text says how much was run, and prints the failure if there is one.
#[derive(Clone, Debug)]
pub struct Exploration {
    pub(super) runs: u64,
    pub(super) steps: u64,
    pub(super) schedules: u64,
    pub(super) pruned: u64,
    /// `None` if it was not exhaustive.
    pub(super) complete: Option<bool>,
    /// The limit, if it ended the exploration.
    pub(super) out_of_time: Option<Duration>,
    pub(super) failure: Option<Found>,
}

/// A failure that was found, at its simplest.
#[derive(Clone, Debug)]
pub struct Found {
    pub(super) outcome: Outcome,
    pub(super) seed: Option<u64>,
    pub(super) replay: Replay,
    /// How many choices other than the simplest were made as it was found, or how long its script was.
    pub(super) first: usize,
    pub(super) shrinking: u32,
}

impl Exploration {
    /// Returns how many runs were made, without those that made a failure simpler.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Returns how many steps all these runs took.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Returns how many different schedules were reached: orders in which tasks had their turns.
    #[must_use]
    pub fn schedules(&self) -> u64 {
        self.schedules
    }

    /// Returns how often an exhaustive exploration did not go on from a state in which it had been
    /// [before](crate::explore::state).
    #[must_use]
    pub fn pruned(&self) -> u64 {
        self.pruned
    }

    /// Tells whether all orders have been run, or are the same as one that was: if nothing has failed then, nothing can.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete == Some(true)
    }

    /// Returns the failure, if there is one.
    #[must_use]
    pub fn failure(&self) -> Option<&Found> {
        self.failure.as_ref()
    }

    /// Returns what became of the run that fails.
    pub(crate) fn into_failure(self) -> Option<Outcome> {
        self.failure.map(|found| found.outcome)
    }

    /// Does nothing if no run failed.
    ///
    /// # Panics
    ///
    /// Panics with the report if one did.
    #[track_caller]
    pub fn unwrap(self) {
        assert!(self.failure.is_none(), "{self}");
    }
}

impl Found {
    /// Returns what became of the run that fails.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Returns the verdict of the run that fails.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.outcome.verdict()
    }

    /// Returns the sentence that says what went wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        self.outcome.message().unwrap_or_default()
    }

    /// Returns the seed with which it was found; an exhaustive exploration needs none.
    #[must_use]
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// Returns the shortest schedule that was found to fail in that way.
    #[must_use]
    pub fn script(&self) -> &Script {
        self.replay.script()
    }

    /// Returns what replays it: [`Explorer::replay`](crate::explore::Explorer::replay) takes its text.
    #[must_use]
    pub fn replay(&self) -> &Replay {
        &self.replay
    }

    /// Returns what happened in it, step by step.
    #[must_use]
    pub fn history(&self) -> Option<&History> {
        self.outcome.history()
    }
}

impl fmt::Display for Exploration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = counted(self.runs, "run");
        let (steps, schedules) = (
            counted(self.steps, "step"),
            counted(self.schedules, "schedule"),
        );
        match (&self.failure, self.complete) {
            (Some(found), _) => write!(f, "{found}")?,
            (None, Some(true)) => {
                write!(f, "all {} orders pass", grouped(self.schedules))?;
                if self.pruned > 0 {
                    let pruned = grouped(self.pruned);
                    write!(
                        f,
                        ", with {pruned} that lead to a state that had been reached"
                    )?;
                }
                return Ok(());
            }
            (None, Some(false)) => {
                write!(f, "no order has failed so far, but not all have been run")?;
            }
            (None, None) => write!(f, "no schedule has failed")?,
        }
        write!(f, "\n  explored: {runs}, {steps}, {schedules}")?;
        if let Some(limit) = self.out_of_time {
            write!(
                f,
                "; ended by its time limit of {limit:?}: allow more with `Explorer::time`"
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.outcome.report())?;
        let shortened = format!(
            "{} of {}, after {}",
            self.script().choices().len(),
            counted(self.first as u64, "choice"),
            counted(u64::from(self.shrinking), "run")
        );
        write!(f, "  schedule: {} ({shortened})", self.replay)?;
        if let Some(seed) = self.seed {
            write!(f, "; found with seed {seed}")?;
        }
        write!(f, "\n  replay: `Explorer::replay(\"{}\")`", self.replay)?;
        Ok(())
    }
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", grouped(count))
}

/// Writes a number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
