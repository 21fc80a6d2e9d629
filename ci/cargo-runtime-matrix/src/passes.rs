//! How often a cell runs, with which seeds, and what its runs come to.

use std::collections::{BTreeMap, BTreeSet};

use runtime_matrix_report::Verdict;

use crate::{
    args::Effort,
    baseline::Again,
    plan::Batch,
    rounds::{Fate, Fates},
    table::Runs,
};

/// One of the runs of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    /// The batch, by its place in the plan.
    pub(crate) batch: usize,
    /// Which of its runs it is, from 0.
    pub(crate) number: u32,
    /// The seed that it has instead of those that the tests ask for.
    pub(crate) seed: Option<u64>,
}

/// Returns the passes of all batches: the first of each, then the second.
pub(crate) fn all(batches: &[Batch], effort: &Effort) -> Vec<Pass> {
    let mut passes = Vec::new();
    for (index, batch) in batches.iter().enumerate() {
        let seeds = seeds(&batch.cell, effort);
        passes.extend((0..count(&batch.cell, effort)).map(|number| Pass {
            batch: index,
            number,
            seed: Some(number % seeds).filter(|seed| *seed > 0).map(u64::from),
        }));
    }
    passes.sort_by_key(|pass| (pass.number, pass.batch));
    passes
}

/// Returns how often a cell of that runtime runs.
pub(crate) fn count(cell: &str, effort: &Effort) -> u32 {
    let times = effort.stress.map_or(1, u32::from);
    times.saturating_mul(seeds(cell, effort))
}

/// Returns with how many seeds a cell of that runtime runs; none but `sim` heeds them.
fn seeds(cell: &str, effort: &Effort) -> u32 {
    let seeds = effort.seeds.filter(|_| cell == "sim");
    seeds.map_or(1, u32::from)
}

/// Says how often cells have run, if that is more than once.
pub(crate) fn note(effort: &Effort) -> Option<String> {
    let times = effort.stress.map(u32::from).filter(|times| *times > 1);
    let last = effort.seeds.map(|seeds| u32::from(seeds) - 1);
    match (times, last) {
        (None, None) => None,
        (Some(times), None) => Some(format!("each cell ran {times} times")),
        (None, Some(last)) => Some(format!("the cells of sim ran with the seeds 0 to {last}")),
        (Some(times), Some(last)) => Some(format!(
            "each cell ran {times} times, those of sim so often with each of the seeds 0 to {last}"
        )),
    }
}

/// What the runs of a batch have come to, whichever of them ended first.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    tests: BTreeMap<String, Tallied>,
    again: BTreeMap<String, Again>,
    crashes: BTreeSet<(u32, String)>,
    notes: BTreeSet<(u32, String)>,
}

/// The runs of a test.
#[derive(Debug, Default)]
struct Tallied {
    /// Those that came to a verdict.
    ran: BTreeSet<u32>,
    failed: BTreeSet<u32>,
    /// The first that passed, the first that failed and the first that was interrupted.
    passing: Option<(u32, Fate)>,
    failing: Option<(u32, Fate)>,
    interrupted: Option<(u32, Fate)>,
    /// The first after which there is no point in another one.
    last: Option<u32>,
}

impl Tally {
    /// Tells whether a test still has to run.
    pub(crate) fn wants(&self, test: &str, pass: Pass) -> bool {
        let last = self.tests.get(test).and_then(|test| test.last);
        last.is_none_or(|last| pass.number <= last)
    }

    /// Adds what came of a pass.
    pub(crate) fn add(&mut self, pass: Pass, fates: Fates) {
        let number = pass.number;
        for (test, fate) in fates.tests {
            self.tests.entry(test).or_default().add(number, fate);
        }
        self.again.extend(fates.again);
        let of_pass = |text| (number, text);
        self.crashes.extend(fates.crashes.into_iter().map(of_pass));
        self.notes.extend(fates.notes.into_iter().map(of_pass));
    }

    /// Returns what became of each test, which had to run so often on that runtime.
    pub(crate) fn fates(self, cell: &str, count: u32) -> Fates {
        let mut fates = Fates {
            again: self.again,
            crashes: once(self.crashes),
            notes: once(self.notes),
            ..Fates::default()
        };
        for (test, tallied) in self.tests {
            let gave_up = tallied.last.is_some_and(|last| last + 1 < count);
            let Some(fate) = tallied.fate(count) else {
                continue;
            };
            if let Some(runs) = fate.runs.filter(|_| gave_up) {
                fates.notes.push(format!(
                    "`{test}` on {cell} ran {} of {count} times: it was not run again after its {}",
                    runs.all, fate.verdict
                ));
            }
            fates.tests.insert(test, fate);
        }
        fates
    }
}

/// Returns the texts, those of the first passes first; what several passes say is said once.
fn once(texts: BTreeSet<(u32, String)>) -> Vec<String> {
    let mut said = BTreeSet::new();
    let texts = texts.into_iter().map(|(_, text)| text);
    texts.filter(|text| said.insert(text.clone())).collect()
}

impl Tallied {
    fn add(&mut self, number: u32, fate: Fate) {
        let slot = match fate.verdict {
            Verdict::Interrupted => &mut self.interrupted,
            verdict => {
                self.ran.insert(number);
                if is_final(verdict) {
                    self.last = Some(self.last.map_or(number, |last| last.min(number)));
                }
                if verdict.is_failure() {
                    self.failed.insert(number);
                    &mut self.failing
                } else {
                    &mut self.passing
                }
            }
        };
        if slot.as_ref().is_none_or(|(first, _)| number < *first) {
            *slot = Some((number, fate));
        }
    }

    /// Returns what the runs come to: the first that failed, if one did.
    fn fate(self, count: u32) -> Option<Fate> {
        let counts = |number: &&u32| self.last.is_none_or(|last| **number <= last);
        let number = |runs: &BTreeSet<u32>| u32::try_from(runs.iter().filter(counts).count());
        let mut runs = Runs {
            all: number(&self.ran).unwrap_or(u32::MAX),
            failed: number(&self.failed).unwrap_or(u32::MAX),
            seed: None,
        };
        let is_interrupted = self.interrupted.is_some();
        let (_, mut fate) = self.failing.or(self.interrupted).or(self.passing)?;
        if is_interrupted && runs.failed == 0 && runs.all > 0 {
            fate.message = Some(format!(
                "the run was interrupted after {} of {count} runs, none of which failed",
                runs.all
            ));
        }
        let has_run = !matches!(
            fate.verdict,
            Verdict::Unsupported | Verdict::Skipped | Verdict::Interrupted
        );
        runs.seed = fate.seed.filter(|_| runs.failed > 0);
        fate.runs = (count > 1 && has_run).then_some(runs);
        Some(fate)
    }
}

/// Tells whether a cell with that verdict is not run again: it would do nothing else, or take too long.
fn is_final(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Hang
            | Verdict::Crash
            | Verdict::Timeout
            | Verdict::Stalled
            | Verdict::Unsupported
            | Verdict::Skipped
    )
}

#[cfg(test)]
mod tests;
