//! A run from the arguments to the table.

use anyhow::Result;

use crate::{
    args::Args,
    assembly::Assembly,
    builds::{self, Builds},
    cargo::Cargo,
    environment,
    exit::{self, Exit},
    package::{self, Subject},
    plan::{Batch, Plan},
    process::{self, Ended},
    records::Records,
    rounds::{self, Fates},
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
    records: Records,
    subjects: Vec<Subject>,
    builds: Vec<Builds>,
}

/// Builds and runs what the arguments ask for.
///
/// # Errors
///
/// Fails where there is nothing to run, and where the run cannot be told. A test that fails, and a package
/// that does not build, are in the table.
pub(crate) fn run(args: &Args, colors: bool, say: &dyn Fn(&str)) -> Result<Table> {
    args.check()?;
    let runtimes = Runtimes::parse(&args.runtimes)?;
    let cargo = Cargo::new(args, colors);
    let subjects = package::subjects(args, &cargo)?;
    let records = Records::open(args.records.as_deref())?;

    let mut plan = Plan::default();
    let mut built = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        let builds = builds::build(&cargo, args, subject, &runtimes, say)?;
        plan.add(index, subject, &builds, &runtimes, args, &cargo)?;
        built.push(builds);
    }
    let any_failed = built.iter().any(|builds| !builds.failures.is_empty());
    let checked = plan.check(args, &runtimes);
    let keep = |shard: Shard| shard.keep(&mut plan);
    match checked.and_then(|()| args.shard.map_or(Ok(()), keep)) {
        // That a package does not build is worse, and is in the table.
        Err(error) if any_failed && exit::of_error(&error) == Exit::NothingRan => {}
        checked => checked?,
    }
    let run = Run {
        args,
        cargo: &cargo,
        records,
        subjects,
        builds: built,
    };
    run.all(&plan, &runtimes, say)
}

impl Run<'_> {
    fn all(&self, plan: &Plan, runtimes: &Runtimes, say: &dyn Fn(&str)) -> Result<Table> {
        let mut assembly = Assembly::new(self.args, &self.subjects, plan);
        for batch in &plan.batches {
            let plural = if batch.tests.len() == 1 { "" } else { "s" };
            say(&format!(
                "     Running {} test{plural} of {} on {}",
                batch.tests.len(),
                batch.binary.target,
                batch.cell
            ));
            let fates = self.batch(batch, plan)?;
            assembly.add(batch, fates);
        }
        for (index, builds) in self.builds.iter().enumerate() {
            assembly.add_builds(index, builds, runtimes);
        }
        Ok(assembly.finish())
    }

    fn batch(&self, batch: &Batch, plan: &Plan) -> Result<Fates> {
        let paths = batch
            .tests
            .iter()
            .map(|index| plan.tests[*index].path.clone());
        let mut fates = Fates::default();
        for chunk in chunks(paths.collect()) {
            let run = &mut |tests: &[String]| self.process(batch, tests);
            let more = rounds::run(&chunk, self.args.census, &batch.cell, run)?;
            fates.tests.extend(more.tests);
            fates.notes.extend(more.notes);
        }
        Ok(fates)
    }

    /// Runs tests of a batch in one process.
    fn process(&self, batch: &Batch, tests: &[String]) -> Result<Ended> {
        let subject = &self.subjects[batch.subject];
        let built = &self.builds[batch.subject].variants[batch.variant].built;
        let mut command = environment::command(&batch.binary.path, subject, built, self.cargo);
        command.args(["--exact", "--include-ignored"]);
        command.args(&self.args.binary_args);
        if tests.len() == 1 && !says_about_capture(&self.args.binary_args) {
            // What it writes may be all that is known of a test that takes its process down.
            command.arg("--nocapture");
        }
        if self.args.census {
            command.env("RUNTIME_MATRIX_CENSUS", "1");
        }
        command.args(tests.iter().map(|test| format!("{test}::{}", batch.cell)));
        let what = format!("{}-{}", batch.binary.target, batch.cell);
        let ended = process::run(command, &self.records.next(&what)?)?;
        if ended.ends.len() < tests.len() {
            // It may be the disk that took no more of them.
            self.records.probe()?;
        }
        Ok(ended)
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
