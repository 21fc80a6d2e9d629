//! A run from the arguments to the table.

use std::{
    process::Command,
    sync::{Mutex, PoisonError},
};

use anyhow::Result;

use crate::{
    args::Args,
    assembly::Assembly,
    baseline::{Baselines, Expectations, run_again},
    builds::{self, Builds},
    cargo::Cargo,
    config, crew,
    engine::{self, Engine},
    environment,
    exit::{self, Exit, Stop},
    interrupt,
    oversight::Oversight,
    package::{self, Subject},
    passes::{self, Pass, Tally},
    plan::{Batch, Plan},
    process::{self, Ended},
    progress::Progress,
    records::Records,
    rounds::{self, Fate, Fates},
    runtimes::Runtimes,
    shard::Shard,
    table::Table,
};

/// How many bytes of names one process gets: a command line holds 32,767 characters on Windows.
const NAMES: usize = 24 * 1024;

/// Everything that a run holds on to.
struct Run<'a> {
    args: &'a Args,
    cargo: &'a Cargo,
    engine: Engine,
    records: Records,
    subjects: Vec<Subject>,
    builds: Vec<Builds>,
    plan: Plan,
    expectations: Expectations,
}

/// A run that is over.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) table: Table,
    pub(crate) plan: Plan,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) builds: Vec<Builds>,
    pub(crate) baselines: Baselines,
    pub(crate) expectations: Expectations,
}

