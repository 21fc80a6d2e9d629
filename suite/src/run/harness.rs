//! What the expansion of the attribute calls. Not public API.

use std::{
    borrow::Cow,
    future::Future,
    io::{self, Write},
    num::NonZeroUsize,
    ops::RangeInclusive,
    sync::Arc,
    time::Duration,
};

use runtime_matrix_core::{Capabilities, Capability, Options, RuntimeFactory};
use runtime_matrix_report::{CellId, Level, Verdict};

pub use crate::run::root::Body;
use crate::{
    cells,
    explore::{Explorer, Subject},
    reuse::passes,
    run::{
        alone,
        cell::Cell,
        census::Census,
        environment::{Environment, TimeLimit},
        identity::{Identity, is_seeded},
        left_out,
        limits::{Limits, PollLimit},
        outcome::{Outcome, Work},
        process_log,
        telling::{not_run, tell, tell_hints, tell_told},
        termination::Termination,
    },
    runtime::Runtime,
    tracking::{failure::Failure, place::Place},
};

/// What the attribute knows of a test.
#[derive(Debug)]
pub struct Test {
    /// The package that the test belongs to.
    pub package: &'static str,
    /// The path of the module that the cells stand in: crate, modules, the test's own name.
    pub module: &'static str,
    /// Where the test stands.
    pub file: &'static str,
    /// Where the test stands.
    pub line: u32,
    /// Where the test stands.
    pub column: u32,
    /// The test's own time limit.
    pub timeout: Option<Duration>,
    /// The worker threads asked for; zero is none.
    pub workers: usize,
    /// How many seeds a deterministic runtime is run with.
    pub seeds: u32,
    /// The test's own limit for a single poll.
    pub max_poll: Option<MaxPoll>,
    /// Whether nothing may be reached past the runtime.
    pub forbids_ambient: bool,
    /// What the `sim` cell explores, if it does.
    pub explore: Option<Explore>,
    /// The built-in cells that the test has, if it runs again on a second instance and on another one's.
    pub reuse: Option<&'static [&'static str]>,
    /// Whether the test asks for virtual time.
    pub virtual_clock: bool,
    /// How binding the test is.
    pub level: Level,
    /// The powers that the test needs.
    pub requires: &'static [Capability],
    /// What the test's panic is expected to say, if it is expected to panic; any words will do for none.
    pub should_panic: Option<&'static str>,
}

/// What is explored of a test's orders.
#[derive(Clone, Copy, Debug)]
pub enum Explore {
    /// As many as there are seeds.
    Seeds,
    /// All.
    Exhaustive,
}

/// What gives a body more time that has no limit of its own.
const EITHER: &str = "`timeout = \"…\"` or RUNTIME_MATRIX_TIMEOUT";

/// What becomes of a poll that takes longer than this.
#[derive(Clone, Copy, Debug)]
pub enum MaxPoll {
    /// It is told.
    Told(Duration),
    /// The cell fails.
    Strict(Duration),
}

/// Boxes a body that does not return `()`; one that does is a [`Body::Plain`], without a wrapper.
pub fn boxed<F>(body: F) -> Body
where
    F: Future + 'static,
    F::Output: Termination,
{
    Body::Fallible(Box::pin(async move { body.await.into_result() }))
}

/// Runs one cell and panics if it fails.
pub fn run(
    test: &Test,
    cell: &'static str,
    factory: &dyn RuntimeFactory,
    body: fn(Runtime) -> Body,
) {
    if let Err(error) = is_called(cell, factory.id()).and_then(|()| try_run(test, factory, body)) {
        not_run(test, cell, &error);
    }
}

/// Fails if the runtime's id is not the name of its cell: filters, records and rerun lines would each go by
/// another one.
fn is_called(cell: &str, id: &str) -> Result<(), String> {
    if id == cell {
        return Ok(());
    }
    Err(format!(
        "the runtime calls itself `{id}`, but its cells are called after the type, `{cell}`: let \
         `RuntimeFactory::id` return that"
    ))
}

