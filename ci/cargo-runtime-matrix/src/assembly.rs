//! Puts the table together: from what became of each test on each runtime.

use std::collections::BTreeMap;

use runtime_matrix_report::{Runtime, Verdict};

use crate::{
    args::Args,
    baseline::Expectations,
    builds::Builds,
    diagnosis::diagnose,
    exit::Exit,
    package::Subject,
    plan::{Batch, Plan},
    rerun::rerun,
    rounds::{Fate, Fates},
    runtimes,
    table::{CardEntry, Cell, Column, FailedBuild, Row, Table},
    verdict_of_package::verdicts,
};

/// A table in the making.
pub(crate) struct Assembly<'a> {
    args: &'a Args,
    subjects: &'a [Subject],
    plan: &'a Plan,
    expectations: &'a Expectations,
    table: Table,
    columns: BTreeMap<String, Column>,
}

impl<'a> Assembly<'a> {
    pub(crate) fn new(
        args: &'a Args,
        subjects: &'a [Subject],
        plan: &'a Plan,
        expectations: &'a Expectations,
    ) -> Assembly<'a> {
        let mut table = Table::new();
        table.plain_tests = plan.plain;
        table.notes.clone_from(&plan.notes);
        table.tests = plan
            .tests
            .iter()
            .map(|test| Row {
                package: subjects[test.subject].name().to_owned(),
                target: test.binary.target.clone(),
                test: test.path.clone(),
                ..Row::default()
            })
            .collect();
        let mut columns = BTreeMap::new();
        for (test, cell) in expectations.left_out() {
            columns.insert(cell.runtime.clone(), Column::default());
            table.tests[test].cells.push(cell);
        }
        Assembly {
            args,
            subjects,
            plan,
            expectations,
            table,
            columns,
        }
    }

    /// Adds what became of a batch.
    pub(crate) fn add(&mut self, batch: &Batch, mut fates: Fates) {
        self.table.notes.append(&mut fates.notes);
        self.table.crashes.append(&mut fates.crashes);
        for &index in &batch.tests {
            let path = &self.plan.tests[index].path;
            let Some(fate) = fates.tests.remove(path) else {
                continue;
            };
            let column = self.columns.entry(batch.cell.clone()).or_default();
            describe(column, &fate);
            let mut cell = cell(&batch.cell, fate, &mut self.table.tests[index]);
            let again = fates.again.remove(path);
            self.expectations.judge(index, again, &mut cell);
            if cell.verdict.is_failure() && cell.verdict != Verdict::Interrupted {
                cell.rerun = Some(self.rerun(batch, &cell, index));
            }
            self.table.tests[index].cells.push(cell);
        }
    }

    fn rerun(&self, batch: &Batch, cell: &Cell, test: usize) -> String {
        let test = &self.plan.tests[test];
        let subject = &self.subjects[batch.subject];
        // Only `sim` chooses by its seed, and a crash does not tell which of the test's own it was.
        let own = cell.seed.filter(|_| cell.verdict != Verdict::Crash);
        let given = cell.runs.and_then(|runs| runs.seed);
        let seed = given.or(own).filter(|_| cell.runtime == "sim");
        rerun(
            self.args,
            subject,
            &batch.binary,
            &test.path,
            &batch.cell,
            seed,
        )
    }

    /// Adds the builds of a package that failed, with the cells that they would have had.
    pub(crate) fn add_builds(&mut self, subject: usize, builds: &Builds) {
        self.table.notes.extend(builds.notes.iter().cloned());
        for failure in &builds.failures {
            self.table.builds.push(FailedBuild {
                package: self.subjects[subject].name().to_owned(),
                feature: failure.feature.map(str::to_owned),
                own_features: failure.own.clone(),
                error: failure.error.clone(),
            });
            for test in self.plan.missing(subject, builds) {
                for &id in &failure.cells {
                    let mut cell = Cell::new(id, Verdict::BuildFailed);
                    cell.message = failure.error.lines().next().map(str::to_owned);
                    self.table.tests[test].cells.push(cell);
                    self.columns.entry(id.to_owned()).or_default();
                }
            }
        }
    }

    /// Returns the table, in order, with its diagnoses.
    pub(crate) fn finish(self) -> Table {
        let mut table = self.table;
        table.runtimes = self
            .columns
            .into_iter()
            .map(|(id, column)| Column { id, ..column })
            .collect();
        // Tests whose cells are all on runtimes that were not asked for.
        table.tests.retain(|row| !row.cells.is_empty());
        table.shard = self.args.shard;
        table.restrictions = self.args.restrictions();
        conclude(&mut table);
        table
    }
}

