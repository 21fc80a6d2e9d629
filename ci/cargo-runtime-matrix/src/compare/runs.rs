//! What has changed from one run to the next.

use std::collections::BTreeMap;

use runtime_matrix_report::Verdict;
use serde::Serialize;

use crate::{
    exit::Exit,
    self_check::code,
    table::{Cell, Row, Table},
    wrap::wrapped,
};

/// What has changed from one run to the next, test by test.
#[derive(Debug, Serialize)]
pub(super) struct Changes {
    version: u32,
    tool: &'static str,
    #[serde(serialize_with = "code")]
    pub(super) exit: Exit,
    changes: Vec<Change>,
    /// Runtimes that only the old run had, and those that only the new one has.
    gone_runtimes: Vec<String>,
    new_runtimes: Vec<String>,
    /// How many cells both runs have with the same verdict.
    alike: usize,
}

/// What has changed in a test.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Change {
    kind: Kind,
    package: String,
    target: String,
    test: String,
    /// The runtimes on which it has changed so; none if it is the test as a whole.
    runtimes: Vec<String>,
    old: Option<String>,
    new: Option<String>,
}

/// Kinds of changes, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// A cell failed that did not.
    NewlyFailing,
    /// A test that the old run did not have fails.
    NewAndFailing,
    /// A cell passed and does not run any more, though its runtime does.
    NoLongerRun,
    /// A failure became a hang or a crash.
    FailsWorse,
    FailsOtherwise,
    NewlyPassing,
    NewTest,
    GoneTest,
    /// It fails as before, and something else is said of it.
    OtherDiagnosis,
}

type Key<'a> = (&'a str, &'a str, &'a str);

impl Changes {
    pub(super) fn between(old: &Table, new: &Table) -> Changes {
        let olds: BTreeMap<Key<'_>, &Row> = old.tests.iter().map(|row| (key(row), row)).collect();
        let news: BTreeMap<Key<'_>, &Row> = new.tests.iter().map(|row| (key(row), row)).collect();
        let ids = |table: &Table| -> Vec<String> {
            table
                .runtimes
                .iter()
                .map(|column| column.id.clone())
                .collect()
        };
        let (old_ids, new_ids) = (ids(old), ids(new));
        let mut changes = Vec::new();
        let mut alike = 0;
        for (key, row) in &news {
            match olds.get(key) {
                Some(before) => alike += compare(before, row, &new_ids, &mut changes),
                None => changes.push(new_test(row)),
            }
        }
        for (_, row) in olds.iter().filter(|(key, _)| !news.contains_key(*key)) {
            changes.push(Change::of(Kind::GoneTest, row));
        }
        changes.sort();
        let only_in = |these: &[String], those: &[String]| -> Vec<String> {
            these
                .iter()
                .filter(|id| !those.contains(id))
                .cloned()
                .collect()
        };
        let is_worse = changes.iter().any(|change| change.kind.is_worse());
        let built_less = new.builds.iter().any(|build| !old.builds.contains(build));
        Changes {
            version: 1,
            tool: env!("CARGO_PKG_VERSION"),
            exit: if is_worse || built_less {
                Exit::Failures
            } else {
                Exit::Ok
            },
            changes,
            gone_runtimes: only_in(&old_ids, &new_ids),
            new_runtimes: only_in(&new_ids, &old_ids),
            alike,
        }
    }

    /// Returns the changes for people, what is worse first.
    pub(super) fn text(&self, width: Option<usize>) -> String {
        let mut text = String::new();
        for part in self.changes.chunk_by(|one, next| one.kind == next.kind) {
            text += &format!("{}:\n", part[0].kind.heading());
            for change in part {
                text += &wrapped(&format!("  {}", change.line()), "    ", width);
            }
        }
        for (what, ids) in [
            ("only the old run had", &self.gone_runtimes),
            ("only the new run has", &self.new_runtimes),
        ] {
            if !ids.is_empty() {
                text += &format!("{what} {}\n", ids.join(", "));
            }
        }
        let worse = self.changes.iter().filter(|change| change.kind.is_worse());
        let word = match (self.exit, worse.count()) {
            (Exit::Ok, _) => "nothing has become worse".to_owned(),
            (_, 0) => "WORSE: a build fails that did not".to_owned(),
            (_, 1) => "WORSE in 1 way".to_owned(),
            (_, count) => format!("WORSE in {count} ways"),
        };
        let plural = if self.alike == 1 { " is" } else { "s are" };
        text + &format!("{word}; {} cell{plural} as before\n", self.alike)
    }
}

fn key(row: &Row) -> Key<'_> {
    (&row.package, &row.target, &row.test)
}

