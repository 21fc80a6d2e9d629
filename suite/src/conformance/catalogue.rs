use crate::conformance::{case::Case, cases};

/// Returns all cases, in the order of their areas; those that are retired or untested too.
///
/// ```
/// let cases: Vec<_> = runtime_matrix::conformance::catalogue().collect();
/// assert!(cases.len() >= 120);
/// ```
pub fn catalogue() -> impl Iterator<Item = &'static Case> {
    cases::AREAS.iter().flat_map(|area| area.cases)
}

/// Returns the areas of the catalogue: a name, and what belongs there.
pub fn areas() -> impl Iterator<Item = (&'static str, &'static str)> {
    cases::AREAS.iter().map(|area| (area.name, area.about))
}

impl Case {
    /// Returns the case of that id.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Case> {
        catalogue().find(|case| case.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::conformance::{Level, Status};

    /// All ids that there have ever been. It only grows: `--bless` adds to it and takes nothing away.
    const EVER: &str = include_str!("ids.txt");

    /// Returns those of the ids that no case has.
    fn vanished<'a>(ever: &'a str, cases: &[Case]) -> Vec<&'a str> {
        let ids: HashSet<&str> = cases.iter().map(Case::id).collect();
        ever.lines().filter(|id| !ids.contains(id)).collect()
    }

    #[test]
    fn no_id_vanishes() {
        let cases: Vec<Case> = catalogue().copied().collect();
        let gone = vanished(EVER, &cases);
        assert!(gone.is_empty(), "say `.retired(\"why\")` of {gone:?}");
        for case in &cases {
            let is_kept = EVER.lines().any(|id| id == case.id());
            assert!(is_kept, "`{}` is new: bless the pages", case.id());
        }
        assert_eq!(EVER.lines().collect::<HashSet<_>>().len(), cases.len());
    }

    #[test]
    fn one_that_is_retired_keeps_its_id_and_does_not_run() {
        let case = *Case::named("timers::end").expect("there is one");
        let retired = case.retired("another one says it better");
        assert!(!retired.is_run() && !retired.counts());
        assert!(vanished("timers::end", &[retired]).is_empty());
        assert_eq!(vanished("timers::end", &[]), ["timers::end"]);
    }

    #[test]
    fn each_says_in_words_of_the_rfc_how_binding_it_is() {
        for case in catalogue() {
            let word = match case.level() {
                Level::Must => "MUST",
                Level::Should => "SHOULD",
                _ => "MAY",
            };
            let mut words = case
                .sentence()
                .split(|letter: char| !letter.is_alphabetic());
            assert!(words.any(|found| found == word), "{case:?} has no {word}");
        }
    }

    #[test]
    fn each_has_a_source_and_a_reason_where_it_is_not_run() {
        for case in catalogue() {
            assert!(!case.source().is_empty(), "{case:?} has no source");
            if let Status::Retired(reason) | Status::Untested(reason) = case.status() {
                assert!(!reason.is_empty(), "{case:?} has no reason");
            }
        }
    }

    #[test]
    fn those_that_are_info_and_no_others_name_outcomes() {
        for case in catalogue().filter(|case| case.is_run()) {
            let number = case.outcomes().len();
            assert_eq!(number > 1, case.level() == Level::Info, "{case:?}");
            assert_ne!(number, 1, "{case:?} can see one thing alone");
        }
    }
}
