//! Waiting for a record.

use std::{future::pending, time::Duration};

use runtime_matrix::{
    Cell, Runtime, Verdict,
    logs::Level,
    mock::{any, contains, predicate},
};

use crate::{events::assert_still, on, verdicts::assert_told};

#[runtime_matrix::test]
async fn a_wait_is_over_when_the_record_is_there(rt: Runtime) {
    let logs = rt.logs();
    let task = rt.spawn({
        let rt = rt.clone();
        async move {
            for number in 1..=5 {
                rt.yield_now().await;
                log::info!("number {number}");
            }
        }
    });
    let record = logs.wait_until_logged(Level::Info, "number 3").await;
    assert_eq!(record.message(), "number 3");
    assert!(logs.count() >= 3);
    task.await.unwrap();
}

#[runtime_matrix::test]
async fn a_record_that_is_there_is_waited_for_no_more(rt: Runtime) {
    let logs = rt.logs();
    log::info!("a1");
    log::warn!("a2");
    let first = logs.wait_until_logged(any(), contains("a")).await;
    let warning = logs.wait_until_logged(Level::Warn, any()).await;
    assert_eq!((first.message(), warning.message()), ("a1", "a2"));
}

#[runtime_matrix::test]
async fn a_part_waits_for_a_record_of_its_own(rt: Runtime) {
    let logs = rt.logs();
    let waiting = rt.spawn(logs.with_target("db").wait_until_logged(any(), any()));
    rt.yield_now().await;
    log::info!(target: "net", "a");
    rt.yield_now().await;
    log::info!(target: "db", "b");
    assert_eq!(waiting.await.unwrap().message(), "b");
}

#[runtime_matrix::test]
async fn each_record_is_asked_of_once(rt: Runtime) {
    let (logs, asked) = (
        rt.logs(),
        std::sync::Arc::new(std::sync::Mutex::new(vec![])),
    );
    let wanted = predicate("the last", {
        let asked = std::sync::Arc::clone(&asked);
        move |message: &String| {
            asked.lock().unwrap().push(message.clone());
            message == "c"
        }
    });
    let waiting = rt.spawn(logs.wait_until_logged(any(), wanted));
    for message in ["a", "b", "c"] {
        log::info!("{message}");
        rt.yield_now().await;
    }
    waiting.await.unwrap();
    assert_eq!(*asked.lock().unwrap(), ["a", "b", "c"]);
}

#[runtime_matrix::test]
async fn a_record_that_was_taken_is_not_waited_for(rt: Runtime) {
    let logs = rt.logs();
    log::info!("a");
    logs.clear();
    let waited = rt.timeout(
        Duration::from_millis(1),
        logs.wait_until_logged(any(), any()),
    );
    assert!(waited.await.is_err());
}

#[runtime_matrix::test]
async fn a_wait_in_vain_is_told_with_the_log(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let logs = rt.logs();
        log::info!("so far");
        logs.wait_until_logged(Level::Warn.., contains("lost"))
            .await;
    })
    .await;
    let place = format!("since {}:", file!());
    let parts = [
        "the log: waiting for a record of level Warn.. with message contains(\"lost\") in the log, from INFO up, ",
        &place,
        "\n  log, from INFO up:\n    INFO it::logs::waiting: so far [the test, ",
    ];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_wait_that_was_dropped_is_not_told(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let logs = rt.logs();
        let limit = Duration::from_secs(1);
        let waited = rt
            .timeout(limit, logs.wait_until_logged(any(), any()))
            .await;
        assert!(waited.is_err());
        pending::<()>().await;
    })
    .await;
    assert_still(&outcome, &[]);
    let report = outcome.report();
    assert!(!report.contains("the log: waiting"), "{report}");
}

#[runtime_matrix::test]
async fn a_test_out_of_time_tells_what_it_waited_for(rt: Runtime) {
    let limited = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(50)));
    let outcome = on::outcome_of(&rt, limited, |rt| async move {
        let logs = rt.logs();
        let busy = rt.clone();
        rt.spawn(async move {
            loop {
                busy.yield_now().await;
            }
        })
        .detach();
        logs.wait_until_logged(any(), "never").await;
    })
    .await;
    let parts = ["the log: waiting for a record of level any() with message \"never\""];
    assert_told(&outcome, Verdict::Timeout, &parts);
}