fn new_test(row: &Row) -> Change {
    let kind = match row.has_failed() {
        true => Kind::NewAndFailing,
        false => Kind::NewTest,
    };
    let red = row.cells.iter().filter(|cell| cell.verdict.is_failure());
    Change {
        runtimes: red.map(|cell| cell.runtime.clone()).collect(),
        ..Change::of(kind, row)
    }
}

/// Adds what has changed in a test; returns how many cells are as they were.
fn compare(old: &Row, new: &Row, runtimes: &[String], changes: &mut Vec<Change>) -> usize {
    let mut alike = 0;
    let mut found: BTreeMap<(Kind, Verdict, Option<Verdict>), Vec<String>> = BTreeMap::new();
    for before in &old.cells {
        let after = new.cell(&before.runtime).map(|cell| cell.verdict);
        if after == Some(before.verdict) {
            alike += 1;
        }
        // A runtime that was not run says nothing of the test.
        let Some(kind) = runtimes
            .contains(&before.runtime)
            .then(|| kind(before.verdict, after))
            .flatten()
        else {
            continue;
        };
        let key = (kind, before.verdict, after);
        found.entry(key).or_default().push(before.runtime.clone());
    }
    for after in new.cells.iter().filter(|cell| is_new_failure(old, cell)) {
        let key = (Kind::NewlyFailing, Verdict::Skipped, Some(after.verdict));
        found.entry(key).or_default().push(after.runtime.clone());
    }
    let is_same = found.is_empty();
    changes.extend(
        found
            .into_iter()
            .map(|((kind, before, after), runtimes)| Change {
                runtimes,
                old: Some(before.name().to_owned()),
                new: after.map(|verdict| verdict.name().to_owned()),
                ..Change::of(kind, new)
            }),
    );
    let said = |row: &Row| {
        row.diagnosis
            .as_ref()
            .map(|diagnosis| diagnosis.sentence.clone())
    };
    if is_same && said(old) != said(new) && old.cells.len() == new.cells.len() {
        changes.push(Change {
            old: said(old),
            new: said(new),
            ..Change::of(Kind::OtherDiagnosis, new)
        });
    }
    alike
}

/// Tells whether a cell fails that the old run did not have.
fn is_new_failure(old: &Row, cell: &Cell) -> bool {
    cell.verdict.is_failure() && old.cell(&cell.runtime).is_none()
}

/// Returns what it is that has changed, if anything that counts.
fn kind(old: Verdict, new: Option<Verdict>) -> Option<Kind> {
    let is_worst = |verdict: Verdict| matches!(verdict, Verdict::Hang | Verdict::Crash);
    let runs = |verdict: Verdict| !matches!(verdict, Verdict::Unsupported | Verdict::Skipped);
    let Some(new) = new else {
        return runs(old).then_some(Kind::NoLongerRun);
    };
    match (old.is_failure(), new.is_failure()) {
        (false, true) => Some(Kind::NewlyFailing),
        (true, false) if runs(new) => Some(Kind::NewlyPassing),
        (_, false) => (runs(old) && !runs(new)).then_some(Kind::NoLongerRun),
        (true, true) if old == new => None,
        (true, true) if is_worst(new) && !is_worst(old) => Some(Kind::FailsWorse),
        (true, true) => Some(Kind::FailsOtherwise),
    }
}

impl Change {
    fn of(kind: Kind, row: &Row) -> Change {
        Change {
            kind,
            package: row.package.clone(),
            target: row.target.clone(),
            test: row.test.clone(),
            runtimes: Vec::new(),
            old: None,
            new: None,
        }
    }

    fn line(&self) -> String {
        let mut line = format!("{}/{}::{}", self.package, self.target, self.test);
        if !self.runtimes.is_empty() {
            line += &format!(" on {}", self.runtimes.join(", "));
        }
        match (&self.old, &self.new) {
            (None, None) => line,
            (old, new) => {
                let said = |text: &Option<String>| text.clone().unwrap_or("nothing".to_owned());
                format!("{line}: {}, now {}", said(old), said(new))
            }
        }
    }
}

impl Kind {
    fn is_worse(self) -> bool {
        self <= Kind::FailsWorse
    }

    fn heading(self) -> &'static str {
        match self {
            Kind::NewlyFailing => "newly failing",
            Kind::NewAndFailing => "new tests that fail",
            Kind::NoLongerRun => "no longer run",
            Kind::FailsWorse => "fail worse",
            Kind::FailsOtherwise => "fail otherwise",
            Kind::NewlyPassing => "newly passing",
            Kind::NewTest => "new tests",
            Kind::GoneTest => "tests that are gone",
            Kind::OtherDiagnosis => "said otherwise",
        }
    }
}

#[cfg(test)]
mod tests;
