//! What is printed may log itself.

use std::fmt;

use runtime_matrix::{Runtime, mock::contains};

use crate::mock::panic_of;

/// Logs when it is printed.
struct Talks;

impl fmt::Display for Talks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        log::info!("printing");
        f.write_str("talks")
    }
}

impl fmt::Debug for Talks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Logs itself when it is printed.
struct Endless;

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        log::info!("again {Endless}");
        f.write_str("and again")
    }
}

#[runtime_matrix::test]
async fn what_logs_while_it_is_printed_comes_first(rt: Runtime) {
    let logs = rt.logs();
    log::info!("it {Talks}");
    assert_eq!(logs.messages(), ["printing", "it talks"]);
}

#[runtime_matrix::test]
async fn a_field_that_logs_while_it_is_printed_comes_first(rt: Runtime) {
    let logs = rt.logs();
    log::info!(it:% = Talks; "field");
    assert_eq!(logs.messages(), ["printing", "field"]);
}

#[runtime_matrix::test]
async fn what_logs_itself_comes_to_an_end(rt: Runtime) {
    let logs = rt.logs();
    log::info!("{Endless}");
    assert_eq!(logs.count(), 4);
    log::info!("{Endless}");
    assert_eq!(logs.count(), 8, "the depth is that of one record");
}

#[runtime_matrix::test]
async fn what_panics_while_it_is_printed_leaves_the_log_as_it_was(rt: Runtime) {
    struct Panics;
    impl fmt::Display for Panics {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("cannot be printed");
        }
    }
    let logs = rt.logs();
    for _ in 0..5 {
        assert_eq!(panic_of(|| log::info!("{Panics}")), "cannot be printed");
    }
    log::info!("it {Talks}");
    assert_eq!(logs.messages(), ["printing", "it talks"]);
}

#[cfg(feature = "tracing")]
#[runtime_matrix::test]
async fn spans_and_events_may_print_what_logs(rt: Runtime) {
    let logs = rt.logs();
    let span = tracing::info_span!("span", it = ?Talks, later = tracing::field::Empty);
    span.record("later", tracing::field::debug(Talks));
    span.in_scope(|| tracing::info!("it {Talks}"));
    assert_eq!(
        logs.messages(),
        ["printing", "printing", "printing", "it talks"]
    );
    assert_eq!(
        logs.in_span("span").records()[0].spans()[0].field("later"),
        Some("talks")
    );
}

/// An event is captured whole or not at all: how many are depends on whether any thread has a subscriber of its own.
#[cfg(feature = "tracing")]
#[runtime_matrix::test]
async fn an_event_that_logs_itself_comes_to_an_end(rt: Runtime) {
    struct Endless;
    impl fmt::Debug for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            tracing::info!(it = ?Endless, "again");
            f.write_str("Endless")
        }
    }
    let logs = rt.logs();
    tracing::info!(it = ?Endless, "again");
    let records = logs.with_field("it", "Endless").records();
    assert!((1..=4).contains(&records.len()), "{records:?}");
    assert_eq!(records.len(), logs.count());
}

#[runtime_matrix::test]
async fn what_a_matcher_logs_is_captured(rt: Runtime) {
    let logs = rt.logs();
    log::info!("a");
    let talking = runtime_matrix::mock::predicate("talking", |message: &String| {
        log::info!("asked");
        message == "a"
    });
    logs.assert_logged_once(runtime_matrix::mock::any(), talking);
    logs.assert_logged_once(runtime_matrix::mock::any(), contains("asked"));
}
