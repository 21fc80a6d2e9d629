//! `compile`: what tests cost to build, by hand for one runtime and by the suite for four and `sim`.
//!
//! Two crates have the same bodies: `hand` as `#[tokio::test]`, on one runtime; `matrix` as `#[runtime_matrix::test]`,
//! on `sim`, both flavours of Tokio, async-std and smol, which is five cells for each test. Dependencies are built
//! first. Then the two take turns: touch, `cargo test --no-run`. Incremental compilation is off, since a touch alone
//! would rebuild nothing.

mod bodies;
mod source;

pub(crate) use source::Flavor;

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::{
    Exit,
    args::CompileArgs,
    beside::{self, Contest, Entry},
    circumstances::Circumstances,
    generated::{Generated, Workshop, count_tests},
    interrupt,
    model::{Group, Run},
    output,
    profile::Build,
    say,
    usage::{self, Measures},
    words,
};

/// How the tests are built.
const BUILD: Build = Build::Dev;
/// The test binary, and so its crate.
const TARGET: &str = "it";

/// A crate whose dependencies have been built.
#[derive(Debug)]
struct Built {
    written: Generated,
    binary: PathBuf,
    notes: PathBuf,
}

/// Does what the arguments of `compile` say.
pub(crate) fn run(args: &CompileArgs) -> Result<Exit> {
    let mut report = output::open(&args.output)?;
    let workshop = Workshop::new(args.keep)?;
    interrupt::heed()?;
    let mut circumstances = Circumstances::now();
    let mut contests = Vec::new();
    for size in &args.tests {
        contests.push(contest(*size, args, &workshop)?);
    }
    let measured = beside::rounds(&mut contests, usize::from(args.rounds), Built::again);
    circumstances.end();
    let complete = measured.is_ok() && !interrupt::is_asked();
    let found: Vec<Group> = contests.iter().filter_map(Contest::group).collect();
    let is_above = args.limit.is_some_and(|limit| above(&found, limit));
    report.compile = Some(Run {
        circumstances,
        complete,
        found,
    });
    output::write(&report, &args.output)?;
    measured?;
    Ok(match (complete, is_above) {
        (false, _) => Exit::Interrupted,
        (true, true) => Exit::Found,
        (true, false) => Exit::Ok,
    })
}

fn contest(size: u64, args: &CompileArgs, workshop: &Workshop) -> Result<Contest<Built>> {
    say(&format!(
        "cargo builds {size} tests, by hand and by the suite"
    ));
    let hand = source::hand(workshop, size, args.flavor)?;
    let matrix = source::matrix(workshop, size)?;
    Ok(Contest {
        profile: BUILD.name(),
        name: "build".to_owned(),
        size,
        entries: vec![
            Entry::new("hand", Built::first(hand, workshop, size)?),
            Entry::new("matrix", Built::first(matrix, workshop, 5 * size)?),
        ],
    })
}

/// Says where the ratio by the clock is above the limit.
fn above(groups: &[Group], limit: f64) -> bool {
    let mut is_above = false;
    for group in groups {
        let ratios = group.variants.iter().filter_map(|variant| {
            let ratio = variant.ratios.get("wall_ns")?;
            (ratio.p50 > limit).then_some(ratio.p50)
        });
        for ratio in ratios {
            is_above = true;
            say(&format!(
                "{} tests: the ratio by the clock is {}, above the limit of {limit}",
                group.size,
                words::number(ratio)
            ));
        }
    }
    is_above
}

impl Built {
    /// Builds the crate with its dependencies, and sees that its tests pass.
    fn first(written: Generated, workshop: &Workshop, tests: u64) -> Result<Built> {
        let notes = workshop.path("rustc.jsonl");
        let mut command = written.command(BUILD);
        usage::note_rustc(&mut command, &notes)?;
        let binaries = written.build(command)?;
        let binary = binaries.get(TARGET).cloned();
        let binary = binary.context("cargo names no test binary that it has built")?;
        count_tests(&binary, tests)?;
        usage::run(Command::new(&binary).arg("--quiet"))?;
        Ok(Built {
            written,
            binary,
            notes,
        })
    }

    /// Builds the test crate alone.
    fn again(&self) -> Result<Option<Measures>> {
        let _ = fs::remove_file(&self.notes);
        self.written.touch("tests/it/main.rs")?;
        let mut command = self.written.command(BUILD);
        usage::note_rustc(&mut command, &self.notes)?;
        let Some(mut measures) = usage::run(&mut command)? else {
            return Ok(None);
        };
        measures.extend(usage::noted(&self.notes, TARGET)?);
        let binary = fs::metadata(&self.binary).context("the test binary has gone")?;
        measures.insert("binary_bytes", binary.len() as f64);
        Ok(Some(measures))
    }
}
