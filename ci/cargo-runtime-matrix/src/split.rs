//! Where a test is green and where it is red, and which entries of the cards lie apart in the same way.

use runtime_matrix_report::Verdict;

use crate::table::{Cell, Column, Row};

/// The cells of a test that ran, by whether they failed, as expected or not.
#[derive(Debug)]
pub(crate) struct Split<'a> {
    pub(crate) green: Vec<&'a Cell>,
    pub(crate) red: Vec<&'a Cell>,
}

/// An entry of the cards that has one value where a test is red, and another where it is green.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Partition {
    pub(crate) entry: String,
    pub(crate) red: String,
    pub(crate) green: String,
}

impl<'a> Split<'a> {
    pub(crate) fn of(row: &'a Row) -> Split<'a> {
        let has_run = |cell: &&Cell| {
            !matches!(
                cell.verdict,
                Verdict::Unsupported
                    | Verdict::Skipped
                    | Verdict::BuildFailed
                    | Verdict::Interrupted
            )
        };
        let (red, green) = row
            .cells
            .iter()
            .filter(has_run)
            .partition(|cell| is_red(cell.verdict));
        Split { green, red }
    }
}

/// Tells whether a cell failed, whatever was expected of it.
fn is_red(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Xfail => true,
        Verdict::Xpass => false,
        verdict => verdict.is_failure(),
    }
}

/// Returns the entries that lie apart exactly as the verdicts do; none where there is nothing to tell apart.
///
/// An entry with a third value among the cells proves nothing, and neither does one that a card lacks.
pub(crate) fn partitions(split: &Split<'_>, columns: &[Column]) -> Vec<Partition> {
    if split.red.is_empty() || split.green.is_empty() {
        return Vec::new();
    }
    let cards = |cells: &[&Cell]| -> Option<Vec<Vec<(String, String)>>> {
        cells.iter().map(|cell| entries(cell, columns)).collect()
    };
    let (Some(red), Some(green)) = (cards(&split.red), cards(&split.green)) else {
        return Vec::new();
    };
    let names = red[0].iter().map(|(name, _)| name);
    names
        .filter_map(|name| {
            let (red, green) = (common(&red, name)?, common(&green, name)?);
            (red != green).then(|| Partition {
                entry: name.clone(),
                red: red.to_owned(),
                green: green.to_owned(),
            })
        })
        .collect()
}

/// Returns the card of a cell's runtime, with each capability as an entry of its own.
fn entries(cell: &Cell, columns: &[Column]) -> Option<Vec<(String, String)>> {
    // Those of the contract, by which two lists of capabilities can be compared.
    const CAPABILITIES: [&str; 6] = [
        "timer",
        "blocking",
        "net",
        "local",
        "threads",
        "native_clock",
    ];
    let column = columns.iter().find(|column| column.id == cell.runtime)?;
    let mut entries = Vec::new();
    for entry in &column.card {
        if entry.name != "capabilities" {
            entries.push((entry.name.clone(), entry.value.clone()));
            continue;
        }
        for capability in CAPABILITIES {
            let has = entry.value.split(", ").any(|name| name == capability);
            let value = if has { "there" } else { "missing" };
            entries.push((capability.to_owned(), value.to_owned()));
        }
    }
    (!entries.is_empty()).then_some(entries)
}

/// Returns the value of an entry, if all cards agree on it.
fn common<'a>(cards: &'a [Vec<(String, String)>], name: &str) -> Option<&'a str> {
    let mut values = cards.iter().map(|card| {
        let entry = card.iter().find(|(other, _)| other == name);
        entry.map(|(_, value)| value.as_str())
    });
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}

/// Returns the runtimes of cells, as sentences list them.
pub(crate) fn list(cells: &[&Cell]) -> String {
    let ids: Vec<_> = cells.iter().map(|cell| cell.runtime.as_str()).collect();
    ids.join(", ")
}
