//! The matrix where a terminal is too narrow for its columns: test by test, verdict by verdict.

use super::{Labels, Paint, grid};
use crate::table::{Row, Table};

/// Returns the rows that the grid would have.
pub(super) fn render(table: &Table, labels: &Labels, paint: Paint) -> String {
    let rows = table.tests.iter().filter(|row| grid::is_shown(row));
    rows.map(|row| told(row, labels, paint)).collect()
}

fn told(row: &Row, labels: &Labels, paint: Paint) -> String {
    let mut groups: Vec<(&str, bool, Vec<&str>)> = Vec::new();
    for cell in &row.cells {
        let word = grid::word(Some(cell.verdict));
        match groups.iter_mut().find(|(other, ..)| *other == word) {
            Some((.., on)) => on.push(&cell.runtime),
            None => groups.push((word, cell.verdict.is_failure(), vec![&cell.runtime])),
        }
    }
    // What is wrong first.
    groups.sort_by_key(|(_, is_failure, _)| !is_failure);
    let mut text = format!("{}\n", paint.bold(&labels.label(row)));
    for (word, is_failure, on) in groups {
        let word = if is_failure {
            paint.red(word)
        } else {
            word.to_owned()
        };
        text += &format!("  {word}: {}\n", on.join(", "));
    }
    text
}