/// Puts the columns and the cells of a table in order, and adds what follows from them: the diagnoses, and the
/// exit code.
pub(crate) fn conclude(table: &mut Table) {
    let order = |id: &str| (runtimes::order_of(id), id.to_owned());
    table.runtimes.sort_by_key(|column| order(&column.id));
    for column in &mut table.runtimes {
        column.workers = usual_workers(&table.tests, &column.id);
    }
    for row in &mut table.tests {
        row.cells.sort_by_cached_key(|cell| order(&cell.runtime));
        row.diagnosis = diagnose(row, &table.runtimes);
    }
    table.verdicts = verdicts(table);
    table.exit = exit(table);
}

/// Takes over what a process knows of the runtime.
fn describe(column: &mut Column, fate: &Fate) {
    if let Some(Runtime {
        version,
        note,
        card,
        ..
    }) = fate.runtime.as_deref().filter(|_| column.card.is_empty())
    {
        column.version = version.as_ref().map(ToString::to_string);
        column.note = note.as_ref().map(ToString::to_string);
        column.card = card
            .iter()
            .map(|entry| CardEntry {
                name: entry.name.to_string(),
                value: entry.value.to_string(),
            })
            .collect();
    }
    if let Some(start) = fate.start.as_ref().filter(|_| column.version.is_none()) {
        column.version = start.version.as_ref().map(ToString::to_string);
    }
}

fn cell(runtime: &str, fate: Fate, row: &mut Row) -> Cell {
    let mut cell = Cell::new(runtime, fate.verdict);
    cell.message = fate.message;
    cell.runs = fate.runs;
    cell.output = fate.output;
    if let Some(start) = fate.start {
        row.place.get_or_insert_with(|| start.place.into_owned());
        row.level = start.level;
        cell.workers = Some(start.workers);
        cell.seed = Some(start.seed);
    }
    if let Some(end) = fate.end {
        cell.place = end.place;
        cell.frame = end.frame;
        cell.threads = end.threads;
        cell.native_drops = Some(end.native_drops);
        cell.workers = Some(end.workers);
        cell.seed = Some(end.seed);
        cell.duration_us = u64::try_from(end.duration.as_micros()).ok();
    }
    cell
}

/// Returns the number of workers that most cells had.
fn usual_workers(rows: &[Row], runtime: &str) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    let cells = rows.iter().filter_map(|row| row.cell(runtime));
    for workers in cells.filter_map(|cell| cell.workers) {
        *counts.entry(workers).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(workers, _)| workers)
}

fn exit(table: &Table) -> Exit {
    let of_cell = |verdict: Verdict| match verdict {
        Verdict::Hang | Verdict::Crash => Exit::Hangs,
        Verdict::BuildFailed => Exit::BuildFailed,
        Verdict::Interrupted => Exit::Interrupted,
        verdict if verdict.is_failure() => Exit::Failures,
        _ => Exit::Ok,
    };
    let has_run = |verdict: Verdict| !matches!(verdict, Verdict::Unsupported | Verdict::Skipped);
    let mut exit = Exit::Ok;
    for cell in table.cells() {
        exit = exit.worst(of_cell(cell.verdict));
    }
    if !table.crashes.is_empty() {
        exit = exit.worst(Exit::Hangs);
    }
    if !table.builds.is_empty() {
        exit = exit.worst(Exit::BuildFailed);
    }
    if !table.cells().any(|cell| has_run(cell.verdict)) {
        exit = exit.worst(Exit::NothingRan);
    }
    exit
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the exit code of a run in which cells had these verdicts.
    fn exit_of(verdicts: &[Verdict]) -> Exit {
        let mut table = Table::new();
        let cells = verdicts.iter().map(|verdict| Cell::new("sim", *verdict));
        table.tests.push(Row {
            cells: cells.collect(),
            ..Row::default()
        });
        exit(&table)
    }

    #[test]
    fn the_worst_verdict_decides() {
        use Verdict::{BuildFailed, Crash, Hang, Interrupted, Leak, Pass};
        assert_eq!(exit_of(&[Pass]), Exit::Ok);
        assert_eq!(exit_of(&[Pass, Leak]), Exit::Failures);
        assert_eq!(exit_of(&[Leak, Crash]), Exit::Hangs);
        assert_eq!(exit_of(&[Hang, Leak, Pass]), Exit::Hangs);
        assert_eq!(exit_of(&[Hang, BuildFailed]), Exit::BuildFailed);
        assert_eq!(exit_of(&[Hang, Interrupted, Pass]), Exit::Interrupted);
    }

    #[test]
    fn a_crash_that_no_test_has_alone_is_a_crash() {
        let mut table = Table::new();
        table.tests.push(Row {
            cells: vec![Cell::new("sim", Verdict::Pass)],
            ..Row::default()
        });
        table.crashes.push("killed".to_owned());
        assert_eq!(exit(&table), Exit::Hangs);
    }

    #[test]
    fn a_run_in_which_all_is_left_out_has_run_nothing() {
        use Verdict::{Pass, Skipped, Unsupported};
        assert_eq!(exit_of(&[Skipped, Unsupported]), Exit::NothingRan);
        assert_eq!(exit_of(&[Skipped, Pass]), Exit::Ok);
    }
}