/// Builds and runs what the arguments ask for.
///
/// # Errors
///
/// Fails where there is nothing to run, and where the run cannot be told. A test that fails, and a package
/// that does not build, are in the table.
pub(crate) fn run(
    args: &Args,
    colors: bool,
    is_terminal: bool,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Table> {
    Ok(done(args, colors, is_terminal, say)?.table)
}

/// As [`run`], with what led to the table.
pub(crate) fn done(
    args: &Args,
    colors: bool,
    is_terminal: bool,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Done> {
    args.check()?;
    let runtimes = Runtimes::parse(&args.runtimes)?;
    if args.effort.seeds.is_some() && !runtimes.has("sim") {
        return Err(Stop::usage(
            "--seeds is for `sim`, which --runtimes leaves out: add it there, or leave --seeds off",
        ));
    }
    let cargo = Cargo::new(args, colors);
    let subjects = package::subjects(args, &cargo)?;
    let baselines = Baselines::load(&args.baseline, &subjects)?;
    let engine = Engine::chosen(args, &cargo)?;
    let records = Records::open(args.records.as_deref())?;
    interrupt::heed()?;

    let mut plan = Plan::default();
    let mut built = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        let runtimes = subject.config.runtimes(&runtimes);
        let builds = builds::build(&cargo, args, subject, runtimes, say)?;
        plan.add(index, subject, &builds, runtimes, args, &cargo)?;
        built.push(builds);
    }
    interrupt::check()?;
    let any_failed = built.iter().any(|builds| !builds.failures.is_empty());
    let checked = plan.check(args, &runtimes);
    let keep = |shard: Shard| shard.keep(&mut plan);
    match checked.and_then(|()| args.shard.map_or(Ok(()), keep)) {
        // That a package does not build is worse, and is in the table.
        Err(error) if any_failed && exit::of_error(&error) == Exit::NothingRan => {}
        checked => checked?,
    }
    if !any_failed {
        config::check_third_party(&subjects, &plan)?;
    }
    let expectations = baselines.expectations(&subjects, &built, &mut plan, &args.baseline)?;
    plan.notes.extend(passes::note(&args.effort));
    let run = Run {
        args,
        cargo: &cargo,
        engine,
        records,
        subjects,
        builds: built,
        plan,
        expectations,
    };
    let progress = Progress::new(&run.plan, &args.effort, is_terminal, say);
    let tallies = run.all(&progress)?;
    drop(progress);
    Ok(Done {
        table: run.table(tallies),
        plan: run.plan,
        subjects: run.subjects,
        builds: run.builds,
        baselines,
        expectations: run.expectations,
    })
}

impl Run<'_> {
    /// Runs all passes of all batches; returns what came of each batch.
    fn all(&self, progress: &Progress<'_>) -> Result<Vec<Tally>> {
        let batches = self.plan.batches.iter();
        let tallies: Vec<Mutex<Tally>> = batches.map(|_| Mutex::default()).collect();
        let passes = passes::all(&self.plan.batches, &self.args.effort);
        let jobs = self.args.effort.jobs(self.args.census);
        crew::each(&passes, jobs, |pass| {
            let tally = &tallies[pass.batch];
            let lock = || tally.lock().unwrap_or_else(PoisonError::into_inner);
            let batch = &self.plan.batches[pass.batch];
            let mut tests = self.paths(batch);
            {
                let tally = lock();
                tests.retain(|test| tally.wants(test, *pass));
            }
            let fates = self.pass(*pass, &tests, progress)?;
            progress.end(*pass, &batch.cell, &fates);
            lock().add(*pass, fates);
            Ok(())
        })?;
        let into_inner =
            |tally: Mutex<Tally>| tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(tallies.into_iter().map(into_inner).collect())
    }

    fn paths(&self, batch: &Batch) -> Vec<String> {
        let tests = batch.tests.iter();
        tests
            .map(|index| self.plan.tests[*index].path.clone())
            .collect()
    }

    /// Runs these tests of a batch, once.
    fn pass(&self, pass: Pass, tests: &[String], progress: &Progress<'_>) -> Result<Fates> {
        let batch = &self.plan.batches[pass.batch];
        if !interrupt::is_asked() {
            let count = passes::count(&batch.cell, &self.args.effort);
            progress.begin(batch, pass, tests.len(), count);
        }
        // With nextest, each test has a process of its own anyway.
        let alone = self.args.census && self.engine == Engine::Libtest;
        let mut fates = Fates::default();
        for chunk in chunks(tests.to_vec()) {
            let run = &mut |tests: &[String]| self.process(pass, tests, progress);
            let more = rounds::run(&chunk, alone, &batch.cell, run)?;
            fates.tests.extend(more.tests);
            fates.crashes.extend(more.crashes);
            fates.notes.extend(more.notes);
        }
        let flaky = self.flaky(batch, tests);
        let run = &mut |tests: &[String]| self.process(pass, tests, progress);
        run_again(&mut fates, &flaky, &batch.cell, run)?;
        for fate in fates.tests.values_mut() {
            fate.seed = self.seed(pass, fate);
        }
        Ok(fates)
    }

    /// Returns those of the tests that are run again where they fail; what runs several times anyway is not.
    fn flaky(&self, batch: &Batch, tests: &[String]) -> Vec<String> {
        if passes::count(&batch.cell, &self.args.effort) > 1 {
            return Vec::new();
        }
        let is_flaky = |test: &&usize| self.expectations.is_flaky(**test, &batch.cell);
        let flaky = batch.tests.iter().filter(is_flaky);
        let flaky = flaky.map(|test| self.plan.tests[*test].path.clone());
        flaky.filter(|test| tests.contains(test)).collect()
    }

    /// Returns the seed that a test has run with, if it has had one of several.
    fn seed(&self, pass: Pass, fate: &Fate) -> Option<u64> {
        let batch = &self.plan.batches[pass.batch];
        if self.args.effort.seeds.is_none() || batch.cell != "sim" {
            return None;
        }
        let recorded = fate.end.as_ref().map(|end| end.seed);
        pass.seed.or(recorded).or(Some(0))
    }

    /// Runs tests of a batch in one process.
    fn process(&self, pass: Pass, tests: &[String], progress: &Progress<'_>) -> Result<Ended> {
        if interrupt::is_asked() {
            return Ok(Ended::interrupted());
        }
        let batch = &self.plan.batches[pass.batch];
        let mut command = match self.engine {
            Engine::Libtest => self.libtest(batch, tests.len() == 1),
            Engine::Nextest => {
                let subject = &self.subjects[batch.subject];
                let variant = &self.builds[batch.subject].variants[batch.variant];
                engine::nextest(self.args, self.cargo, subject, variant, &batch.binary)
            }
        };
        if self.args.census {
            command.env("RUNTIME_MATRIX_CENSUS", "1");
        }
        if let Some(level) = self.args.effort.level {
            command.env("RUNTIME_MATRIX_LEVEL", level.name());
        }
        if let Some(seed) = pass.seed {
            command.env("RUNTIME_MATRIX_SEED", seed.to_string());
        }
        command.args(tests.iter().map(|test| format!("{test}::{}", batch.cell)));
        let what = format!("{}-{}", batch.binary.target, batch.cell);
        let oversight = Oversight {
            patience: self.args.effort.patience(),
            tell: &|record| progress.record(pass, &batch.cell, record),
        };
        let folder = self.records.next(&what)?;
        let ended = process::run(command, &folder, self.engine, oversight)?;
        if ended.ends.len() < tests.len() {
            // It may be the disk that took no more of them.
            self.records.probe()?;
        }
        Ok(ended)
    }

    /// Returns a call of a test binary, to which the names of the tests are to be added.
    fn libtest(&self, batch: &Batch, alone: bool) -> Command {
        let subject = &self.subjects[batch.subject];
        let built = &self.builds[batch.subject].variants[batch.variant].built;
        let mut command = environment::command(&batch.binary.path, subject, built, self.cargo);
        command.args(["--exact", "--include-ignored"]);
        command.args(&self.args.binary_args);
        if alone && !says_about_capture(&self.args.binary_args) {
            // What it writes may be all that is known of a test that takes its process down.
            command.arg("--nocapture");
        }
        command
    }

    fn table(&self, tallies: Vec<Tally>) -> Table {
        let mut assembly = Assembly::new(self.args, &self.subjects, &self.plan, &self.expectations);
        for (batch, tally) in self.plan.batches.iter().zip(tallies) {
            let count = passes::count(&batch.cell, &self.args.effort);
            assembly.add(batch, tally.fates(&batch.cell, count));
        }
        for (index, builds) in self.builds.iter().enumerate() {
            assembly.add_builds(index, builds);
        }
        assembly.finish()
    }
}

