//! What holds of many tests at once, and the counts.

use std::collections::BTreeMap;

use runtime_matrix_report::{Level, Verdict};

use super::{Paint, grid};
use crate::{
    exit::Exit,
    runtimes::is_built_in,
    table::{Cell, Column, Row, Table},
};

/// Tells of the tests without a failure: how many are alike everywhere, and what sets the others apart.
pub(crate) fn alike(table: &Table, paint: Paint) -> String {
    let mut groups: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut below: BTreeMap<Level, usize> = BTreeMap::new();
    for row in table.tests.iter().filter(|row| !grid::is_shown(row)) {
        if let Some(asked) = row.left_out_by() {
            *below.entry(asked).or_default() += 1;
            continue;
        }
        let runs = row.cells.iter().any(|cell| cell.verdict == Verdict::Pass);
        *groups.entry((!runs, exceptions(row, table))).or_default() += 1;
    }
    let mut text = String::new();
    let identical = groups.remove(&(false, String::new())).unwrap_or(0);
    if identical > 0 {
        text += &paint.green(&on_all(identical, table));
        text.push('\n');
        text += &by_module(table);
    }
    for ((nowhere, exceptions), count) in groups {
        let what = match (nowhere, count) {
            (false, 1) => "passes wherever it runs",
            (false, _) => "pass wherever they run",
            (true, 1) => "runs nowhere",
            (true, _) => "run nowhere",
        };
        let them = match (identical, count) {
            (0, 1) => "test",
            (0, _) => "tests",
            _ => "more",
        };
        text += &format!("{count} {them} {what}: {exceptions}\n");
    }
    for (asked, count) in below {
        let whose = if count == 1 { "its" } else { "their" };
        let left_out = tests(count, "left out", "left out");
        text += &format!("{left_out}: {whose} level is below `{asked}`\n");
    }
    text
}

/// Tells how those that are identical on all runtimes spread over the modules at the top, if over several.
fn by_module(table: &Table) -> String {
    let mut modules: BTreeMap<&str, usize> = BTreeMap::new();
    let rows = table.tests.iter().filter(|row| !grid::is_shown(row));
    for row in rows.filter(|row| exceptions(row, table).is_empty()) {
        let module = row.test.split_once("::");
        *modules
            .entry(module.map_or("", |(module, _)| module))
            .or_default() += 1;
    }
    if modules.len() < 2 || modules.contains_key("") {
        return String::new();
    }
    let told = modules
        .iter()
        .map(|(module, count)| format!("{module} {count}"));
    format!("  {}\n", told.collect::<Vec<_>>().join(", "))
}

/// Tells how many tests have run, and passed, on all runtimes; third-party ones join where a test says so.
fn on_all(count: usize, table: &Table) -> String {
    let third_party = table
        .runtimes
        .iter()
        .filter(|column| !is_built_in(&column.id))
        .count();
    let built_in = table.runtimes.len() - third_party;
    match (built_in, third_party) {
        (1, 0) | (0, 1) => format!(
            "{} on {}, which ran alone",
            tests(count, "passes", "pass"),
            table.runtimes[0].id
        ),
        (all, 0) | (0, all) => format!(
            "{} on all {all} runtimes",
            tests(count, "identical", "identical")
        ),
        (all, _) => format!(
            "{} on all {all} built-in runtimes, and on those of {}",
            tests(count, "identical", "identical"),
            if count == 1 { "its own" } else { "their own" }
        ),
    }
}

