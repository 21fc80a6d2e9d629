use std::{
    borrow::Cow,
    collections::HashSet,
    future::Future,
    num::NonZeroUsize,
    ops::Range,
    panic::Location,
    time::{Duration, Instant},
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::{CellId, Verdict};
use runtime_matrix_sim::{Disturbances, Schedule, Script};

use crate::{
    explore::{
        exhaustive,
        exploration::{Exploration, Found},
        plan::Plan,
        replay::{NotAReplay, Replay, Setting},
        seeds::Seeds,
        shrink::shrink,
        subject::{Ran, Subject},
    },
    run::{cell::Cell, harness::Body, outcome::Outcome, termination::Termination},
    runtime::Runtime,
    tracking::place::Place,
};

/// What is explored, and how much of it.
///
/// The default are 1,000 seeds with a mixture of strategies, or as many of them as 5 s of real time allow. See the
/// [module](crate::explore) for an example.
#[derive(Clone, Debug)]
#[must_use = "an explorer does nothing until it runs"]
pub struct Explorer {
    place: Place,
    plan: Plan,
    seeds: Range<u64>,
    steps: u64,
    time: Option<Duration>,
    threads: NonZeroUsize,
    exhaustive: Option<u64>,
    replay: Option<Replay>,
}

impl Explorer {
    /// So many runs an exhaustive exploration of the attribute has at most.
    pub(crate) const MOST: u64 = 100_000;
    pub(crate) const SEEDS: u64 = 1_000;
    pub(crate) const STEPS: u64 = 10_000;
    const TIME: Duration = Duration::from_secs(5);

    /// Returns an explorer with the defaults. Messages name what it explores by the place of this call.
    #[track_caller]
    pub fn new() -> Explorer {
        Explorer::at(Location::caller().into())
    }

    pub(crate) fn at(place: Place) -> Explorer {
        Explorer {
            place,
            plan: Plan::default(),
            seeds: 0..Explorer::SEEDS,
            steps: Explorer::STEPS,
            time: Some(Explorer::TIME),
            threads: NonZeroUsize::MIN,
            exhaustive: None,
            replay: None,
        }
    }

    /// Returns the explorer with that schedule for all seeds instead of a mixture, and without disturbances unless it is
    /// told [which](Explorer::disturb).
    pub fn schedule(mut self, schedule: Schedule) -> Explorer {
        self.plan.schedule = Some(schedule);
        self
    }

    /// Returns the explorer with those disturbances.
    pub fn disturb(mut self, disturbances: Disturbances) -> Explorer {
        self.plan.disturbances = Some(disturbances);
        self
    }

    /// Returns the explorer with a [waker for each poll](Cell::fresh_wakers) in all runs.
    pub fn fresh_wakers(mut self) -> Explorer {
        self.plan.setting.fresh_wakers = true;
        self
    }

    /// Returns the explorer with that many simulated workers.
    pub fn workers(mut self, workers: NonZeroUsize) -> Explorer {
        self.plan.setting.workers = Some(workers);
        self
    }

    /// Returns the explorer with those seeds, one run for each.
    pub fn seeds(mut self, seeds: Range<u64>) -> Explorer {
        self.seeds = seeds;
        self
    }

    /// Returns the explorer with that limit for the steps of one run, 10,000 by default; a run that takes more has failed.
    pub fn steps(mut self, most: u64) -> Explorer {
        self.steps = most.max(1);
        self
    }

    /// Returns the explorer with that limit for all its runs together, in real time; `None` is none. It is looked at between
    /// two runs, and how far one gets by then depends on the machine.
    pub fn time(mut self, limit: Option<Duration>) -> Explorer {
        self.time = limit;
        self
    }

    /// Returns the explorer with that many threads, one by default. What is found does not depend on it: the failure of the
    /// lowest seed counts. An exhaustive exploration has one thread.
    pub fn threads(mut self, threads: NonZeroUsize) -> Explorer {
        self.threads = threads;
        self
    }

    /// Returns the explorer that runs all orders instead of seeds, up to that number of runs.
    pub fn exhaustive(mut self, runs: u64) -> Explorer {
        self.exhaustive = Some(runs);
        self
    }

    /// Returns the explorer that replays one run: the text is that of a [`Replay`], as the report of a failure has it.
    ///
    /// # Errors
    ///
    /// Fails if the text is not one.
    pub fn replay(mut self, text: &str) -> Result<Explorer, NotAReplay> {
        self.replay = Some(text.parse()?);
        Ok(self)
    }

    pub(crate) fn replaying(mut self, replay: Replay) -> Explorer {
        self.replay = Some(replay);
        self
    }

    /// Explores the body: each run is one fresh cell on `sim`.
    ///
    /// A thread on which a cell of `sim` runs cannot run another one: inside of a test, call it in
    /// [`spawn_blocking`](Runtime::spawn_blocking).
    pub fn run<F, T>(&self, body: F) -> Exploration
    where
        F: Fn(Runtime) -> T + Sync,
        T: Future + 'static,
        T::Output: Termination,
    {
        let body = |rt: Runtime| {
            let body = body(rt);
            Body::Fallible(Box::pin(async move { body.await.into_result() }))
        };
        self.run_subject(&Subject {
            cell: &|factory| self.cell(factory),
            body: &body,
            steps: self.steps,
        })
    }

    /// Explores the body, and does nothing if no run fails.
    ///
    /// # Panics
    ///
    /// Panics with the report if one does.
    #[track_caller]
    pub fn check<F, T>(&self, body: F)
    where
        F: Fn(Runtime) -> T + Sync,
        T: Future + 'static,
        T::Output: Termination,
    {
        self.run(body).unwrap();
    }

    fn cell<'f>(&self, factory: &'f dyn RuntimeFactory) -> Cell<'f> {
        let Place { file, line, .. } = self.place;
        let id = CellId {
            package: Cow::Borrowed(""),
            target: Cow::Borrowed(""),
            test: Cow::Owned(format!("{file}:{line}")),
            cell: Cow::Borrowed(factory.id()),
        };
        Cell::of(factory, id, self.place)
    }

    pub(crate) fn run_subject(&self, subject: &Subject<'_>) -> Exploration {
        if let Some(replay) = &self.replay {
            return replayed(subject, replay);
        }
        let until = self.time.and_then(|time| Instant::now().checked_add(time));
        match self.exhaustive {
            Some(most) => self.run_all(subject, most, until),
            None => self.run_seeds(subject, until),
        }
    }

    fn run_seeds(&self, subject: &Subject<'_>, until: Option<Instant>) -> Exploration {
        let seeds = Seeds {
            subject,
            plan: &self.plan,
            range: self.seeds.clone(),
            until,
            threads: self.threads,
        };
        let seen = seeds.run();
        let orders: HashSet<_> = seen.runs.values().map(|(order, _)| *order).collect();
        let failure = seen
            .failed
            .map(|(seed, setting, ran)| found(subject, setting, Some(seed), &ran));
        Exploration {
            runs: seen.runs.len() as u64,
            steps: seen.runs.values().map(|(_, steps)| steps).sum(),
            schedules: orders.len() as u64,
            pruned: 0,
            complete: None,
            out_of_time: self.time.filter(|_| seen.out_of_time),
            failure,
        }
    }

    fn run_all(&self, subject: &Subject<'_>, most: u64, until: Option<Instant>) -> Exploration {
        let setting = Setting {
            disturbances: self.plan.disturbances.unwrap_or_default(),
            ..self.plan.setting
        };
        let searched = exhaustive::search(subject, setting, most, until);
        let failure = match (&searched.failed, searched.differs) {
            (Some(ran), _) => Some(found(subject, setting, None, ran)),
            (None, Some((ran, what))) => Some(not_deterministic(setting, None, &ran, &what)),
            (None, None) => None,
        };
        Exploration {
            runs: searched.runs,
            steps: searched.steps,
            schedules: searched.orders.len() as u64,
            pruned: searched.pruned,
            complete: Some(searched.is_complete),
            out_of_time: self.time.filter(|_| searched.out_of_time),
            failure,
        }
    }
}