/// Runs one cell; fails if it cannot be run at all.
fn try_run(
    test: &Test,
    factory: &dyn RuntimeFactory,
    body: fn(Runtime) -> Body,
) -> Result<(), String> {
    let environment = Environment::get()?;
    let factory = on(factory, environment);
    if let Some(reason) = left_out::by_level(test, environment) {
        return left_out::record(test, factory, environment, Verdict::Skipped, &reason);
    }
    let is_alone = environment.alone.is_some();
    if is_alone {
        alone::begin();
    } else if test.forbids_ambient {
        if let Some(told) = alone::run(test, factory.id()) {
            tell_told(test, &told);
            return Ok(());
        }
    }
    process_log::record_runtime(factory)?;
    process_log::record_start(|| test.first_identity(factory, environment))?;
    let outcome = run_here(test, factory, environment, body);
    process_log::record_end(&outcome)?;
    let (verdict, report) = (outcome.verdict(), outcome.report());
    if verdict.is_failure() {
        process_log::note_failure(report);
    } else {
        tell_hints(|| test.id(factory.id()), &outcome);
    }
    if is_alone {
        alone::end(verdict);
    }
    tell(test, verdict, report, outcome.panic());
    Ok(())
}

/// Runs one cell in this process.
fn run_here(
    test: &Test,
    factory: &dyn RuntimeFactory,
    environment: &Environment,
    body: fn(Runtime) -> Body,
) -> Outcome {
    let census = Census::before(factory);
    let missing = Capabilities::of(test.requires).without(factory.card().capabilities);
    if missing != Capabilities::default() {
        return unsupported(test.first_identity(factory, environment), missing);
    }
    let outcome = match explored(test, factory, environment, body) {
        Some(outcome) => outcome,
        None => run_seeds(seeds(test, factory, environment.seed), |seed| {
            let mut cell = test.cell(factory, environment, seed);
            cell.census.clone_from(&census);
            match test.reuse {
                Some(kinds) => passes::run(&cell, test.other(factory, kinds), |cell| {
                    cell.run_boxed(Box::new(body))
                }),
                None => cell.run_boxed(Box::new(body)),
            }
        }),
    };
    match test.should_panic {
        Some(words) => as_expected(outcome, words),
        None => outcome,
    }
}

/// Returns the runtime that a cell runs on: its own, unless the environment puts a faulty one in place of `sim`.
fn on<'a>(factory: &'a dyn RuntimeFactory, environment: &'a Environment) -> &'a dyn RuntimeFactory {
    match &environment.fault {
        Some(fault) if factory.id() == fault.id() => fault,
        _ => factory,
    }
}

/// Explores the orders of a test, or replays one of them, on `sim`; returns what fails, and nothing if a usual run has
/// the last word.
fn explored(
    test: &Test,
    factory: &dyn RuntimeFactory,
    environment: &Environment,
    body: fn(Runtime) -> Body,
) -> Option<Outcome> {
    if factory.id() != "sim" || environment.seed.is_some() {
        return None;
    }
    if environment.fault.is_some() {
        if test.explore.is_some() || environment.replay.is_some() {
            // Into the test's captured output.
            println!(
                "not explored: orders are those of `sim`, and RUNTIME_MATRIX_FAULT runs another runtime"
            );
        }
        return None;
    }
    let mut explorer = Explorer::at(test.place());
    match (&environment.replay, test.explore) {
        (Some(replay), _) => explorer = explorer.replaying(replay.clone()),
        (None, Some(Explore::Exhaustive)) => explorer = explorer.exhaustive(Explorer::MOST),
        (None, Some(Explore::Seeds)) if test.seeds > 1 => {
            explorer = explorer.seeds(0..u64::from(test.seeds)).time(None);
        }
        (None, Some(Explore::Seeds)) => {}
        (None, None) => return None,
    }
    let exploration = explorer.run_subject(&Subject {
        cell: &|factory| test.cell(factory, environment, 0),
        body: &body,
        steps: Explorer::STEPS,
    });
    if exploration.failure().is_none() {
        // Into the test's captured output.
        println!("{exploration}");
    }
    exploration.into_failure()
}

/// Judges a test that is expected to panic: a panic that says so passes, and nothing else does.
fn as_expected(outcome: Outcome, words: &str) -> Outcome {
    match (outcome.verdict(), outcome.panic()) {
        (Verdict::Panic, Some(said)) if !said.contains(words) => {
            let message = format!(
                "the test was expected to panic with a message that contains `{words}`, but said `{said}`"
            );
            outcome.failed(message)
        }
        (Verdict::Panic, _) => outcome.passed(),
        (Verdict::Pass, _) => {
            outcome.failed("the test was expected to panic, and did not".to_owned())
        }
        _ => outcome,
    }
}

/// Runs seed after seed until one fails.
fn run_seeds(seeds: RangeInclusive<u64>, run: impl Fn(u64) -> Outcome) -> Outcome {
    let (first, last) = seeds.into_inner();
    for seed in first..last {
        let outcome = run(seed);
        if outcome.verdict() != Verdict::Pass {
            return outcome;
        }
    }
    run(last)
}

