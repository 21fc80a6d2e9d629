//! What the baseline has decided, entry by entry, with the reasons.

use std::collections::{BTreeMap, BTreeSet};

use super::Labels;
use crate::table::{Cell, Expected, Row, Table};

/// How many tests are named of those that an entry is for.
const NAMED: usize = 3;

/// A cell with its row, and what was expected of it.
type Judged<'a> = (&'a Row, &'a Cell, &'a Expected);

/// Returns the entries by which a cell is not what it would be; empty if there is none.
pub(crate) fn entries(table: &Table, labels: &Labels) -> String {
    let mut entries: BTreeMap<(&str, usize), Vec<Judged<'_>>> = BTreeMap::new();
    for row in &table.tests {
        for cell in &row.cells {
            if let Some(expected) = cell.expected.as_ref().filter(|it| has_decided(it)) {
                let place = by_line(&expected.entry);
                entries
                    .entry(place)
                    .or_default()
                    .push((row, cell, expected));
            }
        }
    }
    if entries.is_empty() {
        return String::new();
    }
    let told = entries.into_values().map(|cells| entry(&cells, labels));
    format!("by the baseline:\n{}", told.collect::<String>())
}

/// Tells whether the verdict of a cell is the baseline's.
fn has_decided(expected: &Expected) -> bool {
    expected.was.is_some() || expected.verdict == "skip"
}

/// Returns the file and the line, by which entries come in their order.
fn by_line(entry: &str) -> (&str, usize) {
    let (file, line) = entry.rsplit_once(':').unwrap_or((entry, ""));
    (file, line.parse().unwrap_or_default())
}

fn entry(cells: &[Judged<'_>], labels: &Labels) -> String {
    let expected = cells[0].2;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut tests: BTreeSet<String> = BTreeSet::new();
    for (row, cell, _) in cells {
        *counts.entry(cell.verdict.name()).or_default() += 1;
        tests.insert(labels.label(row));
    }
    let counts = counts
        .into_iter()
        .map(|(name, count)| format!("{count} {name}"));
    let more = tests.len().saturating_sub(NAMED);
    let mut named: Vec<String> = tests.into_iter().take(NAMED).collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    format!(
        "  {} of {}: {}\n",
        counts.collect::<Vec<_>>().join(", "),
        named.join(", "),
        in_words(expected)
    )
}

/// Returns why something is expected, until when, and where that is written.
pub(crate) fn in_words(expected: &Expected) -> String {
    let until = expected
        .until
        .as_ref()
        .map(|until| format!("until {until}"));
    let why = [expected.reason.clone(), expected.link.clone(), until];
    let why: Vec<String> = why.into_iter().flatten().collect();
    format!("{} ({})", why.join(", "), expected.entry)
}

#[cfg(test)]
mod tests {
    use runtime_matrix_report::Verdict;

    use super::*;

    fn cell(runtime: &str, verdict: Verdict, line: usize) -> Cell {
        let mut cell = Cell::new(runtime, verdict);
        cell.expected = Some(Expected {
            verdict: if verdict == Verdict::Skipped {
                "skip"
            } else {
                "panic"
            }
            .to_owned(),
            was: (verdict == Verdict::Xfail).then(|| "panic".to_owned()),
            reason: Some("sums are hard".to_owned()),
            link: None,
            until: Some("2027-01-31".to_owned()),
            entry: format!("a.toml:{line}"),
        });
        cell
    }

    #[test]
    fn each_entry_that_counts_is_told_once_in_the_order_of_the_file() {
        let mut table = Table::new();
        for test in ["a", "b", "c", "d"] {
            table.tests.push(Row {
                test: test.to_owned(),
                cells: vec![
                    cell("sim", Verdict::Xfail, 10),
                    cell("smol", Verdict::Xfail, 10),
                    cell("async_std", Verdict::Pass, 2),
                ],
                ..Row::default()
            });
        }
        table.tests[1]
            .cells
            .push(cell("futures_pool", Verdict::Skipped, 9));
        let text = entries(&table, &Labels::of(&table));
        assert_eq!(
            text,
            "by the baseline:\n  \
               1 skipped of b: sums are hard, until 2027-01-31 (a.toml:9)\n  \
               8 xfail of a, b, c, 1 more: sums are hard, until 2027-01-31 (a.toml:10)\n"
        );
    }

    #[test]
    fn without_a_baseline_nothing_is_said_of_it() {
        let table = Table::new();
        assert_eq!(entries(&table, &Labels::of(&table)), "");
    }
}
