//! What became of a cell, and what a message betrays.

use runtime_matrix_report::{Symptom, Verdict};

use crate::{
    explain::{Entry, Kind},
    text,
};

pub(super) fn verdicts() -> Vec<Entry> {
    let entry = |verdict: Verdict| {
        let (meaning, todo) = words(verdict);
        let word = text::word(Some(verdict));
        let counts = match verdict.is_failure() {
            true => "a failure: a run with it has failed",
            false => "no failure",
        };
        Entry::new(Kind::Verdict, verdict.name(), meaning)
            .called(word)
            .with("in the matrix", word)
            .with("counts as", counts)
            .with("what to do", todo)
    };
    Verdict::ALL.into_iter().map(entry).collect()
}

/// Returns what a verdict means, and what to do about it.
fn words(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Pass => (
            "The body returned, and nothing of it was left over: no task, no panic that nobody has seen.",
            "",
        ),
        Verdict::Fail => (
            "The body returned an error, or a rule that the suite holds each cell to was broken.",
            "read the message: it says which rule, and where",
        ),
        Verdict::Panic => (
            "The body panicked, as a failed assertion does, or one of its tasks did and nobody joined it.",
            "the place is that of the panic; if it is in somebody else's code, the frame names yours that led to it",
        ),
        Verdict::Timeout => (
            "The body was still making progress when its time limit passed, and was cancelled.",
            "look for a loop that has no end on this runtime, or raise the limit: `timeout = \"…\"` in the attribute, \
             RUNTIME_MATRIX_TIMEOUT for all",
        ),
        Verdict::Stalled => (
            "Nothing was runnable and no timer was set, and no wake came within the grace period: an observation, not a \
             proof.",
            "the message lists who waits for what; if a thread of your own wakes it later, raise RUNTIME_MATRIX_GRACE",
        ),
        Verdict::Deadlock => (
            "Nothing was runnable, and nothing was left that could ever wake a task: a proof.",
            "the message lists who waits for what: a waker was dropped or never stored, or two tasks wait for each other",
        ),
        Verdict::Hang => (
            "A poll did not return, so the watchdog had to end the process.",
            "look at the task that was being polled for what blocks its thread: a lock, a blocking call, a loop without \
             an await",
        ),
        Verdict::Crash => (
            "The process died while the cell ran, and did so again when the cell ran alone.",
            "the last lines that it wrote are in the report: an abort, a stack overflow, a call of `process::exit`",
        ),
        Verdict::Interrupted => (
            "The cell was in flight when its process was ended because of another one.",
            "deal with the one that hung or crashed; run this one again alone",
        ),
        Verdict::Leak => (
            "The body ended well, but tasks of it were still running.",
            "await or cancel the handle of the task that the message names, or detach it if it may outlive the test",
        ),
        Verdict::Unsupported => (
            "The runtime lacks a power that the test requires.",
            "nothing, if the test really needs it; else take the power out of `requires(…)`",
        ),
        Verdict::Skipped => (
            "The cell was left out on purpose: by `skip(…)` with a reason, by `only(…)`, or as the level of its test is below \
             the one that was asked for.",
            "",
        ),
        Verdict::Xfail => ("The cell failed as it was expected to.", ""),
        Verdict::Xpass => (
            "The cell passed although it was expected to fail.",
            "take the expectation away: the gap has closed",
        ),
        Verdict::Flaky => (
            "The cell failed first and passed when it was run again.",
            "find out what it depends on: on `sim` a seed replays each order, and `explore` looks for the one that fails",
        ),
        Verdict::BuildFailed => (
            "The test binary of the cell did not compile.",
            "the compiler's first error is in the report; the crate may lean on features that only another runtime's \
             cell switches on",
        ),
        _ => (
            "A verdict that this version has no words for.",
            "update cargo-runtime-matrix",
        ),
    }
}

pub(super) fn symptoms() -> Vec<Entry> {
    let entry = |symptom: Symptom| {
        let sentence = format!("The code under test {}.", symptom.sentence());
        Entry::new(Kind::Symptom, symptom.name(), sentence)
            .called(symptom.sentence())
            .with("what to do", symptom.advice())
            .with(
                "known by",
                "the runtime's own words in the message of a red cell, and nothing else",
            )
    };
    Symptom::ALL.into_iter().map(entry).collect()
}
