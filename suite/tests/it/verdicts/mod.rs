//! Each verdict that a cell can earn within the process, and the message that comes with it.

mod leaking;
mod panicking;
mod passing;
mod standing_still;

use std::future::pending;

use runtime_matrix::{Outcome, Runtime, Task, Verdict};

/// Asserts the verdict and that the report names all of `parts`.
#[track_caller]
pub(crate) fn assert_told(outcome: &Outcome, verdict: Verdict, parts: &[&str]) {
    assert_eq!(outcome.verdict(), verdict, "{}", outcome.report());
    for part in parts {
        assert!(
            outcome.report().contains(part),
            "`{part}` is missing in:\n{}",
            outcome.report()
        );
    }
}

const READER_AT: u32 = line!() + 2;
fn spawn_reader(rt: &Runtime) -> Task<()> {
    rt.spawn_named("reader", pending())
}

/// Returns the beginning of the place that the task is spawned at.
fn reader_place() -> String {
    format!("{}:{READER_AT}:", file!())
}
