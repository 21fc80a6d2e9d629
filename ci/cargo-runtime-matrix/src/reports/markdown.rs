//! A page in Markdown, as GitHub shows it: the matrix, what differs and why, each failure with its details.

mod escape;

use std::collections::BTreeSet;

use runtime_matrix_report::Verdict;

use self::escape::{code, fenced, html, prose};
use super::{
    clean::{clean, first_line},
    marks::meaning,
};
use crate::{
    table::{Cell, Column, Diagnosis, Row, Table},
    text::{self, Labels, Paint, folded, is_shown, shortened, word},
    verdict_of_package::PackageVerdict,
};

const PLAIN: Paint = Paint { colors: false };

/// Returns the page.
pub(super) fn page(table: &Table) -> String {
    page_within(table, usize::MAX)
}

/// Returns the page, of which the failures that come last are left out where it would be longer than `room`.
pub(super) fn page_within(table: &Table, room: usize) -> String {
    let labels = Labels::of(table);
    let parts = [
        head(table),
        packages(table),
        builds(table),
        matrix(table, &labels, room / 4),
        runtimes(table),
        differences(table, &labels, room / 4),
    ];
    let mut page = parts.concat();
    let rest = room.saturating_sub(page.len());
    page += &failures(table, &labels, rest);
    page
}

fn head(table: &Table) -> String {
    let result = text::result(table, PLAIN);
    let (word, rest) = result.split_once(':').unwrap_or(("result", &result));
    let mut head = format!(
        "# Runtime matrix\n\n**{word}**:{}\n\n",
        prose(rest.trim_end())
    );
    for crash in &table.crashes {
        head += &format!("- **crash**: {}\n", prose(&first_line(crash)));
    }
    for missing in &table.missing {
        head += &format!("- **missing**: {}\n", prose(&first_line(missing)));
    }
    for note in &table.notes {
        head += &format!("- note: {}\n", prose(&first_line(note)));
    }
    if head.ends_with("\n") && !head.ends_with("\n\n") {
        head.push('\n');
    }
    head
}

/// The verdict on each package, with what it comes from.
fn packages(table: &Table) -> String {
    let mut text = String::new();
    for PackageVerdict {
        package,
        verdict,
        findings,
        limits,
    } in &table.verdicts
    {
        text += &format!("**{}**: {}\n\n", prose(package), prose(verdict));
        for finding in findings {
            text += &format!("- {}\n", prose(&clean(&finding.finding)));
            if let Some(advice) = &finding.advice {
                text += &format!("  - {}\n", prose(&clean(advice)));
            }
        }
        if !limits.is_empty() {
            text += &format!("- as far as run: {}\n", prose(&clean(&limits.join("; "))));
        }
        if text.ends_with("\n") && !text.ends_with("\n\n") {
            text.push('\n');
        }
    }
    text
}

fn builds(table: &Table) -> String {
    let mut text = String::new();
    for build in &table.builds {
        text += &format!(
            "**build-failed**: {} does not build {}:\n\n{}\n",
            code(&build.package),
            prose(&text::circumstances(build, table)),
            fenced(&clean(&build.error))
        );
    }
    text
}

/// The rows that fail somewhere; those that do not are counted.
fn matrix(table: &Table, labels: &Labels, room: usize) -> String {
    let rows: Vec<&Row> = table.tests.iter().filter(|row| is_shown(row)).collect();
    let mut text = String::new();
    if !rows.is_empty() {
        text += &header(table);
        let lines = rows.iter().map(|row| line(row, table, labels));
        let (lines, more) = fitting(lines, room);
        text += &lines;
        text.push('\n');
        if more > 0 {
            text += &format!("No room here for {more} more.\n\n");
        }
        text += &legend(&rows, table.runtimes.len());
    }
    let alike = text::alike(table, PLAIN);
    for line in alike.lines() {
        text += &format!("{}  \n", prose(line.trim_start()));
    }
    if !alike.is_empty() {
        text.push('\n');
    }
    if let Some((head, entries)) = text::entries(table, labels).split_once('\n') {
        let entries = entries.lines();
        let entries = entries.map(|entry| format!("- {}\n", prose(&clean(entry.trim_start()))));
        text += &format!("{head}\n\n{}\n", entries.collect::<String>());
    }
    text
}

fn header(table: &Table) -> String {
    let columns = table.runtimes.iter();
    let ids = columns.map(|column| {
        let words = column.id.split('_').map(|word| prose(&clean(word)));
        format!(" {} |", words.collect::<Vec<_>>().join("<br>"))
    });
    let rule = " --- |".repeat(table.runtimes.len());
    format!("| test |{}\n| --- |{rule}\n", ids.collect::<String>())
}

