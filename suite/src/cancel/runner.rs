use std::{
    io::{self, Write},
    sync::Arc,
    time::{Duration, Instant},
};

use runtime_matrix_core::RuntimeFactory;

use crate::{
    cancel::{
        alone::{self, Limits},
        control::Seen,
        disturbance::{Disturbance, Plan, Rerun},
        finding::{At, Found, Oracle},
        replay::Played,
        subject::Subject,
        swept::Swept,
    },
    cells::factories,
    run::environment::Environment,
    tracking::{await_point::AwaitPoint, current::Current},
};

/// What there is to run, and how much of it.
pub(super) struct Runner {
    pub(super) subject: Arc<Subject>,
    /// `None` is all.
    pub(super) cells: Option<Vec<String>>,
    pub(super) points: usize,
    pub(super) replays: usize,
    pub(super) budget: Duration,
    pub(super) poll_limit: Duration,
    pub(super) replay_limit: Duration,
}

/// After that long a sweep says how far it has come, and then again each time.
const PROGRESS: Duration = Duration::from_secs(1);

/// A sweep under way.
struct Under<'a> {
    runner: &'a Runner,
    swept: &'a mut Swept,
    seed: u64,
    until: Option<Instant>,
    told: Instant,
}

impl Runner {
    /// Runs all of it into `swept`; fails with what it cannot begin for.
    pub(super) fn run(&self, swept: &mut Swept) -> Result<(), String> {
        if Current::is_any() {
            return Err(
                "a sweep runs cells of its own and cannot run inside of one: call it from a plain `#[test]`"
                    .to_owned(),
            );
        }
        let environment = Environment::get().map_err(str::to_owned)?;
        let cells = self.chosen()?;
        swept.seed = environment.seed;
        let mut under = Under {
            runner: self,
            swept,
            seed: environment.seed.unwrap_or_default(),
            until: Instant::now().checked_add(self.budget),
            told: Instant::now(),
        };
        match &environment.sweep {
            Some(rerun) => under.again(rerun),
            None => {
                under.all(&cells);
                Ok(())
            }
        }
    }

    /// Returns the cells in their order, `sim` first and always.
    fn chosen(&self) -> Result<Vec<&'static dyn RuntimeFactory>, String> {
        for cell in self.cells.iter().flatten() {
            named(cell)?;
        }
        let is_chosen = |factory: &&'static dyn RuntimeFactory| match &self.cells {
            Some(cells) => factory.id() == "sim" || cells.iter().any(|cell| cell == factory.id()),
            None => true,
        };
        Ok(factories().iter().copied().filter(is_chosen).collect())
    }
}

/// Returns the factory of that cell.
fn named(cell: &str) -> Result<&'static dyn RuntimeFactory, String> {
    let found = factories().iter().find(|factory| factory.id() == cell);
    found.copied().ok_or_else(|| {
        let on: Vec<_> = factories().iter().map(|factory| factory.id()).collect();
        format!(
            "there is no cell `{cell}` in this build, which has {}: the features `runtime-matrix/…` add cells",
            on.join(", ")
        )
    })
}

