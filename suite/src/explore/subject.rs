use std::sync::Arc;

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_sim::{Config, Decision, Sim};

use crate::{
    explore::replay::{Replay, Setting},
    run::{cell::Cell, harness::Body, outcome::Outcome},
    runtime::Runtime,
    tracking::{
        course::{Course, Told},
        panics::Quiet,
    },
};

/// What is explored: a body, in one fresh cell for each run.
pub(crate) struct Subject<'a> {
    pub(crate) cell: &'a (dyn for<'f> Fn(&'f dyn RuntimeFactory) -> Cell<'f> + Sync),
    pub(crate) body: &'a (dyn Fn(Runtime) -> Body + Sync),
    /// How many steps a run may take.
    pub(crate) steps: u64,
}

/// One run.
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    pub(super) decisions: Vec<Decision>,
    pub(super) told: Told,
}

impl Subject<'_> {
    /// Runs the body once.
    pub(super) fn run(&self, setting: Setting, config: Config, seed: u64) -> Ran {
        let _quiet = Quiet::begin();
        self.run_in(setting, config, false, |cell| cell.seed(seed))
    }

    /// Replays a run.
    pub(super) fn replay(&self, replay: &Replay) -> Ran {
        self.run(replay.setting, replay.config(), 0)
    }

    /// Runs by a replay, and tells states apart.
    pub(super) fn replay_comparing(&self, replay: &Replay) -> Ran {
        let _quiet = Quiet::begin();
        self.run_in(replay.setting, replay.config(), true, |cell| cell)
    }

    /// Replays a run for people: with its history, and its panic printed.
    pub(super) fn replay_aloud(&self, replay: &Replay) -> Ran {
        self.run_in(replay.setting, replay.config(), false, |cell| {
            cell.history().replayed_by(replay.to_string())
        })
    }

    fn run_in(
        &self,
        setting: Setting,
        config: Config,
        compares: bool,
        set: impl for<'f> FnOnce(Cell<'f>) -> Cell<'f>,
    ) -> Ran {
        let simulation = Sim::with(config);
        let course = Arc::new(Course::new(self.steps, compares));
        let mut cell = set((self.cell)(&simulation)).course(Arc::clone(&course));
        if setting.fresh_wakers {
            cell = cell.fresh_wakers();
        }
        let outcome = cell.run_boxed(Box::new(|rt| (self.body)(rt)));
        Ran {
            outcome,
            decisions: simulation.take_decisions(),
            told: course.take(),
        }
    }
}

impl Ran {
    /// Tells whether another run has failed in the same way.
    pub(super) fn fails_like(&self, other: &Outcome) -> bool {
        self.outcome.verdict() == other.verdict() && self.outcome.message() == other.message()
    }
}
