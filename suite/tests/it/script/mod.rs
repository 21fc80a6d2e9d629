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

use std::panic::{AssertUnwindSafe, catch_unwind};

use runtime_matrix::{Outcome, Runtime, Verdict};

/// Asserts that nothing could happen any more, and that the report says `parts`.
#[track_caller]
fn assert_still(outcome: &Outcome, parts: &[&str]) {
    let is_still = matches!(outcome.verdict(), Verdict::Stalled | Verdict::Deadlock);
    assert!(is_still, "{}", outcome.report());
    assert_says(outcome.report(), parts);
}

/// Asserts that a scripted object failed the test, and that the report says `parts`.
#[track_caller]
fn assert_fails(outcome: &Outcome, parts: &[&str]) {
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    assert_says(outcome.report(), parts);
}

#[track_caller]
fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}

/// Returns what a job says when it panics.
#[track_caller]
fn panic_of(job: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(job)).expect_err("it panics");
    match payload.downcast::<String>() {
        Ok(said) => *said,
        Err(payload) => {
            let said = payload.downcast_ref::<&str>();
            (*said.expect("a panic with a message")).to_owned()
        }
    }
}

/// Runs a task and swallows its panic.
async fn swallowed(rt: &Runtime, work: impl Future<Output = ()> + Send + 'static) {
    let joined = rt.spawn(work).await;
    assert!(joined.is_err(), "it panics");
}
