//! What a reader sees first: how it went, why, and what the words of the matrix mean.

use std::collections::BTreeSet;

use runtime_matrix_report::Verdict;

use super::{
    details::sentence,
    escape::Text,
    matrix::state,
    view::{Line, View, first_line},
    words::{breakable, count, exit, symbol},
};
use crate::{
    exit::Exit,
    reports::marks::meaning,
    split::{Split, list},
    table::Table,
    text::{Labels, Paint, result, word},
};

/// As many causes stand on top; the parts below have them all.
const CAUSES: usize = 5;

/// Returns the title of the page: how it went, and with whose tests.
pub(super) fn title(table: &Table) -> String {
    let result = result(table, Paint { colors: false });
    let (word, _) = result.split_once(':').unwrap_or((&result, ""));
    format!("{word}: {}", packages(table))
}

pub(super) fn render(view: &View<'_>) -> String {
    let labels = Labels::of(view.table);
    [banner(view), causes(view, labels), legend(view.table)].concat()
}

fn banner(view: &View<'_>) -> String {
    let table = view.table;
    let result = result(table, Paint { colors: false });
    let (word, rest) = result.trim_end().split_once(": ").unwrap_or(("", &result));
    let (told, cells) = rest.split_once("; cells: ").unwrap_or((rest, ""));
    let class = if table.exit == Exit::Ok {
        "good"
    } else {
        "bad"
    };
    let shard = table.shard.map(|shard| format!(" (shard {shard})"));
    format!(
        "<div class=\"banner {class}\"><p class=from>{}{}</p><h1><span>{word}</span> {told}</h1>\
         {}<p>Cells: {cells}. Exit code {}: {}.</p></div>\n",
        Text(&packages(table)),
        shard.unwrap_or_default(),
        chips(view),
        table.exit.code(),
        exit(table),
    )
}

/// Says of each runtime how it did, for whoever reads no further.
fn chips(view: &View<'_>) -> String {
    let told = view.columns().map(|(_, column, red)| {
        let (class, told) = state(view, column, red);
        let mark = match class {
            "bad" => "✗",
            "good" => "✓",
            _ => "–",
        };
        format!(
            "<span class={class}>{mark} {}: {told}</span>",
            Text(&column.id)
        )
    });
    format!("<p class=chips>{}</p>", told.collect::<String>())
}

