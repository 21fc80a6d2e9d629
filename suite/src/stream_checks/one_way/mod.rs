//! The rules of a stream that is written at one end and read at the other.

mod cancelling;
mod clogging;
mod dropping;
mod ending;
mod passing;
mod slices;
mod waking;

use crate::stream_checks::rule::Rule;

/// Returns the rules, in the order in which they are looked at.
pub(super) fn rules() -> Vec<Rule> {
    let parts = [
        passing::RULES,
        slices::RULES,
        ending::RULES,
        dropping::RULES,
        cancelling::RULES,
        waking::RULES,
        clogging::RULES,
    ];
    parts.concat()
}
