//! The runtimes side by side: versions, workers, notes, counts and cards, with what differs marked.

use std::collections::BTreeMap;

use super::{escape::Text, view::View, words::breakable};
use crate::table::{Column, Table};

pub(super) fn render(view: &View<'_>) -> String {
    let columns = &view.table.runtimes;
    if columns.is_empty() {
        return String::new();
    }
    let mut html = "<section id=runtimes class=c><h2>Runtimes</h2>\n<p>What each is and declares. An entry with ≠ is not \
        the same on all of them.</p>\n<div class=wide tabindex=0 role=region aria-label=\"The runtimes, side by side\">\
        <table class=cards><thead><tr><th>"
        .to_owned();
    for column in columns {
        html += &format!("<th scope=col>{}", breakable(&Text(&column.id).to_string()));
    }
    html += "<tbody>\n";
    html += &facts(view.table);
    html += &cards(columns);
    html + "</table></div></section>\n"
}

fn facts(table: &Table) -> String {
    let columns = &table.runtimes;
    let told = |what: &str, values: Vec<String>| {
        if values.iter().all(String::is_empty) {
            return String::new();
        }
        let cells = values.iter().map(|value| format!("<td>{}", Text(value)));
        format!("<tr><th scope=row>{what}{}\n", cells.collect::<String>())
    };
    let each = |value: fn(&Column) -> Option<String>| {
        columns
            .iter()
            .map(|column| value(column).unwrap_or_default())
            .collect()
    };
    let counts = columns.iter().map(|column| {
        let mut counts = BTreeMap::new();
        for cell in table.cells().filter(|cell| cell.runtime == column.id) {
            *counts.entry(cell.verdict).or_insert(0_usize) += 1;
        }
        let told = counts
            .iter()
            .map(|(verdict, count)| format!("{count} {verdict}"));
        told.collect::<Vec<_>>().join(", ")
    });
    [
        told("version", each(|column| column.version.clone())),
        told(
            "workers",
            each(|column| column.workers.map(|workers| workers.to_string())),
        ),
        told("cells", counts.collect()),
        told("note", each(|column| column.note.clone())),
    ]
    .concat()
}

/// The entries of all cards, in the order of the first card that has them.
fn cards(columns: &[Column]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for entry in columns.iter().flat_map(|column| &column.card) {
        if !names.contains(&entry.name.as_str()) {
            names.push(&entry.name);
        }
    }
    let mut html = String::new();
    for name in names {
        let values: Vec<Option<&str>> = columns
            .iter()
            .map(|column| {
                let entry = column.card.iter().find(|entry| entry.name == name);
                entry.map(|entry| entry.value.as_str())
            })
            .collect();
        let known: Vec<&str> = values.iter().copied().flatten().collect();
        let differs = known.windows(2).any(|two| two[0] != two[1]);
        html += if differs { "<tr class=ne>" } else { "<tr>" };
        html += &format!("<th scope=row>{}", breakable(&Text(name).to_string()));
        if differs {
            html += " <abbr title=\"differs\">≠</abbr>";
        }
        for value in values {
            html += &format!("<td>{}", Text(value.unwrap_or("–")));
        }
        html.push('\n');
    }
    html
}