fn line(row: &Row, table: &Table, labels: &Labels) -> String {
    let mut line = format!(
        "| {} |",
        code(&clean(&labels.label(row))).replace('|', "\\|")
    );
    for column in &table.runtimes {
        let verdict = row.cell(&column.id).map(|cell| cell.verdict);
        let word = word(verdict);
        line += &if verdict.is_some_and(Verdict::is_failure) {
            format!(" **{word}** |")
        } else {
            format!(" {word} |")
        };
    }
    line + "\n"
}

/// Returns the words in the matrix, with what each means.
fn legend(rows: &[&Row], runtimes: usize) -> String {
    let cells = rows.iter().flat_map(|row| &row.cells);
    let verdicts: BTreeSet<Verdict> = cells.map(|cell| cell.verdict).collect();
    let told = verdicts
        .into_iter()
        .map(|verdict| format!("{}: {}", word(Some(verdict)), meaning(verdict)));
    let mut told: Vec<String> = told.collect();
    if rows.iter().any(|row| row.cells.len() < runtimes) {
        told.push("-: there is no such cell".to_owned());
    }
    format!("<sub>{}</sub>\n\n", told.join(" · "))
}

fn runtimes(table: &Table) -> String {
    if table.runtimes.is_empty() {
        return String::new();
    }
    let mut text =
        "| runtime | version | workers | cells |\n| --- | --- | --- | --- |\n".to_owned();
    for column in &table.runtimes {
        let Column {
            id,
            version,
            workers,
            note,
            ..
        } = column;
        let cells = text::counts(table.cells().filter(|cell| cell.runtime == *id));
        let note = note
            .as_deref()
            .map(|note| format!(" ({})", prose(&first_line(note))));
        text += &format!(
            "| {}{} | {} | {} | {cells} |\n",
            code(&clean(id)),
            note.unwrap_or_default(),
            prose(&clean(version.as_deref().unwrap_or("-"))),
            workers.map_or("-".to_owned(), |workers| workers.to_string()),
        );
    }
    text.push('\n');
    text
}

fn differences(table: &Table, labels: &Labels, room: usize) -> String {
    let known = table
        .tests
        .iter()
        .filter_map(|row| Some((row, row.diagnosis.as_ref()?)));
    let told = known.map(|(row, diagnosis)| {
        let Diagnosis {
            sentence, advice, ..
        } = diagnosis;
        let advice = advice
            .as_deref()
            .map(|advice| format!("  \n  Advice: {}", prose(&clean(advice))));
        format!(
            "- {}: {}{}\n",
            code(&clean(&labels.label(row))),
            prose(&clean(sentence)),
            advice.unwrap_or_default()
        )
    });
    let (text, more) = fitting(told, room);
    if text.is_empty() {
        return text;
    }
    let more = match more {
        0 => String::new(),
        more => format!("- No room here for {more} more.\n"),
    };
    format!("## Differences\n\n{text}{more}\n")
}

fn failures(table: &Table, labels: &Labels, room: usize) -> String {
    let rows = table.tests.iter().filter(|row| row.has_failed());
    let told = rows.flat_map(|row| {
        let groups = folded(row).into_iter();
        groups.map(|cells| failure(&labels.with_level(row), row, &cells))
    });
    let (text, more) = fitting(told, room.saturating_sub(200));
    if text.is_empty() && more == 0 {
        return text;
    }
    let more = match more {
        0 => String::new(),
        more => format!("No room here for {more} more.\n"),
    };
    format!("## Failures\n\n{text}{more}")
}

/// A failure of one or several cells, of which the first stands for the others.
fn failure(label: &str, row: &Row, cells: &[&Cell]) -> String {
    let first = cells[0];
    let runtimes: Vec<&str> = cells.iter().map(|cell| cell.runtime.as_str()).collect();
    let mut facts = first.message.clone().unwrap_or_default();
    if let Some(place) = first.place.as_deref().or(row.place.as_deref()) {
        facts += &format!("\nat {}", shortened(place));
    }
    if let Some(frame) = &first.frame {
        facts += &format!("\nfirst frame outside the runtime: {frame}");
    }
    if !first.output.is_empty() {
        facts += "\nthe last that it wrote:";
        for line in &first.output {
            facts += &format!("\n  {line}");
        }
    }
    if let Some(rerun) = &first.rerun {
        facts += &format!("\nrerun: {rerun}");
    }
    format!(
        "<details><summary><code>{}</code>: {} on {}{}</summary>\n\n{}\n</details>\n\n",
        html(&clean(label)),
        first.verdict,
        html(&clean(&runtimes.join(", "))),
        text::runs(first),
        fenced(clean(&facts).trim_start())
    )
}

/// Joins the texts that fit, and counts those that do not.
fn fitting(texts: impl Iterator<Item = String>, room: usize) -> (String, usize) {
    let (mut joined, mut more) = (String::new(), 0);
    for text in texts {
        if more == 0 && joined.len() + text.len() <= room {
            joined += &text;
        } else {
            more += 1;
        }
    }
    (joined, more)
}
