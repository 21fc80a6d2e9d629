//! What the expansion of the attribute calls. Not public API.

use std::{
    borrow::Cow,
    future::Future,
    io::{self, Write},
    num::NonZeroUsize,
    ops::Range,
    panic::resume_unwind,
    time::Duration,
};

use runtime_matrix_core::{Capabilities, Capability, Options, RuntimeFactory};
use runtime_matrix_report::{CellId, Verdict};

pub use crate::run::root::Body;
use crate::{
    run::{
        cell::Cell,
        environment::{Environment, TimeLimit},
        identity::{Identity, is_seeded},
        outcome::{Outcome, Work},
        process_log,
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
    /// The powers that the test needs.
    pub requires: &'static [Capability],
    /// Whether the test is expected to panic.
    pub should_panic: bool,
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
pub fn run(test: &Test, factory: &dyn RuntimeFactory, body: fn(Runtime) -> Body) {
    let environment = Environment::get();
    let seed = environment.ok().and_then(|environment| environment.seed);
    let identity = test.identity(factory, seed.unwrap_or_default());
    let environment = environment.unwrap_or_else(|error| refuse(&identity, error));
    process_log::record_start(&identity).unwrap_or_else(|error| refuse(&identity, &error));
    let missing = Capabilities::of(test.requires).without(factory.card().capabilities);
    let outcome = if missing == Capabilities::default() {
        let seeds = seeds(test, factory, seed);
        run_seeds(seeds, |seed| {
            test.cell(factory, environment, seed)
                .run_boxed(Box::new(body))
        })
    } else {
        unsupported(&identity, missing)
    };
    conclude(test, &identity, &outcome);
}

/// Records how the cell ended and tells libtest.
fn conclude(test: &Test, identity: &Identity, outcome: &Outcome) {
    let failed = outcome.verdict().is_failure();
    let expected = test.should_panic && outcome.verdict() == Verdict::Panic;
    let recorded = if expected {
        process_log::record_end(&Outcome::new(identity, Work::of(outcome), &[]))
    } else if test.should_panic && outcome.verdict() == Verdict::Pass {
        let message = "the test was expected to panic, and did not".to_owned();
        process_log::record_end(&Outcome::new(
            identity,
            Work::of(outcome),
            &[Failure::new(Verdict::Fail, message)],
        ))
    } else {
        process_log::record_end(outcome)
    };
    recorded.unwrap_or_else(|error| refuse(identity, &error));
    if failed {
        if !expected {
            process_log::note_failure(outcome.report());
        }
        // Into the test's captured output; unwinding by `resume_unwind` spares a second, useless place.
        eprintln!("\n{}", outcome.report());
        resume_unwind(Box::new(outcome.report().to_owned()));
    }
}

/// Runs seed after seed until one fails.
fn run_seeds(seeds: Range<u64>, run: impl Fn(u64) -> Outcome) -> Outcome {
    let last = seeds.end - 1;
    let failed = (seeds.start..last)
        .map(&run)
        .find(|outcome| outcome.verdict() != Verdict::Pass);
    failed.unwrap_or_else(|| run(last))
}

fn seeds(test: &Test, factory: &dyn RuntimeFactory, only: Option<u64>) -> Range<u64> {
    match only {
        Some(seed) => seed..seed.saturating_add(1),
        None if is_seeded(factory) => 0..u64::from(test.seeds.max(1)),
        None => 0..1,
    }
}

/// A cell that lacks a power, found out while running: libtest sees a pass, so it is said aloud.
fn unsupported(identity: &Identity, missing: Capabilities) -> Outcome {
    let message = format!(
        "unsupported: {} has no `{missing}`, which the test requires",
        identity.runtime
    );
    let _ = writeln!(io::stderr(), "runtime-matrix: {identity}: {message}");
    Outcome::new(
        identity,
        Work::default(),
        &[Failure::new(Verdict::Unsupported, message)],
    )
}

/// Ends a cell that cannot be run at all.
fn refuse(identity: &Identity, error: &str) -> ! {
    let report = format!("{identity}: not run: {error}");
    eprintln!("\n{report}");
    resume_unwind(Box::new(report))
}

impl Test {
    fn identity(&self, factory: &dyn RuntimeFactory, seed: u64) -> Identity {
        let options = self.options(seed);
        let mut identity = Identity::new(self.id(factory), factory, &options, self.place());
        identity.recorded = true;
        identity
    }

    fn cell<'a>(
        &self,
        factory: &'a dyn RuntimeFactory,
        environment: &Environment,
        seed: u64,
    ) -> Cell<'a> {
        let mut cell = Cell::of(factory, self.id(factory), self.place())
            .recorded()
            .seed(seed);
        if let Some(workers) = NonZeroUsize::new(self.workers) {
            cell = cell.workers(workers);
        }
        // The test's own limit is the more specific one; `off` is for a debugger, and means all tests.
        match (environment.timeout, self.timeout) {
            (Some(TimeLimit::Off), _) => cell = cell.timeout(None),
            (_, Some(limit)) | (Some(TimeLimit::After(limit)), None) => {
                cell = cell.timeout(Some(limit));
            }
            (None, None) => {}
        }
        if let Some(grace) = environment.grace {
            cell = cell.grace(grace);
        }
        if let Some(teardown) = environment.teardown {
            cell = cell.teardown(teardown);
        }
        cell
    }

    fn options(&self, seed: u64) -> Options {
        let options = Options::default().with_seed(seed);
        match NonZeroUsize::new(self.workers) {
            Some(workers) => options.with_workers(workers),
            None => options,
        }
    }

    fn id(&self, factory: &dyn RuntimeFactory) -> CellId {
        let (target, test) = self.module.split_once("::").unwrap_or(("", self.module));
        CellId {
            package: Cow::Borrowed(self.package),
            target: Cow::Borrowed(target),
            test: Cow::Owned(test.replace("r#", "")),
            cell: Cow::Borrowed(factory.id()),
        }
    }

    fn place(&self) -> Place {
        Place {
            file: self.file,
            line: self.line,
            column: self.column,
        }
    }
}

impl Work {
    /// Returns what a cell did, to sum it up under another verdict.
    fn of(outcome: &Outcome) -> Work {
        let record = outcome.record();
        Work {
            duration: record.duration,
            tasks: record.tasks,
            polls: record.polls,
            untracked: record.untracked,
            leaks: record.leaks.clone(),
        }
    }
}
