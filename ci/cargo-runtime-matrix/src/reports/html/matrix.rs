//! The matrix: the filters, the runtimes on top, then the tests by group.

use runtime_matrix_report::Verdict;

use super::{
    escape::Text,
    view::{Group, Line, View, is_told, parts},
    words::{breakable, count, level},
};
use crate::{
    table::{Cell, Column},
    text::word,
};

/// As many tests are shown at first, whatever became of them; of more, a group without a failure is closed.
const SHOWN: usize = 60;

pub(super) fn render(view: &View<'_>) -> String {
    if view.lines.is_empty() {
        return "<p id=matrix class=empty>No test has a cell.</p>\n".to_owned();
    }
    let mut html = "<section id=matrix class=m aria-label=\"The matrix\" tabindex=-1>\n".to_owned();
    html += &filters(view);
    html += &heads(view);
    let groups = view.groups();
    let opens_all = view.lines.len() <= SHOWN || groups.len() == 1;
    for shown in &groups {
        group(&mut html, view, shown, opens_all);
    }
    html + "</section>\n"
}

/// The filters that are no runtimes. Those are the heads of the columns.
fn filters(view: &View<'_>) -> String {
    let differ = view.lines.iter().filter(|line| line.marks.differs);
    let fail = view.lines.iter().filter(|line| !line.marks.red.is_empty());
    let choices = [
        ("all", view.lines.len()),
        ("differs", differ.count()),
        ("fails", fail.count()),
    ];
    let mut html = "<div class=bar><fieldset><legend class=x>Show</legend>".to_owned();
    for (name, count) in choices {
        let state = match (name, count) {
            ("all", _) => " checked",
            (_, 0) => " disabled",
            _ => "",
        };
        html += &format!(
            "<label><input type=radio name=show id=show-{name} value={name}{state}>{name} <b>{count}</b></label>"
        );
    }
    html += "</fieldset>";
    if view.columns().any(|(_, _, red)| red > 0) {
        html += "<span class=hint>or what fails on a runtime: choose its name</span>";
    }
    html + "<span class=js><input type=search id=search placeholder=\"search tests and messages\" aria-label=\"Search \
        tests and messages\" aria-keyshortcuts=/ autocomplete=off spellcheck=false><kbd>/</kbd> \
        <button type=button id=open>open all</button> <button type=button id=close>close all</button></span>\
        <output id=count class=js></output></div>\n"
}

fn heads(view: &View<'_>) -> String {
    let mut html = "<div class=heads><span>test</span>".to_owned();
    for (index, column, red) in view.columns() {
        let (state, told) = state(view, column, red);
        let off = if red == 0 { " disabled" } else { "" };
        let id = Text(&column.id).to_string();
        let version = column.version.as_deref().unwrap_or_default();
        html += &format!(
            "<label class={state}><input type=radio name=show id=on-{index} value={index}{off} aria-label=\"fails on {id}: {red}\">\
             <b>{}</b><small>{}</small><em>{told}</em></label>",
            breakable(&id),
            Text(version),
        );
    }
    html + "</div>\n"
}

/// Returns how a runtime did, as a class and in words.
pub(super) fn state(view: &View<'_>, column: &Column, red: usize) -> (&'static str, String) {
    if red > 0 {
        return ("bad", format!("{red}<i> failed</i>"));
    }
    let cells = view.table.cells().filter(|cell| cell.runtime == column.id);
    let (mut passed, mut unbuilt) = (0, 0);
    for cell in cells {
        match cell.verdict {
            Verdict::Unsupported | Verdict::Skipped => {}
            Verdict::BuildFailed => unbuilt += 1,
            _ => passed += 1,
        }
    }
    match (passed, unbuilt) {
        (0, 0) => ("none", "<i>not run</i>".to_owned()),
        (_, 0) => ("good", "<i>all </i>ok".to_owned()),
        _ => ("bad", format!("{unbuilt}<i> not built</i>")),
    }
}

fn group(html: &mut String, view: &View<'_>, group: &Group<'_, '_>, opens_all: bool) {
    let has_more = |line: &&Line<'_>| line.row.diagnosis.is_some();
    let is_open = opens_all || !group.marks.red.is_empty() || group.lines.iter().any(has_more);
    let red = group
        .lines
        .iter()
        .filter(|line| !line.marks.red.is_empty())
        .count();
    let mut told = count(group.lines.len(), "test");
    if red > 0 {
        told += &format!(", <b>{red} failed</b>");
    }
    *html += &format!(
        "<details class=\"g {}\"{}><summary><span>{}</span> <small>{told}</small></summary>\n<table><col>{}\
         <thead><tr><th>test",
        group.marks.classes(),
        if is_open { " open" } else { "" },
        breakable(&Text(&group.title).to_string()),
        "<col>".repeat(view.table.runtimes.len()),
    );
    for column in &view.table.runtimes {
        *html += &format!("<th scope=col>{}", Text(&column.id));
    }
    html.push_str("<tbody class=r>\n");
    for line in &group.lines {
        row(html, line, !view.table.builds.is_empty());
    }
    html.push_str("</table></details>\n");
}

fn row(html: &mut String, line: &Line<'_>, has_builds: bool) {
    let (_, name) = parts(&line.row.test);
    let name = Text(name);
    let classes = line.marks.classes();
    html.push_str("<tr");
    if line.is_told() {
        *html += &format!(" id=row-{}", line.number);
    }
    if !classes.is_empty() {
        *html += &format!(" class=\"{classes}\"");
    }
    if line.is_told() {
        *html += &format!("><th scope=row><a href=#test-{}>{name}</a>", line.number);
    } else {
        *html += &format!("><th scope=row>{name}");
    }
    *html += &level(line.row);
    for shown in &line.cells {
        match shown {
            None => html.push_str("<td class=none>–"),
            Some(shown) => cell(html, line, shown, has_builds),
        }
    }
    html.push('\n');
}

fn cell(html: &mut String, line: &Line<'_>, cell: &Cell, has_builds: bool) {
    let word = word(Some(cell.verdict));
    let name = cell.verdict.name();
    if is_told(cell) {
        *html += &format!("<td><a class={name} href=#{}>{word}</a>", line.anchor(cell));
    } else if cell.verdict == Verdict::Pass {
        html.push_str("<td>ok");
    } else if has_builds {
        *html += &format!("<td><a class={name} href=#builds>{word}</a>");
    } else {
        *html += &format!("<td><span class={name}>{word}</span>");
    }
}
