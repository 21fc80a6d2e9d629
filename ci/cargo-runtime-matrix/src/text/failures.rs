//! Each failure once: what it says, where, why, and how to run it again.

use runtime_matrix_report::Verdict;

use super::{Labels, Paint, grid};
use crate::table::{Cell, FailedBuild, Row, Runs, Table};

/// Returns the builds that failed, with the compiler's first error.
pub(super) fn builds(table: &Table, paint: Paint) -> String {
    let told = table.builds.iter().map(|build| {
        format!(
            "{} `{}` does not build {}:\n{}",
            paint.red("build-failed"),
            build.package,
            circumstances(build, table),
            indented(&build.error, "  ")
        )
    });
    told.collect::<Vec<_>>().join("\n")
}

/// Tells with what a build failed.
pub(crate) fn circumstances(build: &FailedBuild, table: &Table) -> String {
    let feature = build.feature.as_ref();
    let mut with: Vec<String> = Vec::new();
    with.extend(feature.map(|feature| format!("runtime-matrix's feature `{feature}`")));
    if !build.own_features.is_empty() {
        let own: Vec<_> = build
            .own_features
            .iter()
            .map(|own| format!("`{own}`"))
            .collect();
        let plural = if own.len() == 1 { "" } else { "s" };
        with.push(format!("its own feature{plural} {}", own.join(", ")));
    }
    let is_its = |row: &&Row| row.package == build.package;
    let mut cells = table.tests.iter().filter(is_its).flat_map(|row| &row.cells);
    if !with.is_empty() {
        format!("with {}", with.join(" and "))
    } else if cells.any(|cell| cell.verdict != Verdict::BuildFailed) {
        "without a feature of runtime-matrix".to_owned()
    } else {
        "at all".to_owned()
    }
}

/// Returns the tests that fail on some runtime.
pub(super) fn tests(table: &Table, labels: &Labels, paint: Paint) -> String {
    let rows = table.tests.iter().filter(|row| row.has_failed());
    let told = rows.map(|row| {
        let mut text = heading(row, labels, paint);
        for cells in folded(row) {
            text += &failure(&cells, paint);
        }
        text + &diagnosis(row, paint)
    });
    told.collect::<Vec<_>>().join("\n")
}

/// Returns the tests that pass, but of which there is something to say.
pub(super) fn findings(table: &Table, labels: &Labels, paint: Paint) -> String {
    let rows = table.tests.iter();
    let found = rows.filter(|row| row.diagnosis.is_some() && !grid::is_shown(row));
    let told = found.map(|row| heading(row, labels, paint) + &diagnosis(row, paint));
    told.collect::<Vec<_>>().join("\n")
}

fn heading(row: &Row, labels: &Labels, paint: Paint) -> String {
    let place = row.place.as_deref();
    let place = place
        .map(|place| format!(" at {place}"))
        .unwrap_or_default();
    format!("{}{place}\n", paint.bold(&labels.with_level(row)))
}

/// Returns the failed cells, those together that say the same.
pub(crate) fn folded(row: &Row) -> Vec<Vec<&Cell>> {
    let mut groups: Vec<Vec<&Cell>> = Vec::new();
    for cell in row.cells.iter().filter(|cell| cell.verdict.is_failure()) {
        let says_the_same = |group: &&mut Vec<&Cell>| {
            let first = group[0];
            (first.verdict, &first.message, &first.place, first.runs)
                == (cell.verdict, &cell.message, &cell.place, cell.runs)
        };
        match groups.iter_mut().find(says_the_same) {
            Some(group) => group.push(cell),
            None => groups.push(vec![cell]),
        }
    }
    groups
}

/// Tells a failure of one or several cells, of which the first stands for the others.
fn failure(cells: &[&Cell], paint: Paint) -> String {
    let first = cells[0];
    let runtimes: Vec<_> = cells.iter().map(|cell| cell.runtime.as_str()).collect();
    let verdict = paint.red(first.verdict.name());
    let mut text = format!("  {verdict} on {}{}\n", runtimes.join(", "), runs(first));
    if let Some(message) = &first.message {
        text += &indented(message, "    ");
    }
    if let Some(place) = &first.place {
        text += &format!("    at {}\n", shortened(place));
    }
    if let Some(frame) = &first.frame {
        text += &format!("    first frame outside the runtime: {frame}\n");
    }
    if !first.output.is_empty() {
        text += "    the last that it wrote:\n";
        text += &indented(&first.output.join("\n"), "      ");
    }
    if let Some(rerun) = &first.rerun {
        text += &format!("    rerun: {rerun}\n");
    }
    text
}

/// Tells in how many of its runs a cell has failed, if it ran more than once.
pub(crate) fn runs(cell: &Cell) -> String {
    let Some(Runs { all, failed, seed }) = cell.runs else {
        return String::new();
    };
    let seed = seed.map(|seed| format!(", first with seed {seed}"));
    let plural = if all == 1 { "" } else { "s" };
    format!(
        ", failed in {failed} of {all} run{plural}{}",
        seed.unwrap_or_default()
    )
}

/// Tells a diagnosis; what the failures above have said is not said again.
fn diagnosis(row: &Row, paint: Paint) -> String {
    let Some(diagnosis) = &row.diagnosis else {
        return String::new();
    };
    let mut text = format!("  {}: {}\n", paint.yellow("diagnosis"), diagnosis.sentence);
    let messages = row.cells.iter().filter_map(|cell| cell.message.as_deref());
    let told: Vec<&str> = messages
        .filter_map(|message| message.lines().next())
        .collect();
    for evidence in &diagnosis.evidence {
        if !told.contains(&evidence.as_str()) {
            text += &format!("    {evidence}\n");
        }
    }
    if let Some(advice) = &diagnosis.advice {
        text += &format!("    advice: {advice}\n");
    }
    text
}

fn indented(text: &str, indent: &str) -> String {
    let lines = text.trim_end().lines();
    lines
        .map(|line| format!("{indent}{line}").trim_end().to_owned() + "\n")
        .collect()
}

/// Cuts off where the sources of published crates are kept: `tokio-1.54.1/src/…` says which file it is.
pub(crate) fn shortened(place: &str) -> &str {
    let inside = place.split_once("/registry/src/");
    let file = inside.and_then(|(_, inside)| inside.split_once('/'));
    file.map_or(place, |(_, file)| file)
}