impl Under<'_> {
    /// Runs the one replay that the environment asks for.
    fn again(&mut self, rerun: &Rerun) -> Result<(), String> {
        let factory =
            named(&rerun.cell).map_err(|error| format!("RUNTIME_MATRIX_SWEEP: {error}"))?;
        let plan = match rerun.plan.disturbance {
            Some(Disturbance::LongPoll) => Plan::UNDISTURBED,
            _ => rerun.plan,
        };
        self.swept.cells.push(factory.id());
        self.swept.notes.push(format!(
            "only `{rerun}` was replayed, as RUNTIME_MATRIX_SWEEP says"
        ));
        if let Some(played) = self.replay(factory, plan) {
            if !played.reached {
                self.swept.notes.push(format!(
                    "the operation suspended {} and did not come to point {}",
                    times(played.seen.points.len()),
                    plan.point
                ));
            }
        }
        Ok(())
    }

    fn all(&mut self, cells: &[&'static dyn RuntimeFactory]) {
        let Some((sim, others)) = cells.split_first() else {
            return;
        };
        self.swept.cells.push(sim.id());
        let Some(points) = self.record(*sim) else {
            return;
        };
        let plans = self.plans(points.len());
        self.swept.points = points;
        if !self.sweep(*sim, &plans) {
            return;
        }
        for factory in others {
            self.swept.cells.push(factory.id());
            if !self.sweep(*factory, &plans) {
                return;
            }
        }
    }

    /// Runs the operation undisturbed, twice; returns where it suspends, if it is fit to be disturbed.
    fn record(&mut self, sim: &'static dyn RuntimeFactory) -> Option<Vec<Option<AwaitPoint>>> {
        let first = self.replay(sim, Plan::UNDISTURBED)?;
        if !first.found.is_empty() {
            self.swept
                .notes
                .push("nothing was disturbed, since the operation fails by itself".to_owned());
            return None;
        }
        let second = self.replay(sim, Plan::UNDISTURBED)?;
        if let Some(message) = difference(&first.seen, &second.seen) {
            let found = Found::new(Oracle::Repeats, message);
            self.add(Plan::UNDISTURBED, None, sim.id(), found);
            return None;
        }
        Some(first.seen.points)
    }

    fn plans(&mut self, points: usize) -> Vec<Plan> {
        let most = self.runner.points;
        if points == 0 {
            self.swept.notes.push(
                "the operation never suspends: only P0 and P7 apply, before the first poll"
                    .to_owned(),
            );
        }
        if points > most {
            self.swept.notes.push(format!(
                "only the first {most} of {points} suspension points were disturbed: `Sweep::points` allows more"
            ));
        }
        Plan::all(points.min(most))
    }

    /// Runs all plans on that cell; `false` if the sweep is over.
    fn sweep(&mut self, factory: &'static dyn RuntimeFactory, plans: &[Plan]) -> bool {
        for (done, plan) in plans.iter().enumerate() {
            if let Some(limit) = self.is_spent() {
                self.swept.notes.push(format!(
                    "the sweep ended early, after {} replays, of which {done} of {} on {}: {limit}",
                    self.swept.replays,
                    plans.len(),
                    factory.id()
                ));
                return false;
            }
            if self.replay(factory, *plan).is_none() {
                return false;
            }
        }
        true
    }

    /// Returns the limit that has been reached, if one has.
    fn is_spent(&self) -> Option<String> {
        let Runner {
            budget, replays, ..
        } = self.runner;
        if self.until.is_some_and(|until| Instant::now() >= until) {
            return Some(format!(
                "its budget of {budget:?} is spent, `Sweep::budget` allows more"
            ));
        }
        let spent = self.swept.replays >= *replays;
        spent.then(|| format!("{replays} replays were allowed, `Sweep::replays` allows more"))
    }

    /// Runs one replay and keeps what it found; `None` if its thread was left behind.
    fn replay(&mut self, factory: &'static dyn RuntimeFactory, plan: Plan) -> Option<Played> {
        let limits = Limits {
            poll: self.runner.poll_limit,
            replay: self.runner.replay_limit,
            seed: self.seed,
        };
        let told = alone::run(&self.runner.subject, factory, plan, limits);
        self.swept.replays += 1;
        if let Some(disturbance) = plan.disturbance {
            self.swept.tried(disturbance, told.played.reached);
        }
        let awaited = match plan.point {
            0 => None,
            point => told.played.seen.points.get(point - 1).copied().flatten(),
        };
        for found in &told.played.found {
            self.add(plan, awaited, factory.id(), found.clone());
        }
        self.tell_progress(factory.id());
        (!told.is_left).then_some(told.played)
    }

    fn add(&mut self, plan: Plan, awaited: Option<AwaitPoint>, cell: &'static str, found: Found) {
        // A poll that takes too long by itself is what the guard is for.
        let plan = match found.oracle {
            Oracle::Polls if plan.disturbance.is_none() => Plan {
                disturbance: Some(Disturbance::LongPoll),
                point: 0,
            },
            _ => plan,
        };
        let at = At {
            plan,
            awaited,
            cell,
        };
        self.swept.add(found, at);
    }

    /// Says how far a long sweep has come, past the capture of tests.
    fn tell_progress(&mut self, cell: &str) {
        if self.told.elapsed() < PROGRESS {
            return;
        }
        self.told = Instant::now();
        let line = format!(
            "runtime-matrix: sweep of {}: {} replays, now on {cell}, {} findings\n",
            self.swept.name,
            self.swept.replays,
            self.swept.findings().len()
        );
        let _ = io::stderr().write_all(line.as_bytes());
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

/// Says in which step two runs differ that ought to be the same.
fn difference(first: &Seen, second: &Seen) -> Option<String> {
    let (first, second) = (&first.points, &second.points);
    let way_out = "what decides must be made anew in `make`, and not be a static, a random number or the machine's clock";
    let same = first
        .iter()
        .zip(second)
        .take_while(|(first, second)| first == second);
    let step = same.count();
    if step < first.len().min(second.len()) {
        let awaits = |point: Option<AwaitPoint>| match point {
            Some(point) => point.to_string(),
            None => "something unknown".to_owned(),
        };
        return Some(format!(
            "the operation is not deterministic: at suspension point {} it waited for {} in one run and for {} in \
             the next: {way_out}",
            step + 1,
            awaits(first[step]),
            awaits(second[step])
        ));
    }
    (first.len() != second.len()).then(|| {
        format!(
            "the operation is not deterministic: it suspended {} in one run and {} in the next: {way_out}",
            times(first.len()),
            times(second.len())
        )
    })
}
