//! Both crates at once.

use runtime_matrix::{
    Runtime,
    logs::{Level, Record, Source},
    mock::SyncMock,
};

#[runtime_matrix::test]
async fn records_of_both_crates_are_in_one_order(rt: Runtime) {
    let logs = rt.logs();
    log::info!("a");
    tracing::info!("b");
    log::info!("c");
    assert_eq!(logs.messages(), ["a", "b", "c"]);
    let sources: Vec<_> = logs.records().iter().map(Record::source).collect();
    assert_eq!(sources, [Source::Log, Source::Tracing, Source::Log]);
}

#[runtime_matrix::test]
async fn one_crate_alone_can_be_captured(rt: Runtime) {
    let logs = rt.logs_from(Source::Log);
    log::info!("a");
    tracing::info!("not captured");
    assert!(!tracing::enabled!(tracing::Level::ERROR));
    assert_eq!(logs.messages(), ["a"]);
}

#[runtime_matrix::test]
async fn a_handle_of_one_crate_shows_that_alone(rt: Runtime) {
    let (of_log, of_tracing) = (rt.logs_from(Source::Log), rt.logs_from(Source::Tracing));
    log::info!("a");
    tracing::info!("b");
    assert_eq!(of_log.messages(), ["a"]);
    assert_eq!(of_tracing.messages(), ["b"]);
    assert_eq!(rt.logs().messages(), ["a", "b"]);
    let message = crate::mock::panic_of(|| of_log.assert_logged(Level::Info, "b"));
    assert!(
        message.contains("\n  the one record in the log, from INFO up, from `log`:\n"),
        "{message}"
    );
}

#[runtime_matrix::test]
async fn records_and_calls_of_mocks_are_in_one_order(rt: Runtime) {
    let logs = rt.logs();
    let send = SyncMock::<(), ()>::new("send");
    log::info!("before");
    send.call();
    tracing::info!("after");
    let numbers: Vec<_> = logs.records().iter().map(Record::number).collect();
    assert!(
        numbers[0] + 1 < numbers[1],
        "the call is in between: {numbers:?}"
    );
}