fn seeds(test: &Test, factory: &dyn RuntimeFactory, only: Option<u64>) -> RangeInclusive<u64> {
    match only {
        Some(seed) => seed..=seed,
        None if is_seeded(factory) => 0..=u64::from(test.seeds.saturating_sub(1)),
        None => 0..=0,
    }
}

/// A cell that lacks a power, found out while running: libtest sees a pass, so it is said aloud.
fn unsupported(identity: Identity, missing: Capabilities) -> Outcome {
    let message = format!(
        "unsupported: {} has no `{missing}`, which the test requires",
        identity.runtime
    );
    let _ = writeln!(io::stderr(), "runtime-matrix: {identity}: {message}");
    Outcome::new(
        Arc::new(identity),
        Work::default(),
        vec![Failure::new(Verdict::Unsupported, message)],
    )
}

impl Test {
    pub(crate) fn identity(&self, factory: &dyn RuntimeFactory, seed: u64) -> Identity {
        let options = self.options(seed);
        let mut identity = Identity::new(self.id(factory.id()), factory, &options, self.place());
        identity.recorded = true;
        identity.level = self.level;
        identity
    }

    /// Returns which cell it is when it is run with the first of its seeds.
    pub(crate) fn first_identity(
        &self,
        factory: &dyn RuntimeFactory,
        environment: &Environment,
    ) -> Identity {
        self.identity(factory, *seeds(self, factory, environment.seed).start())
    }

    fn cell<'a>(
        &self,
        factory: &'a dyn RuntimeFactory,
        environment: &Environment,
        seed: u64,
    ) -> Cell<'a> {
        let mut cell = Cell::of(factory, self.id(factory.id()), self.place());
        cell.recorded = true;
        cell.options = self.options(seed);
        cell.virtual_clock = self.virtual_clock;
        cell.limits = self.limits(environment);
        cell
    }

    fn limits(&self, environment: &Environment) -> Limits {
        // The test's own limit is the more specific one; `off` is for a debugger, and means all tests.
        let (timeout, raised_by) = match (environment.timeout, self.timeout) {
            (Some(TimeLimit::Off), _) => (None, EITHER),
            (_, Some(limit)) => (Some(limit), "`timeout = \"…\"` in its attribute"),
            (Some(TimeLimit::After(limit)), None) => (Some(limit), EITHER),
            (None, None) => (Some(Limits::TIMEOUT), EITHER),
        };
        let told = environment.max_poll.map(MaxPoll::Told);
        let poll = self.max_poll.or(told).map(|max| match max {
            MaxPoll::Told(limit) => PollLimit {
                limit,
                strict: false,
            },
            MaxPoll::Strict(limit) => PollLimit {
                limit,
                strict: true,
            },
        });
        Limits {
            timeout,
            raised_by,
            grace: environment.grace,
            teardown: environment.teardown.unwrap_or(Limits::TEARDOWN),
            poll,
            forbids_ambient: self.forbids_ambient,
        }
    }

    /// Returns a runtime of another kind on which the test runs as well.
    fn other(
        &self,
        factory: &dyn RuntimeFactory,
        kinds: &[&str],
    ) -> Option<&'static dyn RuntimeFactory> {
        let required = Capabilities::of(self.requires);
        passes::after(factory.id(), cells::factories(), |other| {
            let missing = required.without(other.card().capabilities);
            kinds.contains(&other.id()) && missing == Capabilities::default()
        })
    }

    fn options(&self, seed: u64) -> Options {
        let options = Options::default().with_seed(seed);
        match NonZeroUsize::new(self.workers) {
            Some(workers) => options.with_workers(workers),
            None => options,
        }
    }

    pub(crate) fn id(&self, cell: &'static str) -> CellId {
        let (target, test) = self.target_and_test();
        // `contains` is compiled with optimization, `replace` is not: this is done for each cell, in debug.
        let test = if test.contains("r#") {
            Cow::Owned(test.replace("r#", ""))
        } else {
            Cow::Borrowed(test)
        };
        CellId {
            package: Cow::Borrowed(self.package),
            target: Cow::Borrowed(target),
            test,
            cell: Cow::Borrowed(cell),
        }
    }

    /// Takes the path apart at the first `::`, by bytes for the same reason.
    fn target_and_test(&self) -> (&'static str, &'static str) {
        match self.module.as_bytes().iter().position(|byte| *byte == b':') {
            Some(colon) => (&self.module[..colon], &self.module[colon + 2..]),
            None => ("", self.module),
        }
    }

    pub(crate) fn place(&self) -> Place {
        Place {
            file: self.file,
            line: self.line,
            column: self.column,
        }
    }
}
