//! TOML that people write: each error says the file and the line, and all of them come at once.

use std::{
    env, fs,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::Result;
use toml_edit::{Document, Item, Table, TableLike, Value};

use crate::{exit::Stop, nearest::nearest};

/// A TOML file.
#[derive(Debug)]
pub(crate) struct TomlFile {
    /// Its path, as errors name it.
    name: String,
    document: Document<String>,
}

/// What is wrong in files.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<String>);

/// A table of a file, of which the keys are read one by one.
#[derive(Clone, Copy)]
pub(crate) struct Section<'a> {
    file: &'a TomlFile,
    table: &'a dyn TableLike,
    line: usize,
}

impl TomlFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read, and on what is no TOML, with the line.
    pub(crate) fn read(path: &Path) -> Result<TomlFile> {
        let name = shown(path);
        let text = fs::read_to_string(path)
            .map_err(|error| Stop::usage(format!("`{name}` cannot be read ({error})")))?;
        TomlFile::parse(&name, &text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    ///
    /// Fails on what is no TOML, with the line.
    pub(crate) fn parse(name: &str, text: &str) -> Result<TomlFile> {
        let line = |span: Option<Range<usize>>| line(text, span);
        match Document::parse(text.to_owned()) {
            Ok(document) => Ok(TomlFile {
                name: name.to_owned(),
                document,
            }),
            Err(error) => {
                let message = error.message().trim().replace('\n', ", ");
                Err(Stop::usage(format!(
                    "{name}:{}: this is no TOML: {message}",
                    line(error.span())
                )))
            }
        }
    }

    pub(crate) fn root(&self) -> Section<'_> {
        self.section(self.document.as_table(), None)
    }

    /// Returns the tables of `[[key]]`, if there are any.
    pub(crate) fn tables(&self, key: &str) -> Vec<Section<'_>> {
        let item = self.document.as_table().get(key);
        let tables = item.and_then(Item::as_array_of_tables);
        let tables = tables.into_iter().flatten();
        tables
            .map(|table: &Table| self.section(table, table.span()))
            .collect()
    }

    fn section<'a>(&'a self, table: &'a dyn TableLike, span: Option<Range<usize>>) -> Section<'a> {
        Section {
            file: self,
            table,
            line: line(self.document.raw(), span),
        }
    }
}

impl Problems {
    /// Adds what is wrong at a place, which is a file with a line.
    pub(crate) fn add(&mut self, place: &str, message: impl AsRef<str>) {
        self.0.push(format!("{place}: {}", message.as_ref()));
    }

    /// Fails if there are any, with all of them.
    pub(crate) fn check(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Stop::usage(self.0.join("\n")))
        }
    }
}

impl<'a> Section<'a> {
    /// Returns where the table begins.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.file.name, self.line)
    }

    /// Returns where a key is, or the table if it lacks the key.
    pub(crate) fn place_of(&self, key: &str) -> String {
        match self.table.key(key).and_then(toml_edit::Key::span) {
            Some(span) => format!(
                "{}:{}",
                self.file.name,
                line(self.file.document.raw(), Some(span))
            ),
            None => self.place(),
        }
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.table.iter().map(|(key, _)| key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Item> {
        self.table.get(key)
    }

    /// Returns the table at a key, if that is one.
    pub(crate) fn table(&self, key: &str) -> Option<Section<'a>> {
        let table = self.get(key)?.as_table_like()?;
        let span = self.table.key(key).and_then(toml_edit::Key::span);
        Some(self.file.section(table, span))
    }

    /// Finds the keys that are none of those; `what` has them.
    pub(crate) fn check_keys(&self, what: &str, known: &[&str], problems: &mut Problems) {
        for key in self.keys().filter(|key| !known.contains(key)) {
            let hint = match nearest(key, known.iter().copied(), 1).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", known.join(", ")),
            };
            problems.add(
                &self.place_of(key),
                format!("{what} has no key `{key}`: {hint}"),
            );
        }
    }

    /// Returns the text at a key, which may not be empty.
    pub(crate) fn text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        let text = self.get(key)?.as_str();
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            problems.add(
                &self.place_of(key),
                format!("`{key}` wants a text: write {key} = \"…\""),
            );
        }
        text.map(str::to_owned)
    }

    /// Returns the texts at a key: a list of them, or one.
    pub(crate) fn texts(&self, key: &str, problems: &mut Problems) -> Option<Vec<String>> {
        let item = self.get(key)?;
        let one = |value: &Value| value.as_str().map(str::to_owned);
        let texts = match item.as_array() {
            Some(array) => array.iter().map(one).collect(),
            None => item.as_value().and_then(one).map(|text| vec![text]),
        };
        let texts = texts.filter(|texts: &Vec<String>| !texts.is_empty());
        if texts.is_none() {
            problems.add(
                &self.place_of(key),
                format!("`{key}` wants a list of texts: write {key} = [\"…\"]"),
            );
        }
        texts
    }

    /// Returns the truth value at a key; false if there is none.
    pub(crate) fn flag(&self, key: &str, problems: &mut Problems) -> bool {
        let Some(item) = self.get(key) else {
            return false;
        };
        let flag = item.as_bool();
        if flag.is_none() {
            problems.add(
                &self.place_of(key),
                format!("`{key}` wants true or false: write {key} = true"),
            );
        }
        flag.unwrap_or_default()
    }
}

/// Returns the line of a place in a text, the first being 1.
fn line(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start).min(text.len());
    1 + text.as_bytes()[..start]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
}

/// Returns a path as people would write it here.
pub(crate) fn shown(path: &Path) -> String {
    let here = env::current_dir().unwrap_or_else(|_| PathBuf::new());
    // Whoever came here by a link may have the path without it.
    let without_links = here.canonicalize();
    let folders = [Some(here), without_links.ok()];
    let inside = folders
        .iter()
        .flatten()
        .find_map(|folder| path.strip_prefix(folder).ok());
    inside.unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> TomlFile {
        TomlFile::parse("a.toml", text).unwrap()
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let error = TomlFile::parse("a.toml", "a = 1\nb = \n").unwrap_err();
        let error = error.to_string();
        assert!(error.starts_with("a.toml:2: this is no TOML: "), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }

    #[test]
    fn keys_are_found_with_their_lines_and_all_that_is_wrong_is_told() {
        let file = file("# ours\n[[expect]]\ntset = \"a\"\ncells = []\nreason = \"\"\n");
        let [entry] = file.tables("expect")[..] else {
            panic!("one entry");
        };
        let mut problems = Problems::default();
        entry.check_keys("an entry", &["test", "cells", "reason"], &mut problems);
        assert_eq!(entry.texts("cells", &mut problems), None);
        assert_eq!(entry.text("reason", &mut problems), None);
        assert_eq!(entry.place(), "a.toml:2");
        assert_eq!(
            problems.check().unwrap_err().to_string(),
            "a.toml:3: an entry has no key `tset`: did you mean `test`?\n\
             a.toml:4: `cells` wants a list of texts: write cells = [\"…\"]\n\
             a.toml:5: `reason` wants a text: write reason = \"…\""
        );
    }

    #[test]
    fn a_list_of_one_needs_no_brackets() {
        let file = file("cells = \"smol\"\non = true\n");
        let mut problems = Problems::default();
        let root = file.root();
        assert_eq!(
            root.texts("cells", &mut problems),
            Some(vec!["smol".to_owned()])
        );
        assert!(root.flag("on", &mut problems));
        assert!(!root.flag("off", &mut problems));
        problems.check().unwrap();
    }
}
