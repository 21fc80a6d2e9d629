//! What to say of a package in a word or two, from the rows of the table and nothing else: it is agnostic, or it
//! needs, hides or leans on something, each with the tests that show it.

mod causes;
mod nearness;

use serde::{Deserialize, Serialize};

use crate::{
    runtimes,
    table::{Row, Table},
    verdict_of_package::{
        causes::{Cause, causes},
        nearness::Nearness,
    },
};

/// As many findings stand in the verdict itself; the others are counted there.
const MOST: usize = 3;

/// The verdict on a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PackageVerdict {
    pub(crate) package: String,
    /// As in `agnostic`, or `needs Tokio`.
    pub(crate) verdict: String,
    pub(crate) findings: Vec<Finding>,
    /// What the run has not looked at.
    pub(crate) limits: Vec<String>,
}

/// Something that is not the same on all runtimes, or that the package does behind their backs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) finding: String,
    /// The tests that show it, by their paths.
    pub(crate) tests: Vec<String>,
    /// Where they show it, in the order of the table.
    pub(crate) runtimes: Vec<String>,
    /// The first frame outside of the runtime, of the failure whose frame is nearest to the package's library.
    pub(crate) frame: Option<String>,
    /// Whether the frame is in the package's library, not in a test of it or in somebody else's code.
    pub(crate) is_own: bool,
    #[serde(skip)]
    nearness: Nearness,
    pub(crate) advice: Option<String>,
}

/// So many tests are named for a finding; the others are counted.
pub(crate) const MOST_TESTS: usize = 3;

impl Finding {
    /// Says in words whose code its frame is.
    pub(crate) fn whose_frame(&self) -> &'static str {
        match self.is_own {
            true => "in its own code",
            false => "first frame outside the runtime",
        }
    }
}

/// Returns the verdict on each package of the table.
pub(crate) fn verdicts(table: &Table) -> Vec<PackageVerdict> {
    let rows = table.tests.iter().map(|row| row.package.as_str());
    let builds = table.builds.iter().map(|build| build.package.as_str());
    let mut packages: Vec<&str> = rows.chain(builds).collect();
    packages.sort_unstable();
    packages.dedup();
    let of = |package: &str| verdict(package, table);
    packages.into_iter().map(of).collect()
}

fn verdict(package: &str, table: &Table) -> PackageVerdict {
    let rows: Vec<&Row> = table
        .tests
        .iter()
        .filter(|row| row.package == package)
        .collect();
    let mut found: Vec<(Cause, Finding)> = Vec::new();
    for build in table.builds.iter().filter(|build| build.package == package) {
        let cause = match build.feature {
            None if !ran_on(&rows).is_empty() => Cause::BuildAlone,
            _ => Cause::Build(build.feature.clone()),
        };
        let finding = Finding::of_build(&cause);
        found.push((cause, finding));
    }
    for row in &rows {
        for (cause, cells) in causes(row, &table.runtimes) {
            let finding = Finding::of(&cause, row, &cells);
            match found.iter_mut().find(|(other, _)| *other == cause) {
                Some((_, earlier)) => earlier.absorb(finding),
                None => found.push((cause, finding)),
            }
        }
    }
    found.sort_by_key(|(cause, _)| cause.rank());
    for (_, finding) in &mut found {
        let order = |id: &String| (runtimes::order_of(id), id.clone());
        finding.runtimes.sort_by_key(order);
    }
    PackageVerdict {
        package: package.to_owned(),
        verdict: in_words(&found, &rows),
        limits: limits(table, &rows),
        findings: found.into_iter().map(|(_, finding)| finding).collect(),
    }
}

/// Returns the verdict itself.
fn in_words(found: &[(Cause, Finding)], rows: &[&Row]) -> String {
    let mut words: Vec<String> = Vec::new();
    for (cause, _) in found {
        let word = cause.word();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() {
        return match ran_on(rows).len() {
            0 => "not known: nothing ran",
            1 => "not known: it ran on one runtime alone, and passes there",
            _ => "agnostic",
        }
        .to_owned();
    }
    let more = words.len().saturating_sub(MOST);
    words.truncate(MOST);
    let words = words.join("; ");
    match more {
        0 => words,
        more => format!("{words}; and {more} more"),
    }
}

/// Returns the runtimes on which a test has run.
fn ran_on<'a>(rows: &[&'a Row]) -> Vec<&'a str> {
    let cells = rows.iter().flat_map(|row| &row.cells);
    let ran = cells.filter(|cell| causes::has_run(cell.verdict));
    let mut ids: Vec<&str> = ran.map(|cell| cell.runtime.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Returns what the run has not looked at.
fn limits(table: &Table, rows: &[&Row]) -> Vec<String> {
    let mut limits = table.restrictions.clone();
    let ran = ran_on(rows);
    let missing: Vec<&str> = runtimes::ids().filter(|id| !ran.contains(id)).collect();
    if !missing.is_empty() {
        limits.push(format!("nothing ran on {}", missing.join(", ")));
    }
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    if !ran.is_empty() && !cells.any(|cell| cell.threads.is_some()) {
        limits.push("hidden threads were not counted (--census)".to_owned());
    }
    limits
}

#[cfg(test)]
mod tests;
