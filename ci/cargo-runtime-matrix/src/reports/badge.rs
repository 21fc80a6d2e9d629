//! The badge: on how many runtimes all is green, and how many cells that makes; where tests are of several levels, how
//! many of each are green wherever they ran.

use anyhow::Result;
use runtime_matrix_report::Level;
use serde::Serialize;

use super::{clean::clean, marks::has_run};
use crate::{
    exit::Exit,
    table::{Cell, Column, Row, Table},
};

const LABEL: &str = "runtime-matrix";

/// What shields.io asks an endpoint for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    schema_version: u32,
    label: &'static str,
    message: String,
    color: &'static str,
}

/// Returns the badge as shields.io takes it.
///
/// # Errors
///
/// Fails if the JSON cannot be written, which is a fault of ours.
pub(super) fn endpoint(table: &Table) -> Result<String> {
    let endpoint = Endpoint {
        schema_version: 1,
        label: LABEL,
        message: message(table),
        color: color(table).0,
    };
    Ok(serde_json::to_string_pretty(&endpoint)? + "\n")
}

/// Returns the badge as a picture in SVG.
pub(super) fn picture(table: &Table) -> String {
    let message = message(table);
    let color = color(table).1;
    let (left, right) = (width(LABEL), width(&message));
    let all = left + right;
    let text = |at: u32, width: u32, text: &str| {
        format!(
            "  <text x=\"{}\" y=\"14\" textLength=\"{}\">{text}</text>\n",
            at + width / 2,
            width - 12,
        )
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" \
         aria-label=\"{LABEL}: {message}\">\n\
         <title>{LABEL}: {message}</title>\n\
         <clipPath id=\"r\"><rect width=\"{all}\" height=\"20\" rx=\"3\"/></clipPath>\n\
         <g clip-path=\"url(#r)\">\n\
         \x20 <rect width=\"{left}\" height=\"20\" fill=\"#444\"/>\n\
         \x20 <rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{color}\"/>\n\
         </g>\n\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,Geneva,DejaVu Sans,sans-serif\" \
         font-size=\"11\">\n{}{}</g>\n</svg>\n",
        text(0, left, LABEL),
        text(left, right, &message),
    )
}

/// Counts, and never says that all is well without them.
fn message(table: &Table) -> String {
    let ran: Vec<&Cell> = table.cells().filter(|cell| has_run(cell)).collect();
    if ran.is_empty() {
        return "nothing ran".to_owned();
    }
    if table.tests.iter().any(|row| row.level != Level::Must) {
        return by_level(table);
    }
    let green = ran.iter().filter(|cell| !cell.verdict.is_failure()).count();
    let runtimes: Vec<_> = table
        .runtimes
        .iter()
        .filter(|column| ran_on(column, &ran))
        .collect();
    let good = runtimes.iter().filter(|column| {
        let mut cells = ran.iter().filter(|cell| cell.runtime == column.id);
        cells.all(|cell| !cell.verdict.is_failure())
    });
    let plural = if runtimes.len() == 1 { "" } else { "s" };
    clean(&format!(
        "{}/{} runtime{plural} · {green}/{} cells",
        good.count(),
        runtimes.len(),
        ran.len(),
    ))
}

/// Counts the tests of each level that ran, as in `must 41/41 · should 9/10`.
fn by_level(table: &Table) -> String {
    let told = Level::OF_TESTS.into_iter().filter_map(|level| {
        let ran = |row: &&Row| row.level == level && row.cells.iter().any(has_run);
        let rows: Vec<&Row> = table.tests.iter().filter(ran).collect();
        let good = rows.iter().filter(|row| is_green(row)).count();
        (!rows.is_empty()).then(|| format!("{level} {good}/{}", rows.len()))
    });
    told.collect::<Vec<_>>().join(" · ")
}

fn is_green(row: &Row) -> bool {
    row.cells.iter().all(|cell| !cell.verdict.is_failure())
}

fn ran_on(column: &Column, cells: &[&Cell]) -> bool {
    cells.iter().any(|cell| cell.runtime == column.id)
}

/// Returns the colour, as shields.io calls it and as pictures do.
fn color(table: &Table) -> (&'static str, &'static str) {
    match table.exit {
        Exit::Ok => ("brightgreen", "#2a7d2a"),
        Exit::NothingRan => ("lightgrey", "#707070"),
        _ => match what_fails(table) {
            Level::Must => ("red", "#b8322a"),
            Level::Should => ("orange", "#a85008"),
            _ => ("yellow", "#856a00"),
        },
    }
}

/// Returns the highest level of what fails; what is no test's fault alone counts as a must.
fn what_fails(table: &Table) -> Level {
    let is_of_tests = matches!(table.exit, Exit::Failures | Exit::Hangs);
    if !is_of_tests || !table.crashes.is_empty() || !table.missing.is_empty() {
        return Level::Must;
    }
    let red = table.tests.iter().filter(|row| !is_green(row));
    red.map(|row| row.level).min().unwrap_or_default()
}

/// Returns about how wide a text is in the badge's letters.
fn width(text: &str) -> u32 {
    let letters = u32::try_from(text.chars().count()).unwrap_or(100);
    letters * 13 / 2 + 12
}
