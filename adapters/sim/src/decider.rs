use std::mem;

use crate::{
    Config, Decision, DecisionKind, Disturbances, Schedule, Script, pct::Pct, rng::SplitMix64,
    task::Task,
};

/// A wake is held back for at most that many steps.
const LATEST: usize = 4;

/// Decides, and keeps what has been decided.
pub(crate) struct Decider {
    schedule: Decides,
    disturbances: Disturbances,
    rng: SplitMix64,
    /// What was decided, if it is to be kept.
    log: Option<Vec<Decision>>,
}

/// A [`Schedule`] under way.
enum Decides {
    Random,
    Fifo,
    Lifo,
    Pct(Pct),
    /// The script, and how far it has been followed.
    Scripted(Script, usize),
}

impl Decider {
    pub(crate) fn new(seed: u64, config: &Config, keeps: bool) -> Decider {
        let mut rng = SplitMix64::new(seed);
        let schedule = match &config.schedule {
            Schedule::Random => Decides::Random,
            Schedule::Fifo => Decides::Fifo,
            Schedule::Lifo => Decides::Lifo,
            Schedule::Pct { changes, steps } => Decides::Pct(Pct::new(*changes, *steps, &mut rng)),
            Schedule::Scripted(script) => Decides::Scripted(script.clone(), 0),
        };
        Decider {
            schedule,
            disturbances: config.disturbances,
            rng,
            log: keeps.then(Vec::new),
        }
    }

    /// Chooses the task that has the next turn.
    pub(crate) fn task<'a>(
        &mut self,
        kind: DecisionKind,
        choices: usize,
        of: impl Fn(usize) -> &'a Task,
    ) -> usize {
        // Also where there is no choice: it counts the steps.
        if let Decides::Pct(pct) = &mut self.schedule {
            let chosen = pct.choose((0..choices).map(&of), &mut self.rng);
            return self.note(kind, choices, chosen);
        }
        if choices < 2 {
            return 0;
        }
        let chosen = match &mut self.schedule {
            Decides::Random => self.rng.below(choices),
            Decides::Fifo | Decides::Pct(_) => 0,
            // One that has given up its turn goes after those that have not.
            Decides::Lifo => (0..choices)
                .rfind(|choice| !of(*choice).has_yielded())
                .unwrap_or(0),
            Decides::Scripted(..) => self.scripted(choices),
        };
        self.note(kind, choices, chosen)
    }

    /// Chooses whether one of so many tasks that wait is polled all the same, and which.
    pub(crate) fn spurious_poll(&mut self, waiting: usize) -> Option<usize> {
        let one_in = self.disturbances.spurious_polls;
        self.disturb(DecisionKind::SpuriousPoll, one_in, waiting)
            .checked_sub(1)
    }

    /// Chooses for how many steps a wake is held back.
    pub(crate) fn late_wake(&mut self) -> usize {
        let one_in = self.disturbances.late_wakes;
        self.disturb(DecisionKind::LateWake, one_in, LATEST)
    }

    /// Chooses whether all that wait are polled.
    pub(crate) fn wake_storm(&mut self) -> bool {
        let one_in = self.disturbances.wake_storms;
        self.disturb(DecisionKind::WakeStorm, one_in, 1) > 0
    }

    /// Tells whether tasks that wait are ever polled.
    pub(crate) fn polls_waiting(&self) -> bool {
        self.disturbances.spurious_polls > 0 || self.disturbances.wake_storms > 0
    }

    /// Chooses a disturbance out of so many ways, or 0 for none.
    fn disturb(&mut self, kind: DecisionKind, one_in: u32, ways: usize) -> usize {
        if one_in == 0 || ways == 0 {
            return 0;
        }
        let chosen = if let Decides::Scripted(..) = self.schedule {
            self.scripted(1 + ways)
        } else if self.rng.below(one_in as usize) == 0 {
            1 + self.rng.below(ways)
        } else {
            0
        };
        self.note(kind, 1 + ways, chosen)
    }

    /// Returns what the script says, or the nearest to it that there is.
    fn scripted(&mut self, choices: usize) -> usize {
        let Decides::Scripted(script, position) = &mut self.schedule else {
            return 0;
        };
        let choice = script.choices().get(*position).copied().unwrap_or(0);
        *position += 1;
        usize::try_from(choice)
            .unwrap_or(usize::MAX)
            .min(choices - 1)
    }

    fn note(&mut self, kind: DecisionKind, choices: usize, chosen: usize) -> usize {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        if let Some(log) = self.log.as_mut().filter(|_| choices > 1) {
            log.push(Decision {
                kind,
                choices: count(choices),
                chosen: count(chosen),
            });
        }
        chosen
    }

    /// Takes what has been decided so far.
    pub(crate) fn take(&mut self) -> Vec<Decision> {
        self.log.as_mut().map(mem::take).unwrap_or_default()
    }
}
