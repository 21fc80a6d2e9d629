//! Words that the matrix, the catalogue and the cards use, each with what it means and what to do about it.

mod cards;
mod catalogue;
mod exits;
mod print;
mod runtimes;
mod verdicts;

use anyhow::Result;
use serde::Serialize;

use crate::{
    args::ExplainArgs,
    exit::{Exit, Stop},
    nearest::distance,
    width::width,
};

/// As many names may be meant by one that there is not.
const MOST_NEAR: usize = 4;

/// Something that has a name and a meaning.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    kind: Kind,
    name: String,
    /// Other names by which it is found.
    #[serde(skip)]
    also: Vec<String>,
    sentence: String,
    facts: Vec<Fact>,
}

/// One thing more to know, in the order in which it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

/// What kind of thing it is, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Verdict,
    Symptom,
    Exit,
    Runtime,
    Card,
    Power,
    Area,
    Case,
    Fault,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    version: u32,
    tool: &'static str,
    entries: Vec<&'a Entry>,
}

/// Returns what there is to say about a name, or all names.
///
/// # Errors
///
/// Fails on a name that there is not, with those that are most like it.
pub(crate) fn run(args: &ExplainArgs) -> Result<(String, Exit)> {
    let all = all();
    let entries = match &args.what {
        None => all.iter().collect(),
        Some(what) => found(what, &all)?,
    };
    let text = if args.json {
        let answer = Answer {
            version: 1,
            tool: env!("CARGO_PKG_VERSION"),
            entries,
        };
        serde_json::to_string_pretty(&answer)? + "\n"
    } else if args.what.is_none() {
        print::names(&entries, width(args.width))
    } else {
        print::entries(&entries, width(args.width))
    };
    Ok((text, Exit::Ok))
}

/// Returns everything that has a name, kind by kind.
fn all() -> Vec<Entry> {
    let mut all = verdicts::verdicts();
    all.extend(verdicts::symptoms());
    all.extend(exits::exits());
    all.extend(runtimes::runtimes());
    all.extend(cards::entries());
    all.extend(cards::powers());
    all.extend(catalogue::areas());
    all.extend(catalogue::cases());
    all.extend(catalogue::faults());
    all
}

/// Returns what has that name: several, if a runtime and a verdict were called alike.
fn found<'a>(what: &str, all: &'a [Entry]) -> Result<Vec<&'a Entry>> {
    let what = what.trim().trim_matches('`');
    let is_it = |name: &String| name.eq_ignore_ascii_case(what);
    let named: Vec<&Entry> = all.iter().filter(|entry| is_it(&entry.name)).collect();
    if !named.is_empty() {
        return Ok(named);
    }
    let also: Vec<&Entry> = all
        .iter()
        .filter(|entry| entry.also.iter().any(is_it))
        .collect();
    if !also.is_empty() {
        return Ok(also);
    }
    let near: Vec<String> = alike(what, all.iter().map(|entry| entry.name.as_str()))
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    let hint = match near.as_slice() {
        [] => "`cargo runtime-matrix explain` lists all names".to_owned(),
        [near] => format!("did you mean {near}?"),
        [first @ .., last] => format!("did you mean {} or {last}?", first.join(", ")),
    };
    Err(Stop::usage(format!(
        "there is nothing called `{what}`: {hint}"
    )))
}

/// Returns the names that are most like `what`, and all as much; none if they have little in common.
fn alike<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let what = what.to_lowercase();
    let apart = |name: &str| {
        if !what.is_empty() && name.contains(&what) {
            return 0;
        }
        let last = name.rsplit("::").next().unwrap_or(name);
        distance(&what, name).min(distance(&what, last))
    };
    let ranked: Vec<(usize, &str)> = names.map(|name| (apart(name), name)).collect();
    let least = ranked.iter().map(|(apart, _)| *apart).min();
    let near = ranked
        .into_iter()
        .filter(|(apart, _)| Some(*apart) == least && *apart <= what.chars().count() / 2);
    near.map(|(_, name)| name).take(MOST_NEAR).collect()
}

impl Entry {
    fn new(kind: Kind, name: impl Into<String>, sentence: impl Into<String>) -> Entry {
        Entry {
            kind,
            name: name.into(),
            also: Vec::new(),
            sentence: sentence.into(),
            facts: Vec::new(),
        }
    }

    /// Says more, unless there is nothing to say.
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Entry {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { name, value });
        }
        self
    }

    fn called(mut self, name: impl Into<String>) -> Entry {
        self.also.push(name.into());
        self
    }
}

impl Kind {
    /// Returns what stands before the names of that kind.
    fn heading(self) -> &'static str {
        match self {
            Kind::Verdict => "verdicts, what became of a cell",
            Kind::Symptom => "symptoms, what a message betrays",
            Kind::Exit => "exit codes",
            Kind::Runtime => "runtimes",
            Kind::Card => "entries of a card, what runtimes do differently",
            Kind::Power => "powers, what a runtime may have and a test may require",
            Kind::Area => "areas of the catalogue of conformance",
            Kind::Case => "cases of the catalogue, rules of the contract",
            Kind::Fault => "faults, runtimes with one defect each",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Verdict => "verdict",
            Kind::Symptom => "symptom",
            Kind::Exit => "exit code",
            Kind::Runtime => "runtime",
            Kind::Card => "entry of the card",
            Kind::Power => "power",
            Kind::Area => "area of the catalogue",
            Kind::Case => "case of the catalogue",
            Kind::Fault => "fault",
        }
    }
}

#[cfg(test)]
mod tests;
