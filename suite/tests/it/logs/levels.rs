//! From which level up a log takes records.

use runtime_matrix::{
    Runtime,
    logs::{Level, Logs, Record},
};

const LEVELS: [Level; 5] = [
    Level::Trace,
    Level::Debug,
    Level::Info,
    Level::Warn,
    Level::Error,
];

fn log_at_each_level() {
    log::trace!("trace");
    log::debug!("debug");
    log::info!("info");
    log::warn!("warn");
    log::error!("error");
}

/// Returns the levels of what this test logged; runtimes log too.
fn levels(logs: &Logs) -> Vec<Level> {
    let records = logs.with_target(module_path!()).records();
    records.iter().map(Record::level).collect()
}

#[runtime_matrix::test]
async fn it_is_info_by_default(rt: Runtime) {
    let logs = rt.logs();
    log_at_each_level();
    assert_eq!(logs.messages(), ["info", "warn", "error"]);
}

#[runtime_matrix::test]
async fn each_level_takes_itself_and_what_is_more_severe(rt: Runtime) {
    let logs = rt.logs();
    for (position, level) in LEVELS.into_iter().enumerate() {
        logs.clear();
        logs.set_level(level);
        log_at_each_level();
        assert_eq!(levels(&logs), LEVELS[position..]);
    }
}

#[runtime_matrix::test]
async fn it_is_that_of_the_test_for_all_handles(rt: Runtime) {
    let (logs, _) = (rt.logs(), rt.logs().at_level(Level::Error));
    log_at_each_level();
    assert_eq!(logs.messages(), ["error"]);
    let _ = rt.logs();
    log_at_each_level();
    assert_eq!(logs.messages(), ["error", "error"]);
}

#[runtime_matrix::test]
async fn what_is_not_taken_is_not_printed(rt: Runtime) {
    struct Unprintable;
    impl std::fmt::Display for Unprintable {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("it is printed");
        }
    }
    log::error!("{Unprintable}");
    let logs = rt.logs();
    log::debug!("{Unprintable}");
    assert_eq!(logs.count(), 0);
}

#[runtime_matrix::test]
async fn code_under_test_can_ask_for_it(rt: Runtime) {
    let _logs = rt.logs().at_level(Level::Warn);
    assert!(log::log_enabled!(log::Level::Warn));
    assert!(!log::log_enabled!(log::Level::Info));
}
