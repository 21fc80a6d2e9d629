//! Handles that show a part of the log.

use runtime_matrix::{
    Runtime,
    logs::Level,
    mock::{contains, not},
};

#[runtime_matrix::test]
async fn a_target_has_those_below_it(rt: Runtime) {
    let logs = rt.logs();
    log::info!(target: "db", "a");
    log::info!(target: "db::pool", "b");
    log::info!(target: "dbase", "c");
    log::info!(target: "net::db", "d");
    assert_eq!(logs.with_target("db").messages(), ["a", "b"]);
    assert_eq!(logs.with_target("db::pool").messages(), ["b"]);
    assert_eq!(logs.with_target("net").messages(), ["d"]);
}

#[runtime_matrix::test]
async fn parts_of_parts_are_narrower(rt: Runtime) {
    let logs = rt.logs();
    log::info!(target: "db", "a");
    log::warn!(target: "db", "b");
    log::warn!(target: "net", "c");
    let warnings = logs.at_least(Level::Warn);
    assert_eq!(warnings.messages(), ["b", "c"]);
    assert_eq!(warnings.with_target("db").messages(), ["b"]);
    assert_eq!(logs.messages(), ["a", "b", "c"]);
}

#[runtime_matrix::test]
async fn a_field_is_held_against_a_matcher(rt: Runtime) {
    let logs = rt.logs();
    log::info!(peer = "ann"; "a");
    log::info!(peer = "bob"; "b");
    log::info!(other = "ann"; "c");
    assert_eq!(logs.with_field("peer", "ann").messages(), ["a"]);
    assert_eq!(logs.with_field("peer", contains("b")).messages(), ["b"]);
    assert_eq!(logs.with_field("peer", not("ann")).messages(), ["b"]);
}

#[runtime_matrix::test]
async fn a_filter_of_ones_own_may_log(rt: Runtime) {
    let logs = rt.logs();
    log::info!("a");
    log::info!("bb");
    let short = logs.filter("short messages", |record| {
        log::info!("asked for {}", record.message());
        record.message().len() == 1
    });
    assert_eq!(short.messages(), ["a"]);
    let expected = ["a", "bb", "asked for a", "asked for bb"];
    assert_eq!(logs.messages(), expected);
}

#[runtime_matrix::test]
async fn what_is_taken_is_gone(rt: Runtime) {
    let logs = rt.logs();
    log::info!("a");
    let taken = logs.take();
    log::info!("b");
    assert_eq!(taken.len(), 1);
    assert_eq!(logs.messages(), ["b"]);
    logs.clear();
    assert_eq!((logs.count(), taken[0].message()), (0, "a"));
}

#[runtime_matrix::test]
async fn of_a_part_only_that_is_taken(rt: Runtime) {
    let logs = rt.logs();
    for target in ["db", "net", "db"] {
        log::info!(target: target, "from {target}");
    }
    assert_eq!(logs.with_target("db").take().len(), 2);
    assert_eq!(logs.messages(), ["from net"]);
    logs.with_target("db").clear();
    assert_eq!(logs.count(), 1);
    logs.with_target("net").clear();
    assert_eq!(logs.count(), 0);
}
