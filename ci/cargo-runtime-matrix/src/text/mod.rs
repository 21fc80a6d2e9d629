//! The table for people: what differs or fails, why, and how to run it again.

mod failures;
mod grid;
mod summary;

pub(crate) use self::grid::word;
use crate::table::{Row, Table};

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

/// Returns the whole text, part by part.
pub(crate) fn render(table: &Table, paint: Paint) -> String {
    let labels = Labels::of(table);
    let parts = [
        grid::render(table, &labels, paint),
        summary::alike(table, paint),
        failures::builds(table, paint),
        failures::tests(table, &labels, paint),
        failures::findings(table, &labels, paint),
        summary::runtimes(table, paint),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// How tests are called: by their path, and by no more than is needed to tell them apart.
#[derive(Clone, Copy, Debug)]
struct Labels {
    with_package: bool,
    with_target: bool,
}

impl Labels {
    fn of(table: &Table) -> Labels {
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

    fn label(self, row: &Row) -> String {
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
