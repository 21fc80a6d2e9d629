//! The table for people: what differs or fails, why, and how to run it again.

mod expected;
mod failures;
mod grid;
mod narrow;
mod summary;
mod verdicts;

use runtime_matrix_report::Level;

pub(crate) use self::{
    expected::{entries, in_words},
    failures::{circumstances, folded, runs, shortened},
    grid::{is_shown, word},
    summary::{alike, counts, result},
};
use crate::{
    table::{Row, Table},
    wrap::{columns, wrapped},
};

/// Puts colours around words, or leaves them alone. No word means anything by its colour alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    pub(crate) colors: bool,
}

impl Paint {
    fn bold(self, text: &str) -> String {
        self.code("1", text)
    }

    fn red(self, text: &str) -> String {
        self.code("1;31", text)
    }

    fn green(self, text: &str) -> String {
        self.code("32", text)
    }

    fn yellow(self, text: &str) -> String {
        self.code("33", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.colors {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Returns the whole text, part by part, however wide.
#[cfg(test)]
pub(crate) fn render(table: &Table, paint: Paint) -> String {
    render_within(table, paint, None)
}

/// Returns the whole text, part by part, with lines that are broken at `width`.
///
/// Where the matrix is wider it becomes a list. Commands and what a compiler says stay as they are.
pub(crate) fn render_within(table: &Table, paint: Paint, width: Option<usize>) -> String {
    let labels = Labels::of(table);
    let fit = |text: String| fitted(&text, width);
    let parts = [
        matrix(table, &labels, paint, width),
        fit(alike(table, paint)),
        fit(verdicts::render(table, paint)),
        failures::builds(table, paint),
        fit(failures::tests(table, &labels, paint)),
        fit(failures::findings(table, &labels, paint)),
        fit(entries(table, &labels)),
        fit(summary::runtimes(table, paint)),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

fn matrix(table: &Table, labels: &Labels, paint: Paint, width: Option<usize>) -> String {
    let grid = grid::render(table, labels, paint);
    let widest = grid.lines().map(columns).max().unwrap_or(0);
    if width.is_none_or(|width| widest <= width) {
        return grid;
    }
    fitted(&narrow::render(table, labels, paint), width)
}

/// Breaks lines behind their own indent; commands stay whole, to be copied.
fn fitted(text: &str, width: Option<usize>) -> String {
    let lines = text.lines().map(|line| {
        let indent = line.len() - line.trim_start().len();
        match line.trim_start().starts_with("rerun: ") {
            true => format!("{line}\n"),
            false => wrapped(line, &" ".repeat(indent + 2), width),
        }
    });
    // An empty line has no lines of its own.
    lines
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                line
            }
        })
        .collect()
}

/// How tests are called: by their path, and by no more than is needed to tell them apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labels {
    with_package: bool,
    with_target: bool,
}

impl Labels {
    pub(crate) fn of(table: &Table) -> Labels {
        let several = |name: fn(&Row) -> &String| {
            let mut names = table.tests.iter().map(name);
            let first = names.next();
            names.any(|name| Some(name) != first)
        };
        Labels {
            with_package: several(|row| &row.package),
            with_target: several(|row| &row.target),
        }
    }

    /// Returns the label, with the level of a test that is no must: it says how much a failure matters.
    pub(crate) fn with_level(self, row: &Row) -> String {
        let label = self.label(row);
        match row.level {
            Level::Must => label,
            level => format!("{label} ({level})"),
        }
    }

    pub(crate) fn label(self, row: &Row) -> String {
        let mut label = row.test.clone();
        if self.with_target {
            label = format!("{}::{label}", row.target);
        }
        if self.with_package {
            label = format!("{}/{label}", row.package);
        }
        label
    }
}

#[cfg(test)]
mod tests;
