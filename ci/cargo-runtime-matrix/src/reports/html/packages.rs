//! The verdict on each package: what it leans on, what shows it, and what to do.

use super::{
    details::sentence,
    escape::{Text, prose},
    view::View,
    words::{breakable, count},
};
use crate::{
    table::Row,
    verdict_of_package::{Finding, MOST_TESTS, PackageVerdict},
};

pub(super) fn render(view: &View<'_>) -> String {
    let verdicts = &view.table.verdicts;
    if verdicts.is_empty() {
        return String::new();
    }
    let told = verdicts.iter().map(|verdict| package(verdict, view));
    let told: String = told.collect();
    format!("<section id=packages class=c><h2>The verdict</h2>\n{told}</section>\n")
}

fn package(verdict: &PackageVerdict, view: &View<'_>) -> String {
    let mut html = format!(
        "<article class=s><h3>{}: <b>{}</b></h3>\n",
        Text(&verdict.package),
        prose(&verdict.verdict)
    );
    if !verdict.findings.is_empty() {
        let told = verdict.findings.iter();
        let told = told.map(|finding| item(finding, &verdict.package, view));
        html += &format!("<ul>{}</ul>\n", told.collect::<String>());
    }
    if !verdict.limits.is_empty() {
        html += &format!(
            "<p>As far as run: {}.</p>\n",
            prose(&verdict.limits.join("; "))
        );
    }
    html + "</article>\n"
}

fn item(finding: &Finding, package: &str, view: &View<'_>) -> String {
    let mut html = format!("<li><p>{}</p>", sentence(&finding.finding));
    if !finding.tests.is_empty() {
        let named = finding.tests.iter().take(MOST_TESTS);
        let mut tests: Vec<String> = named.map(|test| link(test, package, view)).collect();
        if let Some(more) = finding.tests.len().checked_sub(MOST_TESTS + 1) {
            tests.push(count(more + 1, "more test"));
        }
        let runtimes = Text(&finding.runtimes.join(", ")).to_string();
        html += &format!("<p>shown by {} on {runtimes}</p>", tests.join(", "));
    }
    if let Some(frame) = &finding.frame {
        let what = finding.whose_frame();
        html += &format!("<p class=at>{what} <code>{}</code></p>", Text(frame));
    }
    if let Some(advice) = &finding.advice {
        html += &format!("<p class=advice><b>What to do</b> {}</p>", Text(advice));
    }
    html
}

/// Returns the name of a test, which leads to its part of the page where there is one.
fn link(test: &str, package: &str, view: &View<'_>) -> String {
    let name = breakable(&Text(test).to_string());
    let is_it = |row: &Row| row.package == package && row.test == test;
    match view
        .lines
        .iter()
        .find(|line| is_it(line.row) && line.is_told())
    {
        Some(line) => format!("<a href=#test-{}>{name}</a>", line.number),
        None => format!("<code>{name}</code>"),
    }
}
