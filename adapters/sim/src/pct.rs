use crate::{rng::SplitMix64, task::Task};

/// A schedule by priorities, under way.
pub(crate) struct Pct {
    /// The steps at which a priority is lost, the next one last.
    changes: Vec<u64>,
    step: u64,
    /// The next priority of those that were lost; each is lower than the one before.
    lost: u64,
}

/// The priorities that tasks begin with are above that; 0 stands for none yet.
const LOST: u64 = 1 << 62;

impl Pct {
    pub(crate) fn new(changes: u32, steps: u64, rng: &mut SplitMix64) -> Pct {
        let steps = usize::try_from(steps).unwrap_or(usize::MAX).max(1);
        let draw = |_| 1 + rng.below(steps) as u64;
        let mut changes: Vec<u64> = (0..changes).map(draw).collect();
        changes.sort_unstable_by(|one, other| other.cmp(one));
        Pct {
            changes,
            step: 0,
            lost: LOST,
        }
    }

    /// Chooses the task of the highest priority. At a step of change it loses that before, and at any step if it has
    /// given up its turn: otherwise one that waits by yielding would wait for ever.
    pub(crate) fn choose<'a>(
        &mut self,
        tasks: impl Iterator<Item = &'a Task> + Clone,
        rng: &mut SplitMix64,
    ) -> usize {
        for task in tasks.clone() {
            if task.priority() == 0 {
                // Above all that were lost, and below what would not fit.
                task.set_priority(LOST + 1 + rng.below(LOST as usize) as u64);
            }
            if task.has_yielded() {
                self.lower(task);
            }
        }
        self.step += 1;
        while self
            .changes
            .last()
            .is_some_and(|change| *change <= self.step)
        {
            self.changes.pop();
            if let Some((_, task)) = highest(tasks.clone()) {
                self.lower(task);
            }
        }
        highest(tasks).map_or(0, |(position, _)| position)
    }

    fn lower(&mut self, task: &Task) {
        task.set_priority(self.lost);
        task.forget_yield();
        self.lost -= 1;
    }
}

/// Returns the task of the highest priority, of equal ones the first.
fn highest<'a>(tasks: impl Iterator<Item = &'a Task>) -> Option<(usize, &'a Task)> {
    let mut highest: Option<(usize, &Task)> = None;
    for (position, task) in tasks.enumerate() {
        if highest.is_none_or(|(_, other)| task.priority() > other.priority()) {
            highest = Some((position, task));
        }
    }
    highest
}
