use std::num::NonZeroUsize;

use runtime_matrix_core::Options;

use crate::conformance::lab::Lab;

pub(super) fn id_is_lower_case_words(lab: &Lab) {
    let id = lab.factory().id();
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    let begins_well = id.starts_with(|letter: char| letter.is_ascii_lowercase());
    if !begins_well || !id.split('_').all(is_word) {
        lab.fail("an id of lower-case words joined by `_`", format!("`{id}`"));
    }
}

pub(super) fn version_is_not_empty(lab: &Lab) {
    let version = lab.factory().version();
    lab.holds(
        version.is_none_or(|version| !version.trim().is_empty()),
        "a version, or none",
        "a version that is empty",
    );
}

pub(super) fn workers_are_counted(lab: &Lab) {
    for asked in [None, NonZeroUsize::new(1), NonZeroUsize::new(3)] {
        let options = asked.map_or_else(Options::default, |asked| {
            Options::default().with_workers(asked)
        });
        let workers = lab.factory().workers(&options);
        if workers == 0 {
            let asked = asked.map_or_else(|| "no number".to_owned(), |asked| asked.to_string());
            lab.fail(
                format!("one worker or more where {asked} is asked for"),
                "no worker",
            );
        }
    }
}

pub(super) fn prefixes_of_own_threads_are_not_empty(lab: &Lab) {
    let prefixes = lab.factory().own_threads();
    if prefixes.iter().any(|prefix| prefix.trim().is_empty()) {
        lab.fail(
            "prefixes of the names of the runtime's own threads",
            format!("an empty one among {prefixes:?}"),
        );
    }
}