/// Says on which runtimes a test has not run, and why; empty if it has run on all.
fn exceptions(row: &Row, table: &Table) -> String {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for column in &table.runtimes {
        let Some(reason) = reason(row.cell(&column.id), &column.id) else {
            continue;
        };
        match reasons.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, runtimes)) => runtimes.push(&column.id),
            None => reasons.push((reason, vec![&column.id])),
        }
    }
    let told = reasons.into_iter().map(|(reason, runtimes)| {
        let all = runtimes.len() == table.runtimes.len() && runtimes.len() > 1;
        let runtimes = if all {
            "all runtimes".to_owned()
        } else {
            runtimes.join(", ")
        };
        reason.replacen("{}", &runtimes, 1)
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Returns why a cell has not run, with `{}` where its runtime goes.
fn reason(cell: Option<&Cell>, runtime: &str) -> Option<String> {
    let Some(cell) = cell else {
        return is_built_in(runtime).then(|| "no cell on {}".to_owned());
    };
    let message = cell.message.as_deref().unwrap_or_default();
    // The message about a power names the runtime, by which no two cells would be alike.
    let power = message
        .split('`')
        .nth(1)
        .map(|power| format!("no `{power}`"));
    let (what, why) = match cell.verdict {
        Verdict::Unsupported => ("unsupported", power.unwrap_or(message.to_owned())),
        Verdict::Skipped => ("skipped", message.to_owned()),
        Verdict::BuildFailed => ("not built", String::new()),
        Verdict::Interrupted => ("interrupted", String::new()),
        _ => return None,
    };
    Some(if why.is_empty() {
        format!("{what} on {{}}")
    } else {
        format!("{what} on {{}} ({why})")
    })
}

/// Tells how each runtime did, then the whole.
pub(super) fn runtimes(table: &Table, paint: Paint) -> String {
    let mut text = String::new();
    let names: Vec<String> = table.runtimes.iter().map(described).collect();
    let width = names.iter().map(String::len).max().unwrap_or(0);
    for (column, name) in table.runtimes.iter().zip(names) {
        let cells = table.cells().filter(|cell| cell.runtime == column.id);
        text += &format!("{name:width$}  {}\n", counts(cells));
    }
    for column in &table.runtimes {
        if let Some(note) = &column.note {
            text += &format!("note: {}: {note}\n", column.id);
        }
    }
    for crash in &table.crashes {
        text += &format!("{}: {crash}\n", paint.red("crash"));
    }
    for missing in &table.missing {
        text += &format!("{}: {missing}\n", paint.red("missing"));
    }
    for note in &table.notes {
        text += &format!("note: {note}\n");
    }
    if table.plain_tests > 0 {
        let plural = if table.plain_tests == 1 {
            " is"
        } else {
            "s are"
        };
        text += &format!(
            "{} plain test{plural} left to `cargo test`\n",
            table.plain_tests
        );
    }
    text + &result(table, paint)
}

fn described(column: &Column) -> String {
    let version = column
        .version
        .as_deref()
        .map(|version| format!(" {version}"));
    let workers = column.workers.map(|workers| {
        let plural = if workers == 1 { "" } else { "s" };
        format!(", {workers} worker{plural}")
    });
    format!(
        "{}{}{}",
        column.id,
        version.unwrap_or_default(),
        workers.unwrap_or_default()
    )
}

/// Tells how the whole went.
pub(crate) fn result(table: &Table, paint: Paint) -> String {
    let failed = table.tests.iter().filter(|row| row.has_failed()).count();
    let all = tests(table.tests.len(), "", "");
    let cells = counts(table.cells());
    if failed == 0 {
        let word = if table.exit == Exit::Ok {
            paint.green("ok")
        } else {
            paint.red("not ok")
        };
        return format!("{word}: {}; cells: {cells}\n", all.trim_end());
    }
    let verb = if failed == 1 { "fails" } else { "fail" };
    let word = paint.red("FAILED");
    format!(
        "{word}: {failed} of {} {verb} on some runtime; cells: {cells}\n",
        all.trim_end()
    )
}

/// Counts cells by verdict.
pub(crate) fn counts<'a>(cells: impl Iterator<Item = &'a Cell>) -> String {
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for cell in cells {
        *counts.entry(cell.verdict).or_default() += 1;
    }
    if counts.is_empty() {
        return "none".to_owned();
    }
    let told = counts
        .into_iter()
        .map(|(verdict, count)| format!("{count} {verdict}"));
    told.collect::<Vec<_>>().join(", ")
}

fn tests(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 test {one}")
    } else {
        format!("{count} tests {many}")
    }
}