/// Returns the names of the packages, the first ones if they are many.
fn packages(table: &Table) -> String {
    let names: BTreeSet<&str> = table.tests.iter().map(|row| row.package.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    match names.len() {
        0 => "no tests".to_owned(),
        1..=4 => names.join(", "),
        all => format!("{} and {} more packages", names[..3].join(", "), all - 3),
    }
}

/// What several tests have in common that is worth a look.
struct Cause<'v, 'a> {
    sentence: String,
    lines: Vec<&'v Line<'a>>,
}

impl Cause<'_, '_> {
    fn is_red(&self) -> bool {
        self.lines.iter().any(|line| !line.marks.red.is_empty())
    }
}

fn causes(view: &View<'_>, labels: Labels) -> String {
    let all = found(view);
    let mut items: Vec<String> = broken(view.table);
    items.extend(all.iter().take(CAUSES).map(|cause| item(cause, labels)));
    if let Some(more) = all.len().checked_sub(CAUSES).filter(|more| *more > 0) {
        items.push(format!(
            "<li class=more>{} below, <a href=#details>test by test</a>",
            count(more, "more cause")
        ));
    }
    if items.is_empty() {
        return String::new();
    }
    format!(
        "<section class=causes aria-label=Why><h2>Why</h2><ul>{}</ul></section>\n",
        items.concat()
    )
}

/// Builds that failed, shards that are missing and processes that died: what they took along is in no test's part.
fn broken(table: &Table) -> Vec<String> {
    let mut items = Vec::new();
    let builds = table.builds.iter().map(|build| match &build.feature {
        Some(feature) => format!("{} with {}", Text(&build.package), Text(feature)),
        None => Text(&build.package).to_string(),
    });
    let builds: Vec<String> = builds.collect();
    if !builds.is_empty() {
        items.push(format!(
            "<li class=bad><p><a href=#builds><b>{} failed</b></a>: {}</p>",
            count(builds.len(), "build"),
            builds.join(", ")
        ));
    }
    let missing = table.missing.iter();
    items.extend(
        missing.map(|missing| format!("<li class=bad><p><b>missing</b>: {}</p>", Text(missing))),
    );
    let crashes = match table.crashes.len() {
        0 => return items,
        1 => "1 process died".to_owned(),
        all => format!("{all} processes died"),
    };
    items.push(format!(
        "<li class=bad><p><a href=#notes><b>{crashes}</b></a>, although none of the tests in it does so alone</p>"
    ));
    items
}

/// Returns the causes: those that make tests fail first, and of them what most tests have.
fn found<'v, 'a>(view: &'v View<'a>) -> Vec<Cause<'v, 'a>> {
    let mut causes: Vec<Cause<'v, 'a>> = Vec::new();
    for line in &view.lines {
        let Some(sentence) = cause_of(line) else {
            continue;
        };
        match causes.iter_mut().find(|cause| cause.sentence == sentence) {
            Some(cause) => cause.lines.push(line),
            None => causes.push(Cause {
                sentence,
                lines: vec![line],
            }),
        }
    }
    causes.sort_by_key(|cause| (!cause.is_red(), usize::MAX - cause.lines.len()));
    causes
}

/// Returns what a test says of itself, as far as others share it.
fn cause_of(line: &Line<'_>) -> Option<String> {
    if let Some(diagnosis) = &line.row.diagnosis {
        // Where in its code a test leans on a runtime is its own.
        return diagnosis
            .sentence
            .split("; first frame")
            .next()
            .map(str::to_owned);
    }
    let split = Split::of(line.row);
    if line.marks.red.is_empty() {
        return None;
    }
    Some(if split.green.is_empty() {
        let verdicts: BTreeSet<Verdict> = split.red.iter().map(|cell| cell.verdict).collect();
        let names: Vec<&str> = verdicts.into_iter().map(Verdict::name).collect();
        format!("{} wherever it runs", names.join(" or "))
    } else {
        format!(
            "differs: green on {}, red on {}",
            list(&split.green),
            list(&split.red)
        )
    })
}

fn item(cause: &Cause<'_, '_>, labels: Labels) -> String {
    let first = cause.lines[0];
    let class = if cause.is_red() { "bad" } else { "hint" };
    let name = breakable(&Text(&labels.label(first.row)).to_string());
    let others = match cause.lines.len() - 1 {
        0 => String::new(),
        more => format!(" and {}", count(more, "more test")),
    };
    let mut html = format!(
        "<li class={class}><p>{}</p><p class=who><a href=#test-{}>{name}</a>{others}",
        sentence(&cause.sentence),
        first.number,
    );
    let red = first
        .cells
        .iter()
        .flatten()
        .find(|cell| cell.verdict.is_failure());
    if let Some(message) = red.and_then(|cell| cell.message.as_deref()) {
        html += &format!(": <q>{}</q>", Text(&shortened(first_line(message))));
    }
    html + "</p>"
}

/// Returns a line that is no longer than is read at a glance.
fn shortened(line: &str) -> String {
    const LONGEST: usize = 160;
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn legend(table: &Table) -> String {
    let there: BTreeSet<Verdict> = table.cells().map(|cell| cell.verdict).collect();
    let told = |verdict: &Verdict| {
        format!(
            "<div><dt class=\"v {}\">{}<dd>{}</div>",
            verdict.name(),
            word(Some(*verdict)),
            meaning(*verdict)
        )
    };
    let (here, others): (Vec<Verdict>, Vec<Verdict>) = Verdict::ALL
        .iter()
        .partition(|verdict| there.contains(verdict));
    let mut html = "<section class=legend aria-label=Legend>".to_owned();
    if !here.is_empty() {
        html += &format!("<dl>{}", here.iter().map(told).collect::<String>());
        if table
            .tests
            .iter()
            .any(|row| row.cells.len() < table.runtimes.len())
        {
            html += "<div><dt class=none>–<dd>there is no such cell</div>";
        }
        html += "</dl>";
    }
    if !others.is_empty() {
        let others_told: String = others.iter().map(told).collect();
        html += &format!(
            "<details><summary>{} that no cell has</summary><dl>{others_told}</dl></details>",
            count(others.len(), "verdict"),
        );
    }
    html + "</section>\n"
}

/// Returns the rules that put each verdict's symbol before its word.
pub(super) fn symbols() -> String {
    let rules = Verdict::ALL.iter().map(|verdict| {
        format!(
            ".{}::before{{content:\"{}\"/\"\"}}\n",
            verdict.name(),
            symbol(*verdict)
        )
    });
    rules.collect()
}
