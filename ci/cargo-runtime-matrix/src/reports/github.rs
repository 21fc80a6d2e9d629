//! What GitHub shows of a step: annotations in the code, and a page in its summary.

use super::{
    clean::{clean, first_line},
    markdown,
    marks::Place,
};
use crate::{
    table::{Cell, Row, Table},
    text::{Labels, folded},
};

/// GitHub shows so many errors of a step.
const MOST: usize = 10;

/// GitHub takes a summary of 1 MiB, in bytes; what is longer it leaves out as a whole.
const ROOM: usize = 1024 * 1024 - 4096;

/// Returns the page for the summary, which leaves out what GitHub would not take.
pub(crate) fn summary(table: &Table) -> String {
    markdown::page_within(table, ROOM)
}

/// Returns the commands that make GitHub point at each failure, the first ones if there are many.
pub(crate) fn annotations(table: &Table) -> String {
    let labels = Labels::of(table);
    let mut errors: Vec<String> = Vec::new();
    for build in &table.builds {
        let with = build.feature.as_deref();
        let with = with.map_or(String::new(), |feature| {
            format!(" with the feature {feature}")
        });
        let title = format!("{} does not build{with}", build.package);
        errors.push(error(None, &title, &build.error));
    }
    for crash in &table.crashes {
        errors.push(error(None, "a process crashed", crash));
    }
    for missing in &table.missing {
        errors.push(error(None, "a shard is missing", missing));
    }
    for row in table.tests.iter().filter(|row| row.has_failed()) {
        for cells in folded(row).iter().filter(|cells| !is_told(cells)) {
            errors.push(failure(row, cells, &labels.with_level(row)));
        }
    }
    let more = errors.len().saturating_sub(MOST);
    errors.truncate(MOST);
    let mut text = errors.concat();
    if more > 0 {
        text += &format!(
            "::warning title=runtime-matrix::no room here for {more} more: see the summary of the \
             step\n"
        );
    }
    text
}

/// Tells whether the build that failed, which has an annotation of its own, says it all.
fn is_told(cells: &[&Cell]) -> bool {
    cells[0].verdict == runtime_matrix_report::Verdict::BuildFailed
}

fn failure(row: &Row, cells: &[&Cell], label: &str) -> String {
    let first = cells[0];
    let runtimes: Vec<&str> = cells.iter().map(|cell| cell.runtime.as_str()).collect();
    let title = format!("{label}: {} on {}", first.verdict, runtimes.join(", "));
    let mut text = first
        .message
        .clone()
        .unwrap_or_else(|| first.verdict.to_string());
    if let Some(diagnosis) = &row.diagnosis {
        text += &format!("\n{}", diagnosis.sentence);
    }
    if let Some(rerun) = &first.rerun {
        text += &format!("\nrerun: {rerun}");
    }
    error(place(row, first), &title, &text)
}

/// Returns the place to point at, which is in the user's repository: where the cell failed, else the frame
/// that led there, else the test.
fn place<'a>(row: &'a Row, cell: &'a Cell) -> Option<Place<'a>> {
    let frame = cell
        .frame
        .as_deref()
        .and_then(|frame| frame.rsplit_once(" at "));
    let places = [
        cell.place.as_deref(),
        frame.map(|(_, place)| place),
        row.place.as_deref(),
    ];
    let mut places = places.into_iter().flatten().filter_map(Place::parse);
    places.find(|place| is_relative(place.file))
}

/// Tells whether the file is not elsewhere, as the sources of other crates are.
fn is_relative(file: &str) -> bool {
    let has_drive = file.chars().nth(1) == Some(':');
    !file.starts_with(['/', '\\', '<']) && !has_drive
}

fn error(place: Option<Place<'_>>, title: &str, text: &str) -> String {
    let place = place.map(|Place { file, line }| format!("file={},line={line},", property(file)));
    format!(
        "::error {}title={}::{}\n",
        place.unwrap_or_default(),
        property(&first_line(title)),
        data(&clean(text)),
    )
}

/// Escapes what follows on a command.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D");
    text.replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
