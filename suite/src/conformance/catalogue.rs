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
