//! What may be asserted of a log, and what a failure says.

use runtime_matrix::{
    Runtime,
    logs::{Level, Logs},
    mock::{any, contains, not, predicate},
};

use crate::{events::assert_says, mock::panic_of};

/// Returns a log with three records.
fn three(rt: &Runtime) -> Logs {
    let logs = rt.logs();
    log::info!(target: "net", "connected to 7");
    log::warn!(target: "net", "lost 7");
    log::info!(target: "db", "connected to 7");
    logs
}

#[runtime_matrix::test]
async fn what_was_logged_passes(rt: Runtime) {
    let logs = three(&rt);
    logs.assert_logged(Level::Info, "connected to 7");
    logs.assert_logged(Level::Warn.., contains("lost"));
    logs.assert_logged(any(), predicate("short", |text: &String| text.len() < 7));
    logs.assert_logged_once(Level::Warn, any());
    logs.assert_logged_once(any(), not(contains("connected")));
}

#[runtime_matrix::test]
async fn what_was_not_logged_passes_as_such(rt: Runtime) {
    let logs = three(&rt);
    logs.assert_not_logged(Level::Error, any());
    logs.assert_not_logged(Level::Warn, "lost");
    logs.assert_not_logged(Level::Info, contains("lost"));
    logs.assert_logged_times(Level::Info, any(), 2);
    logs.assert_logged_times(Level::Info, any(), 1..=2);
    logs.assert_logged_times(Level::Error, any(), 0);
}

#[runtime_matrix::test]
async fn what_is_missing_is_told_with_the_whole_log(rt: Runtime) {
    let logs = three(&rt);
    let message = panic_of(|| logs.assert_logged(Level::Error, contains("lost")));
    let expected = "expected a record of level Error with message contains(\"lost\") to have been logged, \
                    but it never was\n  the 3 records in the log, from INFO up:\n    \
                    1. INFO net: connected to 7 [the test, ";
    assert!(message.starts_with(expected), "{message}");
    let place = format!("\n    2. WARN net: lost 7 [the test, {}:", file!());
    assert_says(&message, &[&place, "\n    3. INFO db: connected to 7 ["]);
}

#[runtime_matrix::test]
async fn the_message_is_compared_whole(rt: Runtime) {
    let logs = three(&rt);
    let message = panic_of(|| logs.assert_logged(Level::Warn, "lost"));
    assert_says(&message, &["level Warn with message \"lost\" to have"]);
}

#[runtime_matrix::test]
async fn the_level_is_compared_exactly(rt: Runtime) {
    let logs = three(&rt);
    let message = panic_of(|| logs.assert_logged(Level::Info, "lost 7"));
    assert_says(&message, &["level Info with message \"lost 7\" to have"]);
    let message = panic_of(|| logs.assert_logged(Level::Error.., "lost 7"));
    assert_says(&message, &["level Error.. with message \"lost 7\""]);
}

#[runtime_matrix::test]
async fn what_should_not_have_been_logged_is_told(rt: Runtime) {
    let logs = three(&rt);
    let message = panic_of(|| logs.assert_not_logged(any(), contains("connected")));
    let expected = "expected a record of level any() with message contains(\"connected\") not to have been \
                    logged, but it was logged twice\n";
    assert!(message.starts_with(expected), "{message}");
}

#[runtime_matrix::test]
async fn once_is_neither_twice_nor_never(rt: Runtime) {
    let logs = three(&rt);
    let message = panic_of(|| logs.assert_logged_once(Level::Info, any()));
    assert_says(
        &message,
        &["to have been logged once, but it was logged twice\n"],
    );
    let message = panic_of(|| logs.assert_logged_once(Level::Error, any()));
    assert_says(&message, &["to have been logged once, but it never was\n"]);
}

#[runtime_matrix::test]
async fn a_count_outside_of_its_range_is_told(rt: Runtime) {
    let logs = three(&rt);
    let message = panic_of(|| logs.assert_logged_times(any(), any(), 4..));
    assert_says(
        &message,
        &["logged 4 times at least, but it was logged 3 times\n"],
    );
    let message = panic_of(|| logs.assert_logged_times(any(), any(), ..=2));
    assert_says(
        &message,
        &["logged twice at most, but it was logged 3 times\n"],
    );
    #[expect(clippy::reversed_empty_ranges, reason = "that is what is refused")]
    let message = panic_of(|| logs.assert_logged_times(any(), any(), 2..=1));
    assert_eq!(message, "no count is in the range: no log could be so");
}

#[runtime_matrix::test]
async fn an_empty_log_is_told_as_such(rt: Runtime) {
    let logs = rt.logs();
    let message = panic_of(|| logs.assert_logged(any(), any()));
    assert!(
        message.ends_with("\n  there is nothing in the log, from INFO up"),
        "{message}"
    );
}

#[runtime_matrix::test]
async fn a_failure_tells_what_part_was_asked(rt: Runtime) {
    let logs = three(&rt).with_target("db").at_least(Level::Info);
    let message = panic_of(|| logs.assert_logged(Level::Warn, any()));
    let expected = "\n  the one record in the log, from INFO up, of target `db`, from INFO up:\n    \
                    1. INFO db: connected to 7 [";
    assert_says(
        &message,
        &[expected, "\n  2 records of the test are not in that part"],
    );
    let nothing = logs.in_span("request");
    let message = panic_of(|| nothing.assert_logged(any(), any()));
    let expected = "\n  there is nothing in the log, from INFO up, of target `db`, from INFO up, in span \
                    `request`\n  3 records of the test are not in that part";
    assert!(message.ends_with(expected), "{message}");
}

#[runtime_matrix::test]
async fn a_long_log_is_cut_in_the_middle(rt: Runtime) {
    let logs = rt.logs();
    (1..=203).for_each(|number| log::info!("number {number}"));
    let message = panic_of(|| logs.assert_logged(any(), "number 0"));
    let cut = "\n    … 3 more …\n    104. INFO";
    assert_says(&message, &["    100. INFO", cut, "    203. INFO"]);
    assert!(!message.contains("number 101"), "{message}");
}

#[runtime_matrix::test]
async fn a_message_of_several_lines_is_indented(rt: Runtime) {
    let logs = rt.logs();
    log::info!("one\ntwo");
    let message = panic_of(|| logs.assert_logged(any(), "one"));
    assert_says(&message, &[": one\n       two [the test, "]);
}
