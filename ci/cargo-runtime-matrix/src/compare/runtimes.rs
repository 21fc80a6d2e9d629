//! What a move from one runtime to another changes: their cards, and the tests in which they differ.

use anyhow::Result;
use runtime_matrix::Capability;
use runtime_matrix_report::Verdict;
use serde::Serialize;

use crate::{
    exit::Stop,
    nearest::nearest,
    page, runtimes,
    table::{CardEntry, Table},
    wrap::wrapped,
};

/// Two runtimes side by side.
#[derive(Debug, Serialize)]
pub(super) struct Sides {
    version: u32,
    tool: &'static str,
    runtimes: [String; 2],
    card: Vec<Pair>,
    /// Where the tests of the run differ on them; null without a run.
    tests: Option<Vec<Apart>>,
}

/// An entry of both cards.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Pair {
    entry: String,
    values: [String; 2],
    differs: bool,
}

/// A test with one verdict here and another one there.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Apart {
    package: String,
    target: String,
    test: String,
    verdicts: [&'static str; 2],
}

impl Sides {
    /// Compares two runtimes: those of the run, if there is one.
    pub(super) fn of(one: &str, other: &str, table: Option<&Table>) -> Result<Sides> {
        if one == other {
            return Err(Stop::usage(format!(
                "`{one}` is compared with itself: name two runtimes"
            )));
        }
        let (left, right) = (card(one, table)?, card(other, table)?);
        let pairs = left.into_iter().filter_map(|entry| {
            let theirs = right.iter().find(|theirs| theirs.name == entry.name)?;
            Some(Pair {
                differs: theirs.value != entry.value,
                values: [entry.value, theirs.value.clone()],
                entry: entry.name,
            })
        });
        Ok(Sides {
            version: 1,
            tool: env!("CARGO_PKG_VERSION"),
            runtimes: [one.to_owned(), other.to_owned()],
            card: pairs.collect(),
            tests: table.map(|table| apart(one, other, table)),
        })
    }

    /// Returns the comparison for people: what differs first.
    pub(super) fn text(&self, width: Option<usize>) -> String {
        let differing: Vec<&Pair> = self.card.iter().filter(|pair| pair.differs).collect();
        let mut text = columns(&self.runtimes, &differing);
        let same: Vec<String> = self
            .card
            .iter()
            .filter(|pair| !pair.differs)
            .map(agreed)
            .collect();
        if !same.is_empty() {
            let line = format!("both: {}", same.join(", "));
            text += &wrapped(&line, "  ", width);
        }
        let Some(tests) = &self.tests else {
            return text;
        };
        let [one, other] = &self.runtimes;
        if tests.is_empty() {
            return text + &format!("\nno test of the run differs on {one} and {other}\n");
        }
        text += &format!("\ntests that differ on {one} and {other}:\n");
        for apart in tests {
            let [here, there] = apart.verdicts;
            text += &format!("  {}: {here}, {there}\n", apart.test);
        }
        text
    }
}

fn agreed(pair: &Pair) -> String {
    format!("{} {}", pair.entry, pair.values[0])
}

/// Returns the entries that differ, aligned.
fn columns(runtimes: &[String; 2], pairs: &[&Pair]) -> String {
    if pairs.is_empty() {
        return format!("the cards of {} agree\n", runtimes.join(" and "));
    }
    let names = pairs.iter().map(|pair| pair.entry.len());
    let first = names.max().unwrap_or(0).max("entry".len());
    let values = pairs.iter().map(|pair| pair.values[0].len());
    let second = values.max().unwrap_or(0).max(runtimes[0].len());
    let line =
        |name: &str, [one, other]: &[String; 2]| format!("{name:first$}  {one:second$}  {other}\n");
    let rows = pairs.iter().map(|pair| line(&pair.entry, &pair.values));
    line("entry", runtimes) + &rows.collect::<String>()
}

