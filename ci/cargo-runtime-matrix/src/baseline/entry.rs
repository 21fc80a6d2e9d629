use std::fmt;

use runtime_matrix_report::Verdict;

use super::date::Date;
use crate::{
    nearest::nearest,
    pattern,
    runtimes::{meant, stands_for},
    toml_file::{Problems, Section},
};

/// The keys of an entry.
const KEYS: [&str; 8] = [
    "test", "package", "target", "cells", "verdict", "reason", "link", "until",
];

/// What a baseline says of some tests on some runtimes.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Where it is, as `file:line`.
    pub(crate) place: String,
    /// The path of the test, in which `*` is any text.
    pub(crate) test: String,
    pub(crate) package: Option<String>,
    pub(crate) target: Option<String>,
    /// The cells and families that it names; none if it holds on all runtimes.
    pub(crate) cells: Vec<String>,
    pub(crate) expects: Expects,
    pub(crate) reason: Option<String>,
    pub(crate) link: Option<String>,
    /// The last day on which it holds.
    pub(crate) until: Option<Date>,
}

/// What is expected of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expects {
    /// It is not run.
    Skip,
    /// It may fail, and is run again to see whether it always does.
    Flaky,
    /// It fails in whatever way.
    Failure,
    /// It fails with that verdict.
    Verdict(Verdict),
}

impl Entry {
    /// Reads an entry, and tells what is wrong with it.
    pub(crate) fn read(
        section: Section<'_>,
        today: Date,
        problems: &mut Problems,
    ) -> Option<Entry> {
        section.check_keys("an entry", &KEYS, problems);
        let test = section.text("test", problems);
        let expects = section.text("verdict", problems);
        for (key, what) in [
            ("test", "which tests it is for"),
            ("verdict", "what it expects"),
        ] {
            if section.get(key).is_none() {
                problems.add(
                    &section.place(),
                    format!("the entry does not say {what}: give it a `{key}`"),
                );
            }
        }
        let entry = Entry {
            place: section.place(),
            package: section.text("package", problems),
            target: section.text("target", problems),
            cells: cells(section, problems),
            reason: section.text("reason", problems),
            link: link(section, problems),
            until: until(section, today, problems),
            expects: expects.and_then(|name| read_expects(&name, section, problems))?,
            test: test?,
        };
        if section.get("reason").is_none() && section.get("link").is_none() {
            problems.add(
                &entry.place,
                format!(
                    "the entry for `{}` does not say why: give it a `reason`, or a `link` to one",
                    entry.test
                ),
            );
        }
        Some(entry)
    }

    /// Tells whether it is about a test, whatever the cell.
    pub(crate) fn is_about(&self, package: &str, target: &str, test: &str) -> bool {
        let is = |name: &Option<String>, other| name.as_deref().is_none_or(|name| name == other);
        is(&self.package, package) && is(&self.target, target) && pattern::matches(&self.test, test)
    }

    pub(crate) fn has_cell(&self, cell: &str) -> bool {
        self.cells.is_empty() || self.cell_ids().any(|id| id == cell)
    }

    fn cell_ids(&self) -> impl Iterator<Item = String> {
        self.cells.iter().flat_map(|name| stands_for(name))
    }

    /// Returns why the entry is there, in a line: the reason, the link, the last day.
    pub(crate) fn why(&self) -> String {
        let until = self.until.map(|date| format!("until {date}"));
        let parts = [self.reason.clone(), self.link.clone(), until];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Expects {
    /// Returns the name that baselines use.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Expects::Skip => "skip",
            Expects::Flaky => "flaky",
            Expects::Failure => "failure",
            Expects::Verdict(verdict) => verdict.name(),
        }
    }

    fn from_name(name: &str) -> Option<Expects> {
        all().into_iter().find(|expects| expects.name() == name)
    }
}

impl fmt::Display for Expects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Returns whatever can be expected of a cell. One that is interrupted fell to another; one that does not build has
/// never been there.
fn all() -> Vec<Expects> {
    let mut all = vec![Expects::Skip, Expects::Flaky, Expects::Failure];
    let verdicts = Verdict::ALL.into_iter().filter(|verdict| {
        let is_no_outcome = matches!(
            verdict,
            Verdict::Interrupted | Verdict::Xpass | Verdict::Flaky | Verdict::BuildFailed
        );
        verdict.is_failure() && !is_no_outcome
    });
    all.extend(verdicts.map(Expects::Verdict));
    all
}

fn read_expects(name: &str, section: Section<'_>, problems: &mut Problems) -> Option<Expects> {
    let expects = Expects::from_name(name);
    if expects.is_none() {
        let names: Vec<&str> = all().into_iter().map(Expects::name).collect();
        let hint = match (name, nearest(name, names.iter().copied(), 1).first()) {
            ("pass", _) => "a cell that passes needs no entry".to_owned(),
            ("build-failed", _) => {
                "leave the runtime off, by `runtimes` in [package.metadata.runtime-matrix]"
                    .to_owned()
            }
            (_, Some(near)) => format!("did you mean `{near}`?"),
            (_, None) => format!("it takes {}", names.join(", ")),
        };
        problems.add(
            &section.place_of("verdict"),
            format!("`{name}` cannot be expected: {hint}"),
        );
    }
    expects
}

fn cells(section: Section<'_>, problems: &mut Problems) -> Vec<String> {
    let cells = section.texts("cells", problems).unwrap_or_default();
    for (index, name) in cells.iter().enumerate() {
        if let Some(meant) = meant(name) {
            problems.add(
                &section.place_of("cells"),
                format!("there is no runtime `{name}`: did you mean `{meant}`?"),
            );
        }
        if cells[..index].contains(name) {
            problems.add(
                &section.place_of("cells"),
                format!("`{name}` is named twice: name each runtime once"),
            );
        }
    }
    cells
}

fn link(section: Section<'_>, problems: &mut Problems) -> Option<String> {
    let link = section.text("link", problems)?;
    if !link.starts_with("https://") && !link.starts_with("http://") {
        problems.add(
            &section.place_of("link"),
            format!("`{link}` is no link: begin it with https://, or call it a `reason`"),
        );
    }
    Some(link)
}

/// Reads the last day, as TOML's own date or as a text.
fn until(section: Section<'_>, today: Date, problems: &mut Problems) -> Option<Date> {
    let item = section.get("until")?;
    let text = match item.as_datetime() {
        Some(date) => date.to_string(),
        None => item.as_str().unwrap_or_default().to_owned(),
    };
    let place = section.place_of("until");
    match text.parse::<Date>() {
        Ok(date) => {
            if date < today {
                problems.add(
                    &place,
                    format!(
                        "the entry ended on {date}: remove it if its cause is mended, or give it another day"
                    ),
                );
            }
            Some(date)
        }
        Err(error) => {
            problems.add(&place, error);
            None
        }
    }
}
