//! Writes a baseline anew, so that a run is as it says.

mod changes;
mod edit;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use runtime_matrix_report::Verdict;
use similar::TextDiff;

use self::{
    changes::{Changes, Known},
    edit::{Why, edited},
};
use crate::{
    args::{Args, BlessArgs},
    baseline::{Baseline, place_for},
    exit::{Exit, Stop},
    run::{self, Done},
    runtimes::ids,
    table::{Row, Table},
    toml_file::shown,
};

/// What has become of the baselines.
#[derive(Debug)]
pub(crate) struct Blessed {
    /// What has changed, and what stays red.
    pub(crate) text: String,
    pub(crate) exit: Exit,
}

/// Runs the tests, and writes into the baselines what came of it.
///
/// # Errors
///
/// Fails as a run does, and if a baseline cannot be written.
pub(crate) fn run(
    args: &BlessArgs,
    is_terminal: bool,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Blessed> {
    let run_args = args.run();
    let done = run::done(&run_args, false, is_terminal, say)?;
    if done.table.exit == Exit::Interrupted {
        return Err(Stop::with(
            Exit::Interrupted,
            "the run was interrupted: the baseline stays as it is",
        ));
    }
    let mut text = String::new();
    for (path, packages) in files(&run_args, &done) {
        text += &file(args, &done, &path, &packages)?;
    }
    text += &red(&done.table);
    let exit = exit(&done.table);
    Ok(Blessed { text, exit })
}

/// Writes the baseline of these packages; returns what has changed.
fn file(args: &BlessArgs, done: &Done, path: &Path, packages: &BTreeSet<&str>) -> Result<String> {
    let nothing = Baseline::default();
    let baseline = done.baselines.files.iter().find(|file| file.path == path);
    let old = match baseline {
        Some(_) => Some(fs::read_to_string(path).with_context(|| unreadable(path))?),
        None => None,
    };
    let rows = done.table.tests.iter();
    let rows: Vec<&Row> = rows
        .filter(|row| packages.contains(row.package.as_str()))
        .collect();
    let changes = Changes::of(
        baseline.unwrap_or(&nothing),
        &rows,
        &known(done, packages),
        &done.expectations.missing,
    );
    if changes == Changes::default() {
        return Ok(format!("{}: nothing to change\n", shown(path)));
    }
    let why = Why {
        reason: args.reason.clone(),
        link: args.link.clone(),
        until: args.until,
    };
    let new = edited(old.as_deref(), &changes, &why)?;
    if !args.dry_run {
        write(path, &new)?;
    }
    let diff = diff(path, old.as_deref().unwrap_or_default(), &new);
    Ok(diff + &told(path, &changes, args.dry_run))
}

/// Returns the files of the baselines, there or not, with the packages that they are for.
fn files<'a>(args: &Args, done: &'a Done) -> BTreeMap<PathBuf, BTreeSet<&'a str>> {
    let mut files: BTreeMap<PathBuf, BTreeSet<&str>> = BTreeMap::new();
    for (index, subject) in done.subjects.iter().enumerate() {
        let file = done.baselines.of(index).map(|file| file.path.clone());
        let path = file.unwrap_or_else(|| place_for(&args.baseline, subject));
        files.entry(path).or_default().insert(subject.name());
    }
    files
}

/// Returns the tests that there are, each with the cells that it has or, of runtimes that were not built, may have.
fn known(done: &Done, packages: &BTreeSet<&str>) -> Vec<Known> {
    let known = done.plan.known.iter();
    known
        .filter(|((subject, ..), _)| packages.contains(done.subjects[*subject].name()))
        .map(|((subject, target, test), cells)| {
            let variants = &done.builds[*subject].variants;
            let is_built = |id: &str| variants.iter().any(|variant| variant.offers(id));
            let mut cells = cells.clone();
            cells.extend(ids().filter(|id| !is_built(id)).map(str::to_owned));
            Known {
                package: done.subjects[*subject].name().to_owned(),
                target: target.clone(),
                test: test.clone(),
                cells,
            }
        })
        .collect()
}

fn diff(path: &Path, old: &str, new: &str) -> String {
    let name = shown(path);
    TextDiff::from_lines(old, new)
        .unified_diff()
        .header(&name, &name)
        .to_string()
}

fn unreadable(path: &Path) -> String {
    format!("`{}` cannot be read", shown(path))
}

/// Writes a file as a whole: one that is there stays as it is until then.
fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut draft| {
        draft.write_all(text.as_bytes())?;
        draft.persist(path).map_err(|error| error.error)
    });
    written.map(drop).map_err(|error| {
        Stop::usage(format!(
            "the baseline `{}` cannot be written ({error}): make it so, or name another with --baseline",
            shown(path)
        ))
    })
}

fn told(path: &Path, changes: &Changes, dry_run: bool) -> String {
    let removed = changes.entries.values().filter(|it| it.is_empty()).count();
    let counts = [
        (changes.new.len(), "new"),
        (changes.entries.len() - removed, "changed"),
        (removed, "removed"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let end = if dry_run { ", not written" } else { "" };
    format!("{}: entries: {}{end}\n", shown(path), counts.join(", "))
}

/// Tells whether a verdict is red and no entry can expect it.
fn stays_red(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Flaky | Verdict::BuildFailed)
}

/// Tells what stays red, whatever the baseline says.
fn red(table: &Table) -> String {
    let mut text = String::new();
    for row in &table.tests {
        let cells = row.cells.iter().filter(|cell| stays_red(cell.verdict));
        for cell in cells {
            text += &format!("stays {} on {}: {}\n", cell.verdict, cell.runtime, row.test);
        }
    }
    for build in &table.builds {
        text += &format!("does not build: `{}`\n", build.package);
    }
    for crash in &table.crashes {
        text += &format!("crash: {crash}\n");
    }
    text
}

fn exit(table: &Table) -> Exit {
    let is_red = table.cells().any(|cell| stays_red(cell.verdict));
    let parts = [
        (is_red, Exit::Failures),
        (!table.crashes.is_empty(), Exit::Hangs),
        (!table.builds.is_empty(), Exit::BuildFailed),
        (table.exit == Exit::NothingRan, Exit::NothingRan),
    ];
    let parts = parts.into_iter().filter(|(is_so, _)| *is_so);
    parts.fold(Exit::Ok, |worst, (_, exit)| worst.worst(exit))
}

#[cfg(test)]
mod tests;