/// Returns the card of a runtime, with each power as an entry of its own.
fn card(runtime: &str, table: Option<&Table>) -> Result<Vec<CardEntry>> {
    let Some(table) = table else {
        return page::card(runtime).ok_or_else(|| unknown(runtime, runtimes::ids(), None));
    };
    let column = table.runtimes.iter().find(|column| column.id == runtime);
    let known = table.runtimes.iter().map(|column| column.id.as_str());
    let column = column.ok_or_else(|| unknown(runtime, known, Some(table)))?;
    if column.card.is_empty() {
        return Err(Stop::usage(format!(
            "the run has no card of `{runtime}`: no cell of it has started"
        )));
    }
    Ok(column.card.iter().flat_map(unfolded).collect())
}

/// Returns an entry as the page has it: the list of powers is one entry for each.
fn unfolded(entry: &CardEntry) -> Vec<CardEntry> {
    if entry.name != "capabilities" {
        return vec![entry.clone()];
    }
    let powers = Capability::ALL.into_iter().map(|power| {
        let has = entry.value.split(", ").any(|name| name == power.name());
        CardEntry {
            name: power.name().to_owned(),
            value: if has { "yes" } else { "no" }.to_owned(),
        }
    });
    powers.collect()
}

fn unknown<'a>(
    runtime: &str,
    known: impl Iterator<Item = &'a str>,
    table: Option<&Table>,
) -> anyhow::Error {
    let known: Vec<&str> = known.collect();
    let hint = match nearest(runtime, known.iter().copied(), 1).first() {
        Some(near) => format!("did you mean `{near}`? "),
        None => String::new(),
    };
    let known = known.join(", ");
    Stop::usage(match table {
        Some(_) => format!("the run has no runtime `{runtime}`: {hint}it has {known}"),
        None => format!(
            "there is no built-in runtime `{runtime}`: {hint}there are {known}; the card of another one is in the table of a \
             run, which --table takes"
        ),
    })
}

fn apart(one: &str, other: &str, table: &Table) -> Vec<Apart> {
    let rows = table.tests.iter().filter_map(|row| {
        let name = |runtime| {
            row.cell(runtime)
                .map_or("no cell", |cell| name(cell.verdict))
        };
        let verdicts = [name(one), name(other)];
        (verdicts[0] != verdicts[1]).then(|| Apart {
            package: row.package.clone(),
            target: row.target.clone(),
            test: row.test.clone(),
            verdicts,
        })
    });
    rows.collect()
}

fn name(verdict: Verdict) -> &'static str {
    verdict.name()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Cell, Column, Row};

    fn entry(name: &str, value: &str) -> CardEntry {
        CardEntry {
            name: name.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn built_in_runtimes_are_compared_without_a_run() {
        let sides = Sides::of("tokio_multi_thread", "smol", None).unwrap();
        let text = sides.text(None);
        let drop = text.lines().find(|line| line.starts_with("handle_drop"));
        let words: Vec<&str> = drop.unwrap().split_whitespace().collect();
        assert_eq!(words, ["handle_drop", "Detaches", "Cancels"]);
        assert!(text.contains("\nboth: timer yes"), "{text}");
    }

    #[test]
    fn runtimes_of_a_run_are_compared_with_their_tests() {
        let mut table = Table::new();
        for (id, powers) in [("mine", "timer, net"), ("yours", "timer")] {
            table.runtimes.push(Column {
                id: id.to_owned(),
                card: vec![
                    entry("capabilities", powers),
                    entry("handle_drop", "Cancels"),
                ],
                ..Column::default()
            });
        }
        table.tests.push(Row {
            test: "ping".to_owned(),
            cells: vec![
                Cell::new("mine", Verdict::Pass),
                Cell::new("yours", Verdict::Leak),
            ],
            ..Row::default()
        });
        let text = Sides::of("mine", "yours", Some(&table)).unwrap().text(None);
        assert!(
            text.starts_with("entry  mine  yours\nnet    yes   no\n"),
            "{text}"
        );
        assert!(text.ends_with("\n  ping: pass, leak\n"), "{text}");
    }

    #[test]
    fn a_runtime_that_there_is_not_is_told_with_those_that_there_are() {
        let error = Sides::of("smoll", "sim", None).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "there is no built-in runtime `smoll`: did you mean `smol`? there are sim, "
            ),
            "{error}"
        );
        let table = Table::new();
        let error = Sides::of("smol", "sim", Some(&table)).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("the run has no runtime `smol`")
        );
    }
}
