//! The end of the process, when a poll does not return.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    process,
    sync::Arc,
};

use runtime_matrix_report::Verdict;

use crate::{
    run::{outcome::Outcome, process_log},
    tracking::{failure::Failure, tracker::Tracker},
};

/// Says and records everything that would be lost, then aborts.
///
/// It writes to the raw standard error: the macros would write into some test's captured output, which
/// goes down with the process.
pub(crate) fn hang<'a>(hung: &Tracker, cells: impl Iterator<Item = &'a Tracker>) -> ! {
    let mut text =
        String::from("\nruntime-matrix: a test hangs, and the process has to be aborted\n\n");
    let outcome = hung_outcome(hung);
    text.push_str(outcome.report());
    record(hung, &outcome, &mut text);
    for other in cells.filter(|cell| !std::ptr::eq(*cell, hung)) {
        let _ = writeln!(text, "\ninterrupted: {}", other.identity);
        record(other, &interrupted_outcome(other, hung), &mut text);
    }
    let earlier = process_log::failures();
    if !earlier.is_empty() {
        let _ = writeln!(
            text,
            "\nfailed before, {} in all, their captured output is lost:\n",
            earlier.len()
        );
        earlier.iter().for_each(|report| text.push_str(report));
    }
    let _ = io::stderr().write_all(text.as_bytes());
    process::abort()
}

fn record(cell: &Tracker, outcome: &Outcome, text: &mut String) {
    if !cell.identity.recorded {
        return;
    }
    if let Err(error) = process_log::record_end(outcome) {
        let _ = writeln!(text, "{error}");
    }
}

fn hung_outcome(hung: &Tracker) -> Outcome {
    let limit = hung.limits.teardown;
    let message = format!(
        "hang: the test was told to end, and a poll, a drop or the runtime has not returned for {limit:?}"
    );
    let mut failure = Failure::new(Verdict::Hang, message);
    failure.details.push(hung.dump().to_string());
    let hint = if hung.with_nodes(|nodes| nodes.iter().next().is_none()) {
        "nothing of the test is left: what has not returned is the runtime's own `block_on` or `shutdown`"
    } else {
        "a poll that never returns cannot be stopped from outside: look for a loop without an await, or a \
         blocking call, in what is `in a poll`"
    };
    failure.details.push(hint.to_owned());
    // The hang is what ends the process, whatever came before it.
    let mut failures = vec![failure];
    failures.extend(hung.failures());
    Outcome::new(Arc::clone(&hung.identity), hung.work(), failures)
}

fn interrupted_outcome(cell: &Tracker, hung: &Tracker) -> Outcome {
    let message = format!(
        "interrupted: the process was aborted because {} hangs",
        hung.identity
    );
    let failure = Failure::new(Verdict::Interrupted, message);
    Outcome::new(Arc::clone(&cell.identity), cell.work(), vec![failure])
}
