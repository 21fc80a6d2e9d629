//! What an event of `tracing` carries.

use std::{error::Error, fmt};

use runtime_matrix::{
    Runtime,
    logs::{Level, Source},
};
use tracing::field;

#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection refused")
    }
}

impl Error for Refused {}

/// Logs one event and returns the values of its field `it`.
macro_rules! field_of {
    ($rt:ident, $($value:tt)+) => {{
        let logs = $rt.logs_from(Source::Tracing);
        logs.clear();
        tracing::info!(it = $($value)+, "event");
        let record = logs.records().remove(0);
        assert_eq!(record.message(), "event");
        record.field("it").map(str::to_owned)
    }};
}

#[runtime_matrix::test]
async fn fields_of_all_kinds_are_texts(rt: Runtime) {
    assert_eq!(field_of!(rt, -7_i64).as_deref(), Some("-7"));
    assert_eq!(
        field_of!(rt, u64::MAX).as_deref(),
        Some("18446744073709551615")
    );
    assert_eq!(field_of!(rt, 7_i128).as_deref(), Some("7"));
    assert_eq!(field_of!(rt, 1.0).as_deref(), Some("1.0"));
    assert_eq!(field_of!(rt, true).as_deref(), Some("true"));
    assert_eq!(field_of!(rt, "two words").as_deref(), Some("two words"));
    assert_eq!(field_of!(rt, ?Some("x")).as_deref(), Some("Some(\"x\")"));
    assert_eq!(
        field_of!(rt, %Refused).as_deref(),
        Some("connection refused")
    );
    let error: &(dyn Error + 'static) = &Refused;
    assert_eq!(field_of!(rt, error).as_deref(), Some("connection refused"));
    assert_eq!(field_of!(rt, field::Empty), None);
}

const LINE: u32 = line!() + 2;
fn log_one() {
    tracing::warn!(target: "net::peer", number = 7, "said {}", 8);
}

#[runtime_matrix::test]
async fn level_target_message_and_place_are_kept(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing);
    log_one();
    let record = &logs.records()[0];
    assert_eq!(record.source(), Source::Tracing);
    assert_eq!(
        (record.level(), record.target()),
        (Level::Warn, "net::peer")
    );
    assert_eq!(record.message(), "said 8");
    assert_eq!(record.module(), Some(module_path!()));
    assert_eq!((record.file(), record.line()), (Some(file!()), Some(LINE)));
    let expected = format!(
        "WARN net::peer: said 8 number=7 [the test, {}:{LINE}]",
        file!()
    );
    assert_eq!(record.to_string(), expected);
}

#[runtime_matrix::test]
async fn the_message_is_no_field(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing);
    tracing::info!(message = "as a text");
    tracing::info!(alone = 1);
    assert_eq!(logs.messages(), ["as a text", ""]);
    let records = logs.records();
    assert_eq!(records[0].fields().count(), 0);
    assert_eq!(records[1].fields().collect::<Vec<_>>(), [("alone", "1")]);
}

#[runtime_matrix::test]
async fn all_levels_are_told_apart(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing).at_level(Level::Trace);
    tracing::trace!("trace");
    tracing::debug!("debug");
    tracing::info!("info");
    tracing::warn!("warn");
    tracing::error!("error");
    let records = logs.with_target(module_path!()).records();
    let told: Vec<_> = records
        .iter()
        .map(|record| format!("{:?}", record.level()).to_lowercase() == record.message())
        .collect();
    assert_eq!(told, [true; 5]);
}

#[runtime_matrix::test]
async fn the_level_of_the_test_holds(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing).at_level(Level::Warn);
    for _ in 0..2 {
        // The same place, at two levels: nothing of the first answer is kept.
        let log = || tracing::info!("info");
        log();
        assert_eq!(tracing::enabled!(tracing::Level::INFO), logs.count() > 0);
        logs.set_level(Level::Info);
        log();
    }
    assert_eq!(logs.count(), 3);
}

#[runtime_matrix::test]
async fn tasks_log_under_their_names(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing);
    let task = rt.spawn_named("dialer", async { tracing::info!("dialing") });
    task.await.unwrap();
    assert_eq!(logs.records()[0].task(), "task `dialer`");
}

#[runtime_matrix::test]
async fn a_subscriber_of_the_thread_goes_first(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing);
    let none = tracing::subscriber::NoSubscriber::new();
    tracing::subscriber::with_default(none, || tracing::error!("taken by another one"));
    tracing::error!("ours again");
    assert_eq!(logs.messages(), ["ours again"]);
}