fn says_about_capture(args: &[String]) -> bool {
    const OPTIONS: [&str; 3] = ["--nocapture", "--no-capture", "--show-output"];
    args.iter().any(|arg| OPTIONS.contains(&arg.as_str()))
}

/// Cuts a list of names into parts that a command line can hold.
pub(crate) fn chunks(names: Vec<String>) -> Vec<Vec<String>> {
    let mut chunks: Vec<Vec<String>> = Vec::new();
    let mut room = 0;
    for name in names {
        // The name, the cell behind it, and what a process's list of arguments takes besides.
        let size = name.len() + 48;
        if size > room {
            chunks.push(Vec::new());
            room = NAMES;
        }
        room = room.saturating_sub(size);
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(name);
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_none_is_lost() {
        let names: Vec<_> = (0..2_000)
            .map(|number| format!("tests::number_{number}"))
            .collect();
        let chunks = chunks(names.clone());
        assert!(chunks.len() > 1);
        for chunk in &chunks {
            let size: usize = chunk.iter().map(|name| name.len() + 48).sum();
            assert!(size <= NAMES, "{size}");
        }
        assert_eq!(chunks.concat(), names);
    }

    #[test]
    fn a_name_that_is_too_long_runs_all_the_same() {
        let names = vec!["a".repeat(NAMES), "b".to_owned()];
        assert_eq!(
            chunks(names.clone()),
            [[names[0].clone()], [names[1].clone()]]
        );
    }
}
