//! Streams, sinks and connections that follow a script.

mod before_leaks;
mod io_pausing;
mod io_reading;
mod io_unfinished;
mod io_writing;
mod sink;
mod sink_breaches;
mod stream;
mod stream_pending;
#[cfg(feature = "streams")]
mod traits;

use runtime_matrix::{Outcome, Runtime, Verdict};

use crate::{
    events::{assert_says, assert_still},
    mock::panic_of,
};

/// Asserts that a scripted object failed the test, and that the report says `parts`.
#[track_caller]
fn assert_fails(outcome: &Outcome, parts: &[&str]) {
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    assert_says(outcome.report(), parts);
}

/// Runs a task and swallows its panic.
async fn swallowed(rt: &Runtime, work: impl Future<Output = ()> + Send + 'static) {
    let joined = rt.spawn(work).await;
    assert!(joined.is_err(), "it panics");
}
