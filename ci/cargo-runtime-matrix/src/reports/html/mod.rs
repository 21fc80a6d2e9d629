//! The table as one page for a browser: it holds its style and its script, and loads nothing.
//!
//! What matters works without the script: the filters, the theme and the groups are the style's. The script adds
//! the search, the count, the buttons that copy, and the keys.

mod details;
mod escape;
mod matrix;
mod packages;
mod policy;
mod runtimes;
mod summary;
mod view;
mod words;

use self::{
    escape::{Text, prose},
    view::View,
};
use crate::{table::Table, text};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Returns the page.
pub(crate) fn page(table: &Table) -> String {
    let view = View::of(table);
    let parts = [
        head(table),
        themes(),
        "<main>\n".to_owned(),
        summary::render(&view),
        matrix::render(&view),
        packages::render(&view),
        builds(table),
        notes(table),
        details::render(&view),
        runtimes::render(&view),
        "</main>\n".to_owned(),
        foot(table),
    ];
    parts.concat()
}

fn head(table: &Table) -> String {
    let style = format!(
        "{STYLE}{}{}",
        summary::symbols(),
        filters(table.runtimes.len())
    );
    format!(
        "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>\n\
         <meta http-equiv=Content-Security-Policy content=\"{}\">\n\
         <meta name=viewport content=\"width=device-width,initial-scale=1\">\n\
         <meta name=referrer content=no-referrer>\n\
         <title>{}</title>\n<style>{style}</style></head>\n<body><a class=skip href=#matrix>Skip to the matrix</a>\n",
        policy::policy(&style, SCRIPT),
        Text(&summary::title(table)),
    )
}

/// The rules that know how many columns there are.
fn filters(columns: usize) -> String {
    let mut rules = format!(":root{{--n:{columns}}}\n");
    rules += &hides("#show-differs", "d");
    rules += &hides("#show-fails", "f");
    for column in 0..columns {
        let input = format!("#on-{column}");
        rules += &hides(&input, &format!("f{column}"));
        rules += &format!(
            "body:has({input}:checked) .m col:nth-of-type({}){{background:var(--pick)}}\n",
            column + 2
        );
    }
    rules
}

/// The rules that hide what does not have a class, where that filter is chosen: groups, tests, and their parts but
/// for the one that a link has led to.
///
/// Each ends with a name of its own, by which a browser finds the few elements that it is about.
fn hides(input: &str, class: &str) -> String {
    let chosen = format!("body:has({input}:checked)");
    format!(
        "{chosen} .g:not(.{class}),{chosen} tbody.r>tr:not(.{class}),\
         {chosen} .t:not(.{class},:target){{display:none}}\n"
    )
}

fn themes() -> String {
    let mut html = "<header><span>runtime-matrix</span><fieldset class=themes><legend class=x>Colours</legend>".to_owned();
    for (name, state) in [("auto", " checked"), ("light", ""), ("dark", "")] {
        html +=
            &format!("<label><input type=radio name=theme id=theme-{name}{state}>{name}</label>");
    }
    html + "</fieldset></header>\n"
}

fn builds(table: &Table) -> String {
    if table.builds.is_empty() {
        return String::new();
    }
    let told = table.builds.iter().map(|build| {
        format!(
            "<article class=s><h3><span class=\"v build-failed\">NOBUILD</span> {} does not build {}</h3><pre>{}</pre></article>\n",
            Text(&build.package),
            prose(&text::circumstances(build, table)),
            Text(build.error.trim_end()),
        )
    });
    let told: String = told.collect();
    format!("<section id=builds class=c><h2>Builds that failed</h2>\n{told}</section>\n")
}

fn notes(table: &Table) -> String {
    let mut items = String::new();
    for crash in &table.crashes {
        items += &format!("<li><span class=\"v crash\">CRASH</span> {}", Text(crash));
    }
    for note in &table.notes {
        items += &format!("<li>{}", Text(note));
    }
    if !table.restrictions.is_empty() {
        let only = table.restrictions.join("; ");
        items += &format!("<li>only a part was run: {}", prose(&only));
    }
    match table.plain_tests {
        0 => {}
        1 => items += "<li>1 plain test is left to <code>cargo test</code>",
        many => items += &format!("<li>{many} plain tests are left to <code>cargo test</code>"),
    }
    if items.is_empty() {
        return items;
    }
    format!("<section id=notes class=c><h2>Notes</h2><ul>{items}</ul></section>\n")
}

fn foot(table: &Table) -> String {
    format!(
        "<footer>Made by cargo-runtime-matrix {}, from its table alone.</footer>\n<script>{SCRIPT}</script></body></html>\n",
        Text(table.tool())
    )
}

#[cfg(test)]
mod tests;
