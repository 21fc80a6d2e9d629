//! What the built-in runtimes declare and do, from the page that the suite keeps of them: this program links none of
//! them but `sim`.

use runtime_matrix::conformance::__RUNTIMES as RUNTIMES;

use crate::table::CardEntry;

const FOUND: &str = "# What the built-in runtimes do";
const DIFFER: &str = "## Where they see different things";
const DECLARED: &str = "## What they declare";

/// Returns the version of a built-in runtime that the page was made with.
pub(crate) fn version(runtime: &str) -> Option<&'static str> {
    let mut rows = rows(FOUND);
    rows.find(|row| row.first() == Some(&runtime))
        .and_then(|row| row.get(1).copied())
}

/// Returns the card of a built-in runtime, with each power as an entry of its own.
pub(crate) fn card(runtime: &str) -> Option<Vec<CardEntry>> {
    let mut rows = rows(DECLARED);
    let column = column_of(runtime, &rows.next()?)?;
    let entry = |name: &str, value: &str| CardEntry {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let differing = rows.filter_map(|row| Some(entry(row.first()?, row.get(column)?)));
    let agreed = lines(DECLARED)
        .filter_map(|line| line.strip_prefix("- ")?.split_once(": "))
        .map(|(name, value)| entry(plain(name), plain(value)));
    Some(differing.chain(agreed).collect())
}

/// Returns what came of a case on each built-in runtime, if they differ in it: runtime and outcome.
pub(crate) fn outcomes(case: &str) -> Vec<(&'static str, &'static str)> {
    let mut rows = rows(DIFFER);
    let head = rows.next().unwrap_or_default();
    let row = rows.find(|row| row.first() == Some(&case));
    let row = row.unwrap_or_default();
    head.into_iter().zip(row).skip(1).collect()
}

fn column_of(runtime: &str, head: &[&str]) -> Option<usize> {
    head.iter().position(|name| *name == runtime)
}

/// Returns the lines of a section.
fn lines(section: &str) -> impl Iterator<Item = &'static str> {
    let lines = RUNTIMES.lines().skip_while(move |line| *line != section);
    lines.skip(1).take_while(|line| !line.starts_with("## "))
}

/// Returns the rows of a section's table, its head first.
fn rows(section: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = lines(section).filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    rows.filter(|row| !row.contains("---"))
        .map(|row| row.split('|').map(plain).collect())
}

/// Returns a word without the marks around it.
fn plain(word: &str) -> &str {
    word.trim().trim_matches('`')
}

#[cfg(test)]
mod tests {
    use runtime_matrix::{RuntimeFactory, Sim};

    use super::*;
    use crate::runtimes;

    #[test]
    fn each_built_in_runtime_has_a_version_and_a_card() {
        let names = |runtime| {
            let card = card(runtime).unwrap_or_default();
            let mut names: Vec<String> = card.into_iter().map(|entry| entry.name).collect();
            names.sort();
            names
        };
        for runtime in runtimes::ids() {
            assert!(version(runtime).is_some(), "{runtime}");
            assert_eq!(names(runtime), names("sim"), "{runtime}");
        }
        assert_eq!(card("quarterly"), None);
    }

    #[test]
    fn the_page_says_what_the_runtime_itself_does() {
        let page = card("sim").unwrap();
        for entry in Sim.card().entries() {
            if entry.name != "capabilities" {
                let on_page = page.iter().find(|other| other.name == entry.name);
                assert_eq!(on_page.map(|other| &other.value), Some(&entry.value));
            }
        }
        let timer = page.iter().find(|entry| entry.name == "timer").unwrap();
        assert_eq!(timer.value, "yes");
    }

    #[test]
    fn a_case_in_which_they_differ_has_an_outcome_on_each() {
        let outcomes = outcomes("join::dropped_before_its_end");
        assert_eq!(outcomes.len(), runtimes::ids().count());
        assert!(outcomes.contains(&("smol", "cancels")));
        assert!(super::outcomes("block_on::returns_after_its_root").is_empty());
    }
}
