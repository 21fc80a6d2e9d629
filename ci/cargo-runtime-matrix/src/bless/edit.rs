//! Changes a baseline, and leaves alone what does not change: comments, order, blanks.

use anyhow::{Context, Result};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, RawString, Table, value};

use super::changes::{Changes, New, Scope};
use crate::baseline::Date;

/// What a file begins with that was not there.
const HEADER: &str = "# What is known to be red on some runtime, and why.\n";

/// Why the new entries are there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Why {
    pub(crate) reason: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) until: Option<Date>,
}

/// Returns the text of a baseline with the changes; `None` stands for a file that is not there.
///
/// # Errors
///
/// Fails if the text is none of a baseline, which has been read before.
pub(crate) fn edited(text: Option<&str>, changes: &Changes, why: &Why) -> Result<String> {
    let text = text.unwrap_or(HEADER);
    if text.contains("\r\n") {
        let edited = edited(Some(&text.replace("\r\n", "\n")), changes, why)?;
        return Ok(edited.replace('\n', "\r\n"));
    }
    let mut document: DocumentMut = text.parse().context("a baseline has changed meanwhile")?;
    let old = document
        .remove("expect")
        .and_then(|item| item.into_array_of_tables().ok());
    let (mut entries, mut orphaned) = renewed(old.unwrap_or_default(), changes);
    for new in &changes.new {
        let mut table = entry(new, why);
        put_before(&mut table, &std::mem::take(&mut orphaned));
        entries.push(table);
    }
    // Without a table, what a file holds comes at its end.
    let end = text_of(document.trailing());
    match entries.get_mut(0) {
        None => {
            let end = (orphaned + &end).trim_end().to_owned();
            let feed = if end.is_empty() { "" } else { "\n" };
            document.set_trailing(end + feed);
        }
        Some(first) => {
            if !has_entries(text) {
                document.set_trailing("");
                put_before(first, &end);
            }
            document.insert("expect", Item::ArrayOfTables(entries));
        }
    }
    Ok(document.to_string())
}

/// Returns the entries that there were, as far as they hold, and the texts between them that are left over.
fn renewed(old: ArrayOfTables, changes: &Changes) -> (ArrayOfTables, String) {
    let mut entries = ArrayOfTables::new();
    let mut orphaned = String::new();
    for (index, mut table) in old.into_iter().enumerate() {
        // They come in the order of the list.
        table.set_position(None);
        let scopes = changes.entries.get(&index);
        if scopes.is_some_and(Vec::is_empty) {
            orphaned += &paragraphs_before(&table);
            continue;
        }
        put_before(&mut table, &std::mem::take(&mut orphaned));
        let Some((first, others)) = scopes.and_then(|scopes| scopes.split_first()) else {
            entries.push(table);
            continue;
        };
        let mut other = table.clone();
        other.decor_mut().set_prefix("\n");
        narrow(&mut table, first);
        entries.push(table);
        for scope in others {
            let mut other = other.clone();
            narrow(&mut other, scope);
            entries.push(other);
        }
    }
    (entries, orphaned)
}

fn has_entries(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("[["))
}

fn text_of(raw: &RawString) -> String {
    raw.as_str().unwrap_or_default().to_owned()
}

/// Returns what stands before a table and is not about it alone: all up to the last blank line.
fn paragraphs_before(table: &Table) -> String {
    let prefix = table.decor().prefix().map(text_of).unwrap_or_default();
    let lines: Vec<&str> = prefix.split_inclusive('\n').collect();
    let blank = lines.iter().rposition(|line| line.trim().is_empty());
    lines[..blank.unwrap_or(0)].concat()
}

fn put_before(table: &mut Table, text: &str) {
    if !text.trim().is_empty() {
        let prefix = table.decor().prefix().map(text_of).unwrap_or_default();
        let prefix = prefix.strip_prefix('\n').unwrap_or(&prefix);
        table.decor_mut().set_prefix(format!("{text}\n{prefix}"));
    }
}

fn narrow(table: &mut Table, scope: &Scope) {
    if let Some(test) = &scope.test {
        table.insert("test", value(test));
    }
    if scope.cells.is_empty() {
        table.remove("cells");
    } else {
        put(table, "cells", value(list(&scope.cells)));
    }
}

/// Puts a value at a key, with the comment behind it if there is one.
fn put(table: &mut Table, key: &str, mut item: Item) {
    let old = table.get(key).and_then(Item::as_value);
    if let (Some(old), Some(new)) = (old, item.as_value_mut()) {
        *new.decor_mut() = old.decor().clone();
    }
    table.insert(key, item);
}

fn list(names: &[String]) -> Array {
    names.iter().map(String::as_str).collect()
}

fn entry(new: &New, why: &Why) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table.insert("test", value(&new.test));
    for (key, name) in [("package", &new.package), ("target", &new.target)] {
        if let Some(name) = name {
            table.insert(key, value(name));
        }
    }
    table.insert("cells", value(list(&new.cells)));
    table.insert("verdict", value(new.verdict.name()));
    let until = why.until.map(|until| until.to_string());
    for (key, text) in [
        ("reason", &why.reason),
        ("link", &why.link),
        ("until", &until),
    ] {
        if let Some(text) = text {
            table.insert(key, value(text));
        }
    }
    table
}
