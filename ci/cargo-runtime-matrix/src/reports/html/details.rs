//! A part of the page for each test of which there is more to say, and in it one for each cell.

use super::{
    escape::Text,
    view::{Line, View, first_line, is_told},
    words::{breakable, count, duration, level},
};
use crate::{
    table::{Cell, Diagnosis, Row},
    text::{Labels, in_words, runs, shortened, word},
};

pub(super) fn render(view: &View<'_>) -> String {
    let labels = Labels::of(view.table);
    let mut html = String::new();
    for line in view.lines.iter().filter(|line| line.is_told()) {
        test(&mut html, line, labels);
    }
    if html.is_empty() {
        return html;
    }
    format!("<section id=details class=c><h2>Test by test</h2>\n{html}</section>\n")
}

fn test(html: &mut String, line: &Line<'_>, labels: Labels) {
    let label = labels.label(line.row);
    *html += &format!(
        "<article id=test-{} class=\"t {}\" tabindex=-1><h3><span>{}</span>{}",
        line.number,
        line.marks.classes(),
        breakable(&Text(&label).to_string()),
        level(line.row),
    );
    if let Some(place) = &line.row.place {
        *html += &format!(" <small>{}</small>", Text(place));
    }
    *html += &format!(
        "<a class=up href=#row-{} aria-label=\"to its row in the matrix\">↑ matrix</a></h3>\n",
        line.number
    );
    if let Some(diagnosis) = &line.row.diagnosis {
        *html += &why(diagnosis, line.row);
    }
    for cells in folded(line) {
        alike(html, line, &cells);
    }
    html.push_str("</article>\n");
}

/// Tells a diagnosis; what the messages below say is not said here.
fn why(diagnosis: &Diagnosis, row: &Row) -> String {
    let messages = row.cells.iter().filter_map(|cell| cell.message.as_deref());
    let told: Vec<&str> = messages.map(first_line).collect();
    let is_new = |evidence: &&String| !told.contains(&evidence.as_str());
    let evidence: Vec<&String> = diagnosis.evidence.iter().filter(is_new).collect();
    let mut html = format!("<div class=why><p>{}</p>", sentence(&diagnosis.sentence));
    if !evidence.is_empty() {
        html += "<ul aria-label=Evidence>";
        for evidence in evidence {
            html += &format!("<li>{}", Text(evidence));
        }
        html += "</ul>";
    }
    if let Some(advice) = &diagnosis.advice {
        html += &format!("<p class=advice><b>What to do</b> {}</p>", Text(advice));
    }
    html + "</div>\n"
}

/// Returns a sentence of which the head, up to the first colon, stands out.
pub(super) fn sentence(sentence: &str) -> String {
    match sentence.split_once(": ") {
        Some((head, rest)) => format!("<b>{}</b>: {}", Text(head), Text(rest)),
        None => format!("<b>{}</b>", Text(sentence)),
    }
}

/// Returns the cells that are told, those together that say the same, failures first.
fn folded<'a>(line: &Line<'a>) -> Vec<Vec<&'a Cell>> {
    let mut groups: Vec<Vec<&Cell>> = Vec::new();
    for cell in line
        .cells
        .iter()
        .flatten()
        .copied()
        .filter(|cell| is_told(cell))
    {
        let says_the_same = |group: &&mut Vec<&Cell>| {
            let first = group[0];
            (
                first.verdict,
                &first.message,
                &first.place,
                &first.frame,
                &first.output,
                first.runs,
            ) == (
                cell.verdict,
                &cell.message,
                &cell.place,
                &cell.frame,
                &cell.output,
                cell.runs,
            )
        };
        match groups.iter_mut().find(says_the_same) {
            Some(group) => group.push(cell),
            None => groups.push(vec![cell]),
        }
    }
    groups.sort_by_key(|group| !group[0].verdict.is_failure());
    groups
}

/// Tells of cells that say the same: that once, and then what each has of its own.
fn alike(html: &mut String, line: &Line<'_>, cells: &[&Cell]) {
    let first = cells[0];
    let runtimes: Vec<_> = cells
        .iter()
        .map(|cell| Text(&cell.runtime).to_string())
        .collect();
    *html += &format!(
        "<section class=s><h4><span class=\"v {}\">{}</span> on {}{}</h4>\n",
        first.verdict.name(),
        word(Some(first.verdict)),
        runtimes.join(", "),
        runs(first),
    );
    if let Some(message) = &first.message {
        *html += &format!("<pre>{}</pre>\n", Text(message.trim_end()));
    }
    let place = first.place.as_deref().map(|place| ("at", shortened(place)));
    let frame = first
        .frame
        .as_deref()
        .map(|frame| ("first frame outside the runtime", shortened(frame)));
    for (what, place) in place.into_iter().chain(frame) {
        *html += &format!("<p class=at>{what} <code>{}</code></p>\n", Text(place));
    }
    if !first.output.is_empty() {
        *html += &format!(
            "<details class=o><summary>the last that it wrote, {}</summary><pre>{}</pre></details>\n",
            count(first.output.len(), "line"),
            Text(&first.output.join("\n")),
        );
    }
    html.push_str("<ul class=k>\n");
    for cell in cells {
        own(html, line, cell);
    }
    html.push_str("</ul></section>\n");
}

/// Tells what a cell has of its own.
fn own(html: &mut String, line: &Line<'_>, cell: &Cell) {
    *html += &format!(
        "<li id={} tabindex=-1><b>{}</b> ",
        line.anchor(cell),
        Text(&cell.runtime)
    );
    *html += &facts(cell).join(" · ");
    if let Some(expected) = &cell.expected {
        *html += &format!("<p>the baseline: {}</p>", Text(&in_words(expected)));
    }
    if let Some(rerun) = &cell.rerun {
        *html += &format!(
            "<div class=run><code>{}</code><button type=button class=\"copy js\" aria-label=\"copy the command that runs it again\">copy</button></div>",
            Text(rerun)
        );
    }
    html.push('\n');
}

fn facts(cell: &Cell) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(cell.duration_us.map(duration));
    facts.extend(
        cell.workers
            .map(|workers| count(workers as usize, "worker")),
    );
    facts.extend(cell.seed.map(|seed| format!("seed {seed}")));
    facts.extend(cell.threads.as_ref().map(|threads| {
        let names: Vec<_> = threads.iter().map(|name| Text(name).to_string()).collect();
        match names.len() {
            0 => "no hidden thread".to_owned(),
            1 => format!("hidden thread <code>{}</code>", names[0]),
            all => format!(
                "{all} hidden threads <code>{}</code>",
                names.join("</code>, <code>")
            ),
        }
    }));
    let drops = cell.native_drops.filter(|drops| *drops > 0);
    facts.extend(drops.map(|drops| format!("native handles dropped: {drops}")));
    facts
}
