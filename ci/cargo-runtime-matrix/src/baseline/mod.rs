//! What is known to be red: for tests and runtimes, the verdict that is expected, and why.
//!
//! A baseline is a TOML file, `runtime-matrix.toml` beside the package's Cargo.toml:
//!
//! ```toml
//! [[expect]]
//! test = "net::*"              # the path of a test, in which `*` is any text
//! cells = ["smol", "futures"]  # cells and families; on all runtimes without it
//! verdict = "panic"            # a red verdict, or failure, skip, flaky
//! reason = "dials by Tokio"    # or link = "https://…": one of them is there
//! until = "2027-01-31"         # the last day on which it holds, by universal time; for ever without it
//! ```
//!
//! `package` and `target` are further keys, for tests that have the same path. What it says, it says exactly:
//!
//! * A cell that fails as expected is `xfail`, and no failure. One that passes is `xpass`, and one: its entry wants
//!   to be removed. One that fails otherwise stays as red as it is.
//! * `skip` is something else: such a cell is not run at all.
//! * `flaky` relabels and forgives nothing. A cell that fails is run again, up to three times, each in a process of
//!   its own; if it passes once, its verdict is `flaky`, which is a failure like the one that it had.
//! * A cell that runs several times is expected to fail in each run. If it fails in some, it is flaky: where an entry
//!   calls it so, its verdict is `flaky`, and it is not run again.
//! * A name that nobody knows, an entry without a reason, one past its day, one that matches nothing, and two that
//!   want different things of one cell are errors, and nothing is judged by them.

mod date;
mod entry;
mod expectations;
mod flaky;
mod judge;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use self::expectations::Ground;
pub(crate) use self::{
    date::Date,
    entry::{Entry, Expects},
    expectations::{Expectations, Missing},
    flaky::{Again, run_again},
};
use crate::{
    args::BaselineArgs,
    builds::Builds,
    exit::Stop,
    package::Subject,
    plan::Plan,
    toml_file::{Problems, TomlFile, shown},
};

/// The name of a baseline that is found by itself.
pub(crate) const FILE: &str = "runtime-matrix.toml";

/// A baseline: its entries, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Baseline {
    pub(crate) path: PathBuf,
    pub(crate) entries: Vec<Entry>,
}

/// The baselines of the packages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Baselines {
    pub(crate) files: Vec<Baseline>,
    /// The file of each package, by its place in the list.
    pub(crate) of: Vec<Option<usize>>,
}

impl Baselines {
    /// Reads the baselines of the packages: the one that the arguments name, that their metadata name, or that lies
    /// beside their Cargo.toml.
    ///
    /// # Errors
    ///
    /// Fails if one that is named is not there, and on each fault in an entry.
    pub(crate) fn load(args: &BaselineArgs, subjects: &[Subject]) -> Result<Baselines> {
        let today = args.today.unwrap_or_else(Date::today);
        let mut baselines = Baselines::default();
        let mut problems = Problems::default();
        for subject in subjects {
            let path = path(args, subject)?;
            let known = path
                .as_ref()
                .and_then(|path| baselines.files.iter().position(|file| file.path == *path));
            let file = match (path, known) {
                (Some(path), None) => {
                    let file = TomlFile::read(&path)?;
                    let entries = entries(&file, today, &mut problems);
                    baselines.files.push(Baseline { path, entries });
                    Some(baselines.files.len() - 1)
                }
                (_, known) => known,
            };
            baselines.of.push(file);
        }
        problems.check()?;
        Ok(baselines)
    }

    /// Returns what is expected of the cells of the plan, and takes those out of it that are not to be run.
    ///
    /// # Errors
    ///
    /// Fails if two entries want different things of one cell, and on an entry that nothing answers to, unless the
    /// baseline is being written anew.
    pub(crate) fn expectations(
        &self,
        subjects: &[Subject],
        builds: &[Builds],
        plan: &mut Plan,
        args: &BaselineArgs,
    ) -> Result<Expectations> {
        let ground = Ground {
            plan,
            subjects,
            builds,
        };
        let mut expectations = Expectations::new(self, ground)?;
        if !args.is_blessed {
            expectations.check()?;
        }
        expectations.leave_out(plan);
        Ok(expectations)
    }

    pub(crate) fn of(&self, subject: usize) -> Option<&Baseline> {
        self.of[subject].map(|file| &self.files[file])
    }
}

/// Reads the entries of a file.
pub(crate) fn entries(file: &TomlFile, today: Date, problems: &mut Problems) -> Vec<Entry> {
    let root = file.root();
    root.check_keys("a baseline", &["expect"], problems);
    let sections = file.tables("expect");
    if sections.is_empty() && root.get("expect").is_some() {
        problems.add(
            &root.place_of("expect"),
            "`expect` wants tables: write each entry below a line [[expect]]",
        );
    }
    let read = |section| Entry::read(section, today, problems);
    sections.into_iter().filter_map(read).collect()
}

/// Returns the file in which the baseline of a package is, or would be.
pub(crate) fn place_for(args: &BaselineArgs, subject: &Subject) -> PathBuf {
    match (&args.baseline, &subject.config.baseline) {
        (Some(named), _) => std::path::absolute(named).unwrap_or_else(|_| named.clone()),
        (None, Some(named)) => subject.folder().join(named),
        (None, None) => subject.folder().join(FILE),
    }
}

/// Returns the file of a package's baseline, if it has one.
fn path(args: &BaselineArgs, subject: &Subject) -> Result<Option<PathBuf>> {
    let path = place_for(args, subject);
    let is_named = args.baseline.is_some() || subject.config.baseline.is_some();
    if path.is_file() {
        // Two packages may name one file by two paths.
        let path = fs::canonicalize(&path).unwrap_or(path);
        return Ok(Some(path));
    }
    if is_named && !args.is_blessed {
        return Err(not_there(args, &path, subject));
    }
    Ok(None)
}

fn not_there(args: &BaselineArgs, path: &Path, subject: &Subject) -> anyhow::Error {
    let by = match args.baseline {
        Some(_) => "--baseline".to_owned(),
        None => format!("`baseline` in the Cargo.toml of `{}`", subject.name()),
    };
    Stop::usage(format!(
        "{by} names `{}`, which is no file: name another, or have `cargo runtime-matrix bless` write it",
        shown(path)
    ))
}
