//! The table as the page looks at it: by rows and groups, with what the filters ask for.

use std::collections::{BTreeMap, BTreeSet};

use runtime_matrix_report::Verdict;

use crate::{
    split::Split,
    table::{Cell, Column, Row, Table},
};

/// What the parts of a page are made of.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) table: &'a Table,
    pub(super) lines: Vec<Line<'a>>,
}

/// A test.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// Its number, from 1: the parts of the page link to each other by it.
    pub(super) number: usize,
    pub(super) row: &'a Row,
    /// A cell for each column, where there is one.
    pub(super) cells: Vec<Option<&'a Cell>>,
    pub(super) marks: Marks,
}

/// Tests of one module.
#[derive(Debug)]
pub(super) struct Group<'v, 'a> {
    pub(super) title: String,
    pub(super) lines: Vec<&'v Line<'a>>,
    pub(super) marks: Marks,
}

/// By what the filters find a test, or a group for its tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Green on some runtime and red on another.
    pub(super) differs: bool,
    /// The columns with a failure; what was never built is no failure of the test's.
    pub(super) red: BTreeSet<usize>,
}

impl<'a> View<'a> {
    pub(super) fn of(table: &'a Table) -> View<'a> {
        let lines = table.tests.iter().enumerate().map(|(index, row)| {
            let columns = table.runtimes.iter();
            let cells: Vec<_> = columns.map(|column| row.cell(&column.id)).collect();
            Line {
                number: index + 1,
                row,
                marks: Marks::of(row, &cells),
                cells,
            }
        });
        View {
            table,
            lines: lines.collect(),
        }
    }

    /// Returns the groups, ordered by package, target and module; a title says no more than is needed.
    pub(super) fn groups(&self) -> Vec<Group<'_, 'a>> {
        let several = |name: fn(&Row) -> &str| {
            let names: BTreeSet<&str> = self.table.tests.iter().map(name).collect();
            names.len() > 1
        };
        let (packages, targets) = (several(|row| &row.package), several(|row| &row.target));
        let mut groups: BTreeMap<[&str; 3], Vec<&Line<'a>>> = BTreeMap::new();
        for line in &self.lines {
            let (module, _) = parts(&line.row.test);
            let key = [line.row.package.as_str(), line.row.target.as_str(), module];
            groups.entry(key).or_default().push(line);
        }
        let told = groups
            .into_iter()
            .map(|([package, target, module], lines)| {
                let mut title = Vec::new();
                title.extend(packages.then_some(package));
                title.extend((targets || (module.is_empty() && !packages)).then_some(target));
                title.extend((!module.is_empty()).then_some(module));
                let mut marks = Marks::default();
                for line in &lines {
                    marks.add(&line.marks);
                }
                Group {
                    title: title.join(" › "),
                    lines,
                    marks,
                }
            });
        told.collect()
    }

    /// Returns the columns with their numbers, and how many tests are red on each.
    pub(super) fn columns(&self) -> impl Iterator<Item = (usize, &'a Column, usize)> {
        let columns = self.table.runtimes.iter().enumerate();
        columns.map(|(index, column)| {
            let red = self
                .lines
                .iter()
                .filter(|line| line.marks.red.contains(&index));
            (index, column, red.count())
        })
    }
}

impl Line<'_> {
    /// Tells whether the page has a part about the test.
    pub(super) fn is_told(&self) -> bool {
        self.row.diagnosis.is_some() || self.cells.iter().flatten().any(|cell| is_told(cell))
    }

    /// Returns the name of the part about a cell.
    pub(super) fn anchor(&self, cell: &Cell) -> String {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let runtime: String = cell
            .runtime
            .chars()
            .map(|letter| if is_plain(letter) { letter } else { '-' })
            .collect();
        format!("cell-{}-{runtime}", self.number)
    }
}

impl Marks {
    fn of(row: &Row, cells: &[Option<&Cell>]) -> Marks {
        let split = Split::of(row);
        let red = cells.iter().enumerate();
        let red = red.filter(|(_, cell)| cell.is_some_and(Cell::has_failed));
        Marks {
            differs: !split.green.is_empty() && !split.red.is_empty(),
            red: red.map(|(index, _)| index).collect(),
        }
    }

    fn add(&mut self, other: &Marks) {
        self.differs |= other.differs;
        self.red.extend(&other.red);
    }

    /// Returns the classes by which the page's style finds them: `d` for what differs, `f` for what fails, and
    /// `f3` for what fails on the runtime in column 3.
    pub(super) fn classes(&self) -> String {
        let mut classes = Vec::new();
        classes.extend(self.differs.then(|| "d".to_owned()));
        classes.extend((!self.red.is_empty()).then(|| "f".to_owned()));
        classes.extend(self.red.iter().map(|column| format!("f{column}")));
        classes.join(" ")
    }
}

/// Returns the module of a test's path, and its name in there.
pub(super) fn parts(test: &str) -> (&str, &str) {
    test.rsplit_once("::").unwrap_or(("", test))
}

/// Tells whether there is something to say of a cell beyond that it passed; that it was not built is told once,
/// of the build.
pub(super) fn is_told(cell: &Cell) -> bool {
    let has_threads = cell
        .threads
        .as_ref()
        .is_some_and(|threads| !threads.is_empty());
    match cell.verdict {
        Verdict::Pass => cell.message.is_some() || has_threads,
        Verdict::BuildFailed => false,
        _ => true,
    }
}

/// Returns the text with its first line alone.
pub(super) fn first_line(text: &str) -> &str {
    let mut lines = text.lines().map(str::trim);
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}
