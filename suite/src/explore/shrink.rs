//! Makes a schedule that fails as simple as it goes, while it fails in the same way.

use runtime_matrix_sim::{Decision, DecisionKind, Disturbances, Schedule, Script};

use crate::{
    explore::{
        replay::{Replay, Setting},
        subject::{Ran, Subject},
    },
    run::outcome::Outcome,
};

/// So many runs are made at most.
const MOST: u32 = 2_000;

/// So many orders are drawn in search of one that needs nothing else.
const DRAWN: u64 = 200;

struct Shrink<'a> {
    subject: &'a Subject<'a>,
    /// How it fails.
    fails: &'a Outcome,
    best: Replay,
    /// What the best one decided.
    decisions: Vec<Decision>,
    runs: u32,
}

/// Returns the simplest replay that was found, and how many runs that took.
pub(super) fn shrink(subject: &Subject<'_>, ran: &Ran, found: Replay) -> (Replay, u32) {
    let mut shrink = Shrink {
        subject,
        fails: &ran.outcome,
        best: found,
        decisions: ran.decisions.clone(),
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
            let decided: Script = decisions.iter().copied().collect();
            self.decisions = decisions;
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
        let changes: [fn(&mut Setting); 5] = [
            |setting| {
                setting.disturbances = Disturbances::default();
                setting.fresh_wakers = false;
            },
            |setting| setting.fresh_wakers = false,
            |setting| setting.disturbances.wake_storms = 0,
            |setting| setting.disturbances.late_wakes = 0,
            |setting| setting.disturbances.spurious_polls = 0,
        ];
        for (position, change) in changes.into_iter().enumerate() {
            let mut setting = self.best.setting;
            change(&mut setting);
            if setting == self.best.setting {
                continue;
            }
            // Decisions that are not made any more are not asked for.
            let kept = |decision: &&Decision| is_made(setting, decision.kind);
            let script = self.decisions.iter().filter(kept).copied().collect();
            let is_left_out = self.attempt(Replay::new(setting, script))
                || self.attempt(Replay::new(setting, Script::default()));
            if position == 0 && !is_left_out {
                self.draw(setting);
            }
        }
    }

    /// Looks for an order that fails in the same way without what else was done.
    fn draw(&mut self, setting: Setting) {
        for seed in 0..DRAWN {
            let config = setting.config(Schedule::Random);
            let ran = self.subject.run(setting, config, seed);
            self.runs += 1;
            if ran.fails_like(self.fails) {
                self.best = Replay::new(setting, ran.decisions.iter().copied().collect());
                self.decisions = ran.decisions;
                return;
            }
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

/// Tells whether such a decision is ever made.
fn is_made(setting: Setting, kind: DecisionKind) -> bool {
    let Disturbances {
        spurious_polls,
        late_wakes,
        wake_storms,
        ..
    } = setting.disturbances;
    match kind {
        DecisionKind::SpuriousPoll => spurious_polls > 0,
        DecisionKind::LateWake => late_wakes > 0,
        DecisionKind::WakeStorm => wake_storms > 0,
        _ => true,
    }
}
