//! The rows that fail on some runtime, aligned.

use runtime_matrix_report::Verdict;

use super::{Labels, Paint};
use crate::table::{Row, Table};

/// Returns the grid; empty if no row fails.
pub(super) fn render(table: &Table, labels: &Labels, paint: Paint) -> String {
    let rows: Vec<&Row> = table.tests.iter().filter(|row| is_shown(row)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let names: Vec<String> = rows.iter().map(|row| labels.label(row)).collect();
    let first = names
        .iter()
        .map(String::len)
        .max()
        .unwrap_or(0)
        .max("test".len());
    let widths: Vec<usize> = table
        .runtimes
        .iter()
        .map(|column| width(&column.id, &rows))
        .collect();

    let mut text = header(table, first, &widths, paint);
    for (row, name) in rows.into_iter().zip(names) {
        let mut line = format!("{name:first$}");
        for (column, width) in table.runtimes.iter().zip(&widths) {
            let verdict = row.cell(&column.id).map(|cell| cell.verdict);
            line += "  ";
            line += &painted(verdict, *width, paint);
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// Tells whether a row has something to show, beyond what every row has of a build that failed, or of a run that was
/// interrupted.
pub(crate) fn is_shown(row: &Row) -> bool {
    row.cells.iter().any(|cell| {
        !matches!(
            cell.verdict,
            Verdict::Pass
                | Verdict::Unsupported
                | Verdict::Skipped
                | Verdict::BuildFailed
                | Verdict::Interrupted
        )
    })
}

/// Returns the ids of the runtimes, a word below the other: seven of them stand side by side then.
fn header(table: &Table, first: usize, widths: &[usize], paint: Paint) -> String {
    let words: Vec<Vec<&str>> = table
        .runtimes
        .iter()
        .map(|column| column.id.split('_').collect())
        .collect();
    let height = words.iter().map(Vec::len).max().unwrap_or(1);
    let mut text = String::new();
    for level in (0..height).rev() {
        let mut line = format!("{:first$}", if level == 0 { "test" } else { "" });
        for (words, width) in words.iter().zip(widths) {
            let word = words
                .len()
                .checked_sub(level + 1)
                .map_or("", |index| words[index]);
            line += &format!("  {word:width$}");
        }
        text += &paint.bold(line.trim_end());
        text.push('\n');
    }
    text
}

fn width(runtime: &str, rows: &[&Row]) -> usize {
    let words = runtime.split('_').map(str::len);
    let verdicts = rows.iter().map(|row| {
        let verdict = row.cell(runtime).map(|cell| cell.verdict);
        word(verdict).len()
    });
    words.chain(verdicts).max().unwrap_or(0)
}

fn painted(verdict: Option<Verdict>, width: usize, paint: Paint) -> String {
    let word = word(verdict);
    let painted = match verdict {
        Some(verdict) if verdict.is_failure() => paint.red(word),
        Some(Verdict::Pass) => paint.green(word),
        _ => word.to_owned(),
    };
    painted + &" ".repeat(width - word.len())
}

/// Returns the short word for a verdict; failures are in capitals, so that they stand out without colours.
pub(crate) fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => "-",
        Some(Verdict::Pass) => "ok",
        Some(Verdict::Fail) => "FAIL",
        Some(Verdict::Panic) => "PANIC",
        Some(Verdict::Timeout) => "TIMEOUT",
        Some(Verdict::Stalled) => "STALLED",
        Some(Verdict::Deadlock) => "DEADLOCK",
        Some(Verdict::Hang) => "HANG",
        Some(Verdict::Crash) => "CRASH",
        Some(Verdict::Interrupted) => "BROKEN",
        Some(Verdict::Leak) => "LEAK",
        Some(Verdict::Unsupported) => "unsup.",
        Some(Verdict::Skipped) => "skipped",
        Some(Verdict::Xfail) => "xfail",
        Some(Verdict::Xpass) => "XPASS",
        Some(Verdict::Flaky) => "FLAKY",
        Some(Verdict::BuildFailed) => "NOBUILD",
        Some(_) => "?",
    }
}
