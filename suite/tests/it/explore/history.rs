use std::time::Duration;

use runtime_matrix::{Cell, Runtime};

use crate::on;

#[runtime_matrix::test]
async fn a_history_says_who_woke_whom_and_where_it_waits(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::history, |rt: Runtime| async move {
        let gate = runtime_matrix::Event::new();
        let opens = gate.clone();
        let waits = rt.spawn_named("waits", async move { gate.wait().await });
        rt.yield_now().await;
        rt.spawn_named("opens", async move { opens.set() })
            .await
            .unwrap();
        waits.await.unwrap();
    })
    .await;
    let history = outcome.history().expect("it is kept").to_string();
    assert!(history.contains("spawned task `waits`"), "{history}");
    assert!(history.contains("task `opens`: ready"), "{history}");
}

#[runtime_matrix::test]
async fn a_history_tells_panics_and_cancels(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::history, |rt: Runtime| async move {
        let panics = rt.spawn_named("panics", async { panic!("it does") });
        panics.await.unwrap_err();
        let waits = rt.spawn_named("waits", std::future::pending::<()>());
        waits.cancel().await;
    })
    .await;
    let history = outcome.history().expect("it is kept").to_string();
    assert!(history.contains("task `panics`: panicked"), "{history}");
    assert!(history.contains("task `waits`: cancelled"), "{history}");
}

#[runtime_matrix::test]
async fn a_history_tells_the_time_and_what_the_clock_wakes(rt: Runtime) {
    let set = |cell: Cell<'static>| cell.virtual_clock().history();
    let outcome = on::outcome_of(&rt, set, |rt: Runtime| async move {
        rt.sleep(Duration::from_secs(5)).await;
    })
    .await;
    let history = outcome.history().expect("it is kept").to_string();
    assert!(history.contains("awaits a sleep made at "), "{history}");
    assert!(
        history.contains("5s  the clock: woke the test"),
        "{history}"
    );
    assert!(history.contains("5s  the test: ready"), "{history}");
}

#[runtime_matrix::test]
async fn there_is_no_history_unless_one_asks(rt: Runtime) {
    let outcome = on::outcome(&rt, |_: Runtime| async {}).await;
    assert!(outcome.history().is_none());
}

#[runtime_matrix::test]
async fn a_long_history_keeps_its_end(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::history, |rt: Runtime| async move {
        for _ in 0..5_000 {
            rt.yield_now().await;
        }
        rt.spawn_named("last", async {}).await.unwrap();
    })
    .await;
    let history = outcome.history().expect("it is kept");
    assert!(history.steps() > 5_000);
    let said = history.to_string();
    assert!(said.contains(" rows before these"), "{said}");
    assert!(said.contains("task `last`: ready"), "{said}");
    assert!(said.lines().count() < 200, "{said}");
}
