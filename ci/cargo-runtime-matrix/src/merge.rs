//! Puts the tables of several runs together: of the shards of one, or of several packages.

mod clashes;
mod missing;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::clashes::Clashes;
pub(crate) use self::missing::Expected;
use crate::{
    assembly::conclude,
    exit::Exit,
    shard::Shard,
    table::{Cell, Column, Row, Table},
    tables::Named,
};

/// A table in the making.
#[derive(Default)]
struct Merge {
    columns: BTreeMap<String, Column>,
    rows: Vec<Row>,
    /// The places of the rows.
    places: HashMap<[String; 3], usize>,
    /// For each cell of each row, the table that it is from.
    origins: Vec<Vec<usize>>,
    /// The names of the tables.
    names: Vec<String>,
    notes: Vec<String>,
    restrictions: Vec<String>,
    clashes: Clashes,
    /// How many plain tests the runs of which packages had.
    plain: Vec<(BTreeSet<String>, usize)>,
}

/// Puts tables together, row by row and cell by cell, and says which ones are missing.
///
/// Of two cells that are both there and not alike, the worse one counts. What follows from the rows is
/// concluded anew: a difference between runtimes is seen only now if each had a run of its own.
pub(crate) fn merge(tables: Vec<Named>, expected: Option<&Expected>) -> Table {
    let mut merge = Merge::default();
    let mut merged = Table::new();
    merged.missing = missing::told(&tables, expected);
    let several = tables.len() > 1;
    let mut exit = Exit::Ok;
    for Named { name, table } in tables {
        // That nothing ran is said of the whole.
        exit = exit.worst(if table.exit == Exit::NothingRan {
            Exit::Ok
        } else {
            table.exit
        });
        add_new(&mut merged.builds, &table.builds);
        add_new(&mut merged.crashes, &table.crashes);
        add_new(&mut merged.missing, &table.missing);
        merge.add(name, table);
    }
    if several {
        let name = |row: &Row| (row.package.clone(), row.target.clone(), row.test.clone());
        merge.rows.sort_by_cached_key(name);
    }
    merged.plain_tests = merge.plain.iter().map(|(_, count)| count).sum();
    merged.notes = merge.notes;
    merged.restrictions = merge.restrictions;
    merged.notes.extend(merge.clashes.told());
    merged.tests = merge.rows;
    merged.runtimes = merge.columns.into_values().collect();
    conclude(&mut merged);
    merged.exit = merged.exit.worst(exit);
    if !merged.missing.is_empty() {
        merged.exit = merged.exit.worst(Exit::Failures);
    }
    merged
}

impl Merge {
    fn add(&mut self, name: String, table: Table) {
        self.add_plain(&table);
        add_new(&mut self.notes, &table.notes);
        // That a table is of one shard says nothing of the whole; a shard that is missing is told as such.
        let restrictions = table.restrictions.iter();
        let restrictions: Vec<String> = restrictions
            .filter(|what| !what.starts_with(Shard::WHAT))
            .cloned()
            .collect();
        add_new(&mut self.restrictions, &restrictions);
        for column in table.runtimes {
            self.add_column(&name, column);
        }
        self.names.push(name);
        for row in table.tests {
            self.add_row(row);
        }
    }

    fn add_column(&mut self, name: &str, column: Column) {
        let known = self
            .columns
            .entry(column.id.clone())
            .or_insert_with(|| column.clone());
        match (&known.version, &column.version) {
            (Some(one), Some(other)) if one != other => self.notes.push(format!(
                "{} is {other} in `{name}`, and {one} in a table before it",
                column.id
            )),
            (None, Some(_)) => known.version = column.version,
            _ => {}
        }
        if known.note.is_none() {
            known.note = column.note;
        }
        if known.card.is_empty() {
            known.card = column.card;
        }
    }

    fn add_row(&mut self, mut row: Row) {
        let cells = std::mem::take(&mut row.cells);
        let key = [&row.package, &row.target, &row.test].map(Clone::clone);
        let index = *self.places.entry(key).or_insert(self.rows.len());
        match self.rows.get_mut(index) {
            Some(known) => {
                known.place = known.place.take().or(row.place);
                // A table in which the test has left no record takes it for a must.
                known.level = known.level.max(row.level);
            }
            None => {
                self.rows.push(row);
                self.origins.push(Vec::new());
            }
        }
        for cell in cells {
            self.add_column_of(&cell.runtime);
            self.add_cell(index, cell);
        }
    }

    fn add_cell(&mut self, index: usize, cell: Cell) {
        let (row, origins) = (&mut self.rows[index], &mut self.origins[index]);
        let this = self.names.len() - 1;
        let mut cells = row.cells.iter();
        let Some(at) = cells.position(|other| other.runtime == cell.runtime) else {
            row.cells.push(cell);
            origins.push(this);
            return;
        };
        let known = (&row.cells[at], self.names[origins[at]].as_str());
        if self
            .clashes
            .is_worse(row, known, (&cell, &self.names[this]))
        {
            row.cells[at] = cell;
            origins[at] = this;
        }
    }

    /// Makes sure that a runtime that has a cell has a column.
    fn add_column_of(&mut self, id: &str) {
        if !self.columns.contains_key(id) {
            let column = Column {
                id: id.to_owned(),
                ..Column::default()
            };
            self.columns.insert(id.to_owned(), column);
        }
    }

    /// Counts plain tests: the shards of a package all see the same ones, and packages have each their own.
    fn add_plain(&mut self, table: &Table) {
        let packages: BTreeSet<String> =
            table.tests.iter().map(|row| row.package.clone()).collect();
        let is_same = |(known, _): &&mut (BTreeSet<String>, usize)| !known.is_disjoint(&packages);
        match self.plain.iter_mut().find(is_same) {
            Some((known, count)) => {
                known.extend(packages);
                *count = table.plain_tests.max(*count);
            }
            None => self.plain.push((packages, table.plain_tests)),
        }
    }
}

/// Adds those that are not there yet.
fn add_new<T: Clone + PartialEq>(known: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !known.contains(item) {
            known.push(item.clone());
        }
    }
}

#[cfg(test)]
mod tests;