impl Default for Explorer {
    #[track_caller]
    fn default() -> Explorer {
        Explorer::new()
    }
}

/// Makes a failure as simple as it goes, and runs it once more for people.
fn found(subject: &Subject<'_>, setting: Setting, seed: Option<u64>, ran: &Ran) -> Found {
    let script: Script = ran.decisions.iter().copied().collect();
    let replay = Replay::new(setting, script);
    let again = subject.replay(&replay);
    let differs = ran.told.differs_from(&again.told, usize::MAX);
    if let Some(what) = differs {
        return not_deterministic(setting, seed, ran, &what);
    }
    if !again.fails_like(&ran.outcome) {
        let what = format!(
            "one run ended with `{}` and the other with `{}`",
            ran.outcome.message().unwrap_or("a pass"),
            again.outcome.message().unwrap_or("a pass")
        );
        return not_deterministic(setting, seed, ran, &what);
    }
    let first = replay.script().choices().len();
    let (replay, shrinking) = shrink(subject, ran, replay);
    let last = subject.replay_aloud(&replay);
    if !last.fails_like(&ran.outcome) {
        let what = "a schedule that had failed did not when it was run again";
        return not_deterministic(replay.setting, seed, ran, what);
    }
    Found {
        outcome: last.outcome,
        seed,
        replay,
        first,
        shrinking,
    }
}

fn replayed(subject: &Subject<'_>, replay: &Replay) -> Exploration {
    let ran = subject.replay_aloud(replay);
    let steps = ran.told.turns.len() as u64;
    let failure = ran.outcome.verdict().is_failure().then(|| Found {
        outcome: ran.outcome,
        seed: None,
        replay: replay.clone(),
        first: replay.script().choices().len(),
        shrinking: 0,
    });
    Exploration {
        runs: 1,
        steps,
        schedules: 1,
        pruned: 0,
        complete: None,
        out_of_time: None,
        failure,
    }
}

fn not_deterministic(setting: Setting, seed: Option<u64>, ran: &Ran, what: &str) -> Found {
    let script: Script = ran.decisions.iter().copied().collect();
    let first = script.choices().len();
    let mut message = format!("the body is not deterministic: {what}");
    if ran.outcome.verdict() != Verdict::Pass {
        let failed = ran.outcome.message().unwrap_or_default();
        message.push_str(&format!("; it had failed with `{failed}`"));
    }
    message.push_str(
        ": keep the machine's time, random numbers, the order of a `HashMap`, threads and statics that outlive a run out of it",
    );
    Found {
        outcome: Outcome::failed(ran.outcome.clone(), message),
        seed,
        replay: Replay::new(setting, script),
        first,
        shrinking: 0,
    }
}
