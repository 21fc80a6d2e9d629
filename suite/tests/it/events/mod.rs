//! Events, queues that are joined, confirmations: how a test learns that something happened elsewhere.

mod confirmation;
mod event;
mod join_queue;
mod queue_guard;
mod sequencer;

use runtime_matrix::{Outcome, Verdict};

/// Asserts that nothing could happen any more, and that the report says `parts`.
#[track_caller]
pub(crate) fn assert_still(outcome: &Outcome, parts: &[&str]) {
    let is_still = matches!(outcome.verdict(), Verdict::Stalled | Verdict::Deadlock);
    assert!(is_still, "{}", outcome.report());
    assert_says(outcome.report(), parts);
}

#[track_caller]
pub(crate) fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}
