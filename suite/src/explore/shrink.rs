//! Makes a schedule that fails as simple as it goes, while it fails in the same way.

use runtime_matrix_sim::{Disturbances, Script};

use crate::{
    explore::{
        replay::Replay,
        subject::{Ran, Subject},
    },
    run::outcome::Outcome,
};

/// So many runs are made at most.
const MOST: u32 = 2_000;

struct Shrink<'a> {
    subject: &'a Subject<'a>,
    /// How it fails.
    fails: &'a Outcome,
    best: Replay,
    runs: u32,
}

/// Returns the simplest replay that was found, and how many runs that took.
pub(super) fn shrink(subject: &Subject<'_>, fails: &Outcome, found: Replay) -> (Replay, u32) {
    let mut shrink = Shrink {
        subject,
        fails,
        best: found,
        runs: 0,
    };
    shrink.calm();
    loop {
        let before = shrink.best.clone();
        shrink.cut();
        shrink.delete();
        shrink.zero();
        shrink.lower();
        if shrink.best == before || shrink.runs >= MOST {
            return (shrink.best, shrink.runs);
        }
    }
}

impl Shrink<'_> {
    fn choices(&self) -> Vec<u32> {
        self.best.script.choices().to_vec()
    }

    /// Tries a simpler replay; keeps it if it fails in the same way.
    fn attempt(&mut self, replay: Replay) -> bool {
        if self.runs >= MOST || replay == self.best {
            return false;
        }
        self.runs += 1;
        let Ran {
            outcome, decisions, ..
        } = self.subject.replay(&replay);
        let is_same =
            outcome.verdict() == self.fails.verdict() && outcome.message() == self.fails.message();
        if is_same {
            // What was decided, not what was asked for: a choice that there is not is taken for another one.
            let decided = Script::from_iter(decisions);
            let shorter = decided.choices().len() <= replay.script.choices().len();
            self.best = replay;
            if shorter {
                self.best.script = decided;
            }
        }
        is_same
    }

    fn attempt_choices(&mut self, choices: Vec<u32>) -> bool {
        let script = Script::new(choices);
        self.attempt(Replay::new(self.best.setting, script))
    }

    /// Leaves out what besides the order was done, as a whole or piece by piece.
    fn calm(&mut self) {
        let without = |change: fn(&mut Replay)| {
            move |best: &Replay| {
                let mut replay = best.clone();
                change(&mut replay);
                replay
            }
        };
        let changes: [fn(&mut Replay); 5] = [
            |replay| {
                replay.setting.disturbances = Disturbances::default();
                replay.setting.fresh_wakers = false;
            },
            |replay| replay.setting.fresh_wakers = false,
            |replay| replay.setting.disturbances.wake_storms = 0,
            |replay| replay.setting.disturbances.late_wakes = 0,
            |replay| replay.setting.disturbances.spurious_polls = 0,
        ];
        for change in changes {
            let replay = without(change)(&self.best);
            // A script that has lost a kind of decision means another run, so the simplest is tried as well.
            let plainest = Replay::new(replay.setting, Script::default());
            let _ = self.attempt(replay) || self.attempt(plainest);
        }
    }

    /// Cuts the tail, by halves.
    fn cut(&mut self) {
        let (mut low, mut high) = (0, self.choices().len());
        while low < high {
            let middle = low + (high - low) / 2;
            let mut choices = self.choices();
            choices.truncate(middle);
            if self.attempt_choices(choices) {
                high = middle.min(self.choices().len());
            } else {
                low = middle + 1;
            }
        }
    }

    /// Deletes runs of choices, long ones first.
    fn delete(&mut self) {
        let mut length = self.choices().len() / 2;
        while length > 0 {
            let mut start = 0;
            while start + length <= self.choices().len() {
                let mut choices = self.choices();
                choices.drain(start..start + length);
                if !self.attempt_choices(choices) {
                    start += length;
                }
            }
            length /= 2;
        }
    }

    /// Takes the simplest choice instead, for runs of them and then for each.
    fn zero(&mut self) {
        let mut length = self.choices().len() / 2;
        while length > 0 {
            for start in (0..self.choices().len()).step_by(length) {
                let mut choices = self.choices();
                let end = (start + length).min(choices.len());
                if start < end && choices[start..end].iter().any(|choice| *choice != 0) {
                    choices[start..end].fill(0);
                    self.attempt_choices(choices);
                }
            }
            length /= 2;
        }
    }

    /// Lowers single choices.
    fn lower(&mut self) {
        for position in 0..self.choices().len() {
            while let Some(choice) = self.choices().get(position).copied() {
                let mut choices = self.choices();
                choices[position] = choice.saturating_sub(1);
                if choice == 0 || !self.attempt_choices(choices) {
                    break;
                }
            }
        }
    }
}
