//! A test that fails shows the end of its log.

use runtime_matrix::{Runtime, Verdict, logs::Level};

use crate::{on, verdicts::assert_told};

#[runtime_matrix::test]
async fn a_failed_test_shows_its_log(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _logs = rt.logs().at_level(Level::Debug);
        log::info!(target: "net", "dialing");
        rt.spawn_named("dialer", async {
            log::error!(target: "net", "refused\nby peer");
        })
        .await
        .unwrap();
        panic!("no connection");
    })
    .await;
    let parts = [
        "the test panicked: no connection\n",
        "\n  log, from DEBUG up:\n    INFO net: dialing [the test, ",
        "]\n    ERROR net: refused\n      by peer [task `dialer`, ",
        "]\n  runtime: ",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn of_a_long_log_the_last_records_are_shown(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _logs = rt.logs();
        (1..=30).for_each(|number| log::info!("number {number};"));
        Err::<(), _>("it failed")
    })
    .await;
    let heading =
        "\n  log, from INFO up, the last 20 of 30 records:\n    INFO it::logs::reports: number 11;";
    assert_told(&outcome, Verdict::Fail, &[heading, "number 30;"]);
    assert!(!outcome.report().contains("number 10;"));
}

#[runtime_matrix::test]
async fn a_leak_shows_the_log_too(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _logs = rt.logs();
        log::info!("last words");
        drop(rt.spawn(std::future::pending::<()>()));
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Leak,
        &["  log, from INFO up:\n", ": last words ["],
    );
}

#[runtime_matrix::test]
async fn what_is_logged_on_the_way_out_is_shown(rt: Runtime) {
    struct Logs;
    impl Drop for Logs {
        fn drop(&mut self) {
            log::warn!("swept away");
        }
    }
    let outcome = on::outcome(&rt, |rt| async move {
        let _logs = rt.logs();
        let guard = Logs;
        drop(rt.spawn(async move {
            let _guard = guard;
            std::future::pending::<()>().await;
        }));
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Leak,
        &["WARN it::logs::reports: swept away [task 1, "],
    );
}

#[runtime_matrix::test]
async fn an_empty_log_is_not_shown(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _logs = rt.logs();
        panic!("in silence");
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["in silence"]);
    assert!(!outcome.report().contains("log, from"));
}

#[runtime_matrix::test]
async fn a_test_that_passes_reports_nothing(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _logs = rt.logs();
        log::error!("handled");
    })
    .await;
    assert_eq!((outcome.verdict(), outcome.report()), (Verdict::Pass, ""));
}
