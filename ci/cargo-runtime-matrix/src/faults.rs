//! Which faults of a runtime the tests of a package would notice: their `sim` cells on runtimes with one fault each.
//!
//! # Known limitations
//!
//! A cell that explores orders runs once on a fault: orders are those of `sim`. Cells run from code, by `Cell` and
//! `Sweep`, stay on the runtime that they name.

pub(crate) mod empty;
mod findings;
mod probe;

use std::{
    fmt::Write,
    num::NonZeroUsize,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use anyhow::Result;
use runtime_matrix::RuntimeFactory;
use runtime_matrix_faulty::Fault;

use crate::{
    args::{Args, FaultsArgs},
    cargo::Cargo,
    compile::{Binary, BuildError, Built, compile},
    crew,
    engine::Engine,
    environment,
    exit::{Exit, Stop},
    faults::{
        findings::{Finding, Findings},
        probe::{Limits, Noticed},
    },
    nearest::nearest,
    oversight::Oversight,
    package::{self, Subject},
    pattern, process,
    records::Records,
    run::chunks,
};

/// The feature of runtime-matrix that brings the faulty runtimes.
const FEATURE: &str = "faults";
/// So many processes at a time, unless the user says otherwise: many of them only wait.
const JOBS: usize = 4;

/// Tests of one binary that have a `sim` cell.
struct Group {
    /// The package, by its place in the list of subjects.
    subject: usize,
    binary: Binary,
    tests: Vec<String>,
}

/// What all faults are run on.
struct Ground {
    args: Args,
    cargo: Cargo,
    subjects: Vec<Subject>,
    builds: Vec<Built>,
    groups: Vec<Group>,
    records: Records,
}

/// Returns the names of the faults that are asked for, with what they break.
///
/// # Errors
///
/// Fails on a pattern that names none.
pub(crate) fn list(args: &FaultsArgs) -> Result<String> {
    let faults = pattern::faults(&args.faults)?;
    let width = faults.iter().map(|fault| fault.id().len()).max();
    let width = width.unwrap_or_default();
    let mut text = String::new();
    for fault in faults {
        let _ = writeln!(text, "{:width$}  {}", fault.id(), fault.breaks());
    }
    Ok(text)
}

/// Builds the packages once, and runs their tests on `sim` and then on each fault.
///
/// # Errors
///
/// Fails where there is nothing to run, where a package does not build, and if the tests fail on `sim` itself.
pub(crate) fn run(
    args: &FaultsArgs,
    say: &dyn Fn(&str),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Findings> {
    let faults = pattern::faults(&args.faults)?;
    let ground = Ground::prepare(args.run(), say)?;
    let count: usize = ground.groups.iter().map(|group| group.tests.len()).sum();
    say(&format!("     Running {count} tests on sim"));
    let began = Instant::now();
    ground.run_on_sim()?;
    let limits = Limits::after(began.elapsed());
    say(&format!(
        "     Running them on {} faulty runtimes",
        faults.len()
    ));
    let jobs = args
        .jobs
        .unwrap_or(NonZeroUsize::MIN.saturating_add(JOBS - 1));
    let done = AtomicUsize::new(0);
    let findings = crew::each(&faults, jobs, |fault| {
        let finding = ground.run_on(fault, limits);
        progress(1 + done.fetch_add(1, Relaxed), faults.len());
        finding
    })?;
    Ok(Findings::new(count, findings, args.fail_under))
}

impl Ground {
    fn prepare(args: Args, say: &dyn Fn(&str)) -> Result<Ground> {
        let cargo = Cargo::new(&args, false);
        let subjects = package::subjects(&args, &cargo)?;
        let mut ground = Ground {
            records: Records::open(None)?,
            builds: Vec::new(),
            groups: Vec::new(),
            subjects,
            cargo,
            args,
        };
        let mut known = Vec::new();
        for index in 0..ground.subjects.len() {
            let built = ground.build(index, say)?;
            known.extend(ground.add_groups(index, &built)?);
            ground.builds.push(built);
        }
        if ground.groups.is_empty() {
            return Err(Stop::with(Exit::NothingRan, no_match(&ground.args, &known)));
        }
        Ok(ground)
    }

    fn build(&self, index: usize, say: &dyn Fn(&str)) -> Result<Built> {
        let subject = &self.subjects[index];
        if !subject.matrix.has_faults {
            return Err(Stop::usage(format!(
                "runtime-matrix {} has no feature `{FEATURE}`: update it with `cargo update -p runtime-matrix`",
                subject.matrix.version
            )));
        }
        let own = subject.config.own("sim");
        let built = compile(&self.cargo, &self.args, subject, &own, &[FEATURE], say)?;
        built.map_err(|BuildError(error)| {
            Stop::with(
                Exit::BuildFailed,
                format!("`{}` does not build: {error}", subject.name()),
            )
        })
    }

    /// Adds the tests that have a `sim` cell and that the filters let through; returns the paths of all that have one.
    fn add_groups(&mut self, subject: usize, built: &Built) -> Result<Vec<String>> {
        let mut known = Vec::new();
        for binary in &built.binaries {
            let command =
                environment::command(&binary.path, &self.subjects[subject], built, &self.cargo);
            let Some(mut listing) = process::list(command, self.args.effort.patience())? else {
                continue;
            };
            listing
                .tests
                .retain(|test| test.cells.iter().any(|cell| cell == "sim"));
            known.extend(listing.tests.iter().map(|test| test.path.clone()));
            listing.retain(&self.args.filters);
            let paths = listing.tests.into_iter().map(|test| test.path);
            for tests in chunks(paths.collect()) {
                self.groups.push(Group {
                    subject,
                    binary: binary.clone(),
                    tests,
                });
            }
        }
        Ok(known)
    }

    /// Returns the call that runs the `sim` cells of a group.
    fn command(&self, group: &Group) -> std::process::Command {
        let subject = &self.subjects[group.subject];
        let built = &self.builds[group.subject];
        let mut command = environment::command(&group.binary.path, subject, built, &self.cargo);
        command.args(["--exact", "--include-ignored"]);
        command.args(group.tests.iter().map(|test| format!("{test}::sim")));
        command.env_remove("RUNTIME_MATRIX_FAULT");
        command
    }

    fn folder(&self, group: &Group, runtime: &str) -> Result<std::path::PathBuf> {
        self.records
            .next(&format!("{}-{runtime}", group.binary.target))
    }

    /// Runs the tests on `sim`, where they have to be green: what is red there notices nothing.
    fn run_on_sim(&self) -> Result<()> {
        for group in &self.groups {
            let folder = self.folder(group, "sim")?;
            let ended = process::run(
                self.command(group),
                &folder,
                Engine::Libtest,
                Oversight::NONE,
            )?;
            let red = ended.ends.values().filter(|end| end.verdict.is_failure());
            let mut red: Vec<&str> = red.map(|end| &*end.id.test).collect();
            red.sort_unstable();
            if let Some(first) = red.first() {
                return Err(Stop::with(
                    Exit::Failures,
                    format!(
                        "on `sim` itself {} of the tests fail, `{first}` for one: a fault is noticed only by what is \
                         green without it; see `cargo runtime-matrix --runtimes sim`",
                        red.len()
                    ),
                ));
            }
            if ended.how != process::How::Success {
                return Err(Stop::with(
                    Exit::Failures,
                    format!(
                        "on `sim` itself the process of `{}` {}: see `cargo runtime-matrix --runtimes sim`",
                        group.binary.target, ended.how
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Runs the tests on a fault, until one of them notices.
    fn run_on(&self, fault: &'static Fault, limits: Limits) -> Result<Finding> {
        if empty::notices(fault)? {
            return Ok(Finding::of_empty(fault));
        }
        for group in &self.groups {
            let mut command = self.command(group);
            limits.hand_to(&mut command);
            command.env("RUNTIME_MATRIX_FAULT", fault.id());
            let folder = self.folder(group, fault.id())?;
            if let Some(noticed) = probe::run(command, &folder, limits)? {
                return Ok(Finding::noticed(fault, noticed));
            }
        }
        Ok(Finding::missed(fault))
    }
}

fn no_match(args: &Args, known: &[String]) -> String {
    let Some(filter) = args.filters.first().filter(|_| !known.is_empty()) else {
        return "there is no test with a `sim` cell: write one with `#[runtime_matrix::test]`; tests behind a feature \
                need -F"
            .to_owned();
    };
    let near = nearest(filter, known.iter().map(String::as_str), 3);
    let hint = match near.is_empty() {
        true => format!("the first is {}", known[0]),
        false => format!("the nearest are {}", near.join(", ")),
    };
    format!(
        "no test matches `{filter}`, of {} that have a `sim` cell; {hint}",
        known.len()
    )
}

/// Returns a limit as the environment takes it.
fn millis(limit: Duration) -> String {
    format!("{}ms", limit.as_millis())
}
