//! What has to change in a baseline for a run to be as it says.

use std::collections::{BTreeMap, BTreeSet};

use runtime_matrix_report::Verdict;

use crate::{
    baseline::{Baseline, Entry, Missing},
    runtimes::{families, order_of, stands_for},
    table::{Cell, Row},
};

/// A test of a package that has the baseline, with all cells that it may have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Known {
    pub(crate) package: String,
    pub(crate) target: String,
    pub(crate) test: String,
    pub(crate) cells: BTreeSet<String>,
}

/// What has to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// What becomes of entries, by their places in the list: nothing, or one or several in its place.
    pub(crate) entries: BTreeMap<usize, Vec<Scope>>,
    pub(crate) new: Vec<New>,
}

/// What an entry is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The test; none if it stays what it is.
    pub(crate) test: Option<String>,
    /// The cells and families; none for all.
    pub(crate) cells: Vec<String>,
}

/// An entry that is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct New {
    pub(crate) package: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) test: String,
    pub(crate) cells: Vec<String>,
    pub(crate) verdict: Verdict,
}

impl Changes {
    /// Finds what has to change, by the rows of the packages that have the baseline.
    pub(crate) fn of(
        baseline: &Baseline,
        rows: &[&Row],
        known: &[Known],
        missing: &[Missing],
    ) -> Changes {
        let mut changes = Changes::default();
        for (index, entry) in baseline.entries.iter().enumerate() {
            let missing: Vec<&Missing> = missing
                .iter()
                .filter(|missing| missing.place == entry.place)
                .collect();
            if let Some(scopes) = narrowed(entry, rows, known, &missing) {
                changes.entries.insert(index, scopes);
            }
        }
        for row in rows {
            changes.new.extend(new(row, known));
        }
        changes
    }
}

/// Tells whether a cell is red in a way that an entry can expect.
pub(crate) fn can_be_expected(verdict: Verdict) -> bool {
    let is_no_outcome = matches!(
        verdict,
        Verdict::Xpass | Verdict::Flaky | Verdict::Interrupted | Verdict::BuildFailed
    );
    verdict.is_failure() && !is_no_outcome
}

/// Tells whether a cell is not what its entries expect.
fn breaks(cell: &Cell) -> bool {
    cell.verdict == Verdict::Xpass || (cell.expected.is_some() && can_be_expected(cell.verdict))
}

/// The cells of a test, by whether they are what an entry expects.
#[derive(Debug, Default)]
struct Sides {
    hold: BTreeSet<String>,
    broken: BTreeSet<String>,
}

/// Returns what becomes of an entry, if something does.
fn narrowed(
    entry: &Entry,
    rows: &[&Row],
    known: &[Known],
    missing: &[&Missing],
) -> Option<Vec<Scope>> {
    if missing.iter().any(|missing| missing.cell.is_none()) {
        return Some(Vec::new());
    }
    let is_broken = |test: &Known, cell: &str| {
        let mut rows = rows.iter();
        let row = rows.find(|row| {
            (&row.package, &row.target, &row.test) == (&test.package, &test.target, &test.test)
        });
        row.and_then(|row| row.cell(cell)).is_some_and(breaks)
    };
    // By the path, as an entry knows no more of a test.
    let mut tests: BTreeMap<&str, Sides> = BTreeMap::new();
    for test in known {
        if !entry.is_about(&test.package, &test.target, &test.test) {
            continue;
        }
        let sides = tests.entry(&test.test).or_default();
        for cell in test.cells.iter().filter(|cell| entry.has_cell(cell)) {
            if is_broken(test, cell) {
                sides.broken.insert(cell.clone());
            } else {
                sides.hold.insert(cell.clone());
            }
        }
    }
    let has_changed = tests.values().any(|sides| !sides.broken.is_empty());
    (has_changed || !missing.is_empty()).then(|| scopes(entry, &tests))
}

/// Returns what an entry is for when it is for the cells alone that are as it expects: the same tests on fewer
/// runtimes, or if that does not tell it, one test after the other.
fn scopes(entry: &Entry, tests: &BTreeMap<&str, Sides>) -> Vec<Scope> {
    let mut all = Sides::default();
    for sides in tests.values() {
        all.hold.extend(sides.hold.iter().cloned());
        all.broken.extend(sides.broken.iter().cloned());
    }
    if all.hold.is_disjoint(&all.broken) {
        let scope = Scope {
            test: None,
            cells: names(&entry.cells, &all),
        };
        let is_for_nothing = all.hold.is_empty();
        return if is_for_nothing {
            Vec::new()
        } else {
            vec![scope]
        };
    }
    let holds = tests.iter().filter(|(_, sides)| !sides.hold.is_empty());
    holds
        .map(|(test, sides)| Scope {
            test: Some((*test).to_owned()),
            cells: names(&entry.cells, sides),
        })
        .collect()
}

/// Names the cells that hold: as the entry does, where a name is whole; not at all, where it names none and all do.
fn names(named: &[String], sides: &Sides) -> Vec<String> {
    if named.is_empty() {
        return match sides.broken.is_empty() {
            true => Vec::new(),
            false => compact(sides.hold.iter().cloned().collect()),
        };
    }
    let mut names = Vec::new();
    for name in named {
        let ids = stands_for(name);
        let mut hold: Vec<String> = ids.clone();
        hold.retain(|id| sides.hold.contains(id));
        if !hold.is_empty() && !ids.iter().any(|id| sides.broken.contains(id)) {
            names.push(name.clone());
        } else {
            names.append(&mut hold);
        }
    }
    names
}

/// Puts cells in the order of the vocabulary, a family in the place of its cells.
fn compact(mut cells: Vec<String>) -> Vec<String> {
    cells.sort_by_key(|cell| (order_of(cell), cell.clone()));
    for family in families() {
        let ids = stands_for(family);
        if !ids.iter().all(|id| cells.contains(id)) {
            continue;
        }
        let first = cells.iter().position(|cell| ids.contains(cell));
        cells.retain(|cell| !ids.contains(cell));
        cells.insert(first.unwrap_or_default(), family.to_owned());
    }
    cells
}

/// Returns the entries that a row needs, one for each verdict; its names go no further than is needed to tell it apart.
fn new(row: &Row, known: &[Known]) -> Vec<New> {
    let mut by_verdict: BTreeMap<Verdict, Vec<String>> = BTreeMap::new();
    for cell in row
        .cells
        .iter()
        .filter(|cell| can_be_expected(cell.verdict))
    {
        let cells = by_verdict.entry(cell.verdict).or_default();
        cells.push(cell.runtime.clone());
    }
    let namesakes = || known.iter().filter(|known| known.test == row.test);
    let package = namesakes().any(|known| known.package != row.package);
    let target = namesakes().any(|known| known.target != row.target);
    by_verdict
        .into_iter()
        .map(|(verdict, cells)| New {
            package: package.then(|| row.package.clone()),
            target: target.then(|| row.target.clone()),
            test: row.test.clone(),
            cells: compact(cells),
            verdict,
        })
        .collect()
}
