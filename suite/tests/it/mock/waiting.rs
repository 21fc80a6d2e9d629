//! Waiting for calls instead of sleeping.

use std::{future::pending, time::Duration};

use runtime_matrix::{
    Cell, Runtime, Verdict,
    mock::{CallState, SyncMock},
};

use super::{Fetch, assert_in_order};
use crate::{on, verdicts::assert_told};

fn fetch() -> Fetch {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    fetch
}

#[runtime_matrix::test]
async fn a_wait_is_over_when_the_calls_have_come(rt: Runtime) {
    let fetch = fetch();
    let caller = fetch.clone();
    let task = rt.spawn(async move {
        for number in 1..=5 {
            caller.call(number).await;
        }
    });
    fetch.wait_until_called(3).await;
    assert!(fetch.call_count() >= 3);
    fetch.wait_until_awaited(5).await;
    assert_eq!(fetch.last_await().args.0, 5);
    task.await.unwrap();
}

#[runtime_matrix::test]
async fn calls_that_have_come_already_are_waited_for_no_more() {
    let fetch = fetch();
    fetch.call(1).await;
    fetch.wait_until_called(0).await;
    fetch.wait_until_called(1).await;
    fetch.wait_until_awaited(1).await;
    assert_eq!(fetch.wait_for(|call| call.args.0 == 1).await.args.0, 1);
}

#[runtime_matrix::test]
async fn a_call_is_no_await(rt: Runtime) {
    let fetch = fetch();
    let call = fetch.call(1);
    fetch.wait_until_called(1).await;
    let awaited = rt.timeout(Duration::from_millis(5), fetch.wait_until_awaited(1));
    assert!(awaited.await.is_err());
    call.await;
    fetch.wait_until_awaited(1).await;
}

#[runtime_matrix::test]
async fn the_next_one_is_the_next_after_the_wait_was_made(rt: Runtime) {
    let fetch = fetch();
    fetch.call(1).await;
    let next = fetch.wait_next();
    fetch.call(2).await;
    fetch.call(3).await;
    assert_eq!(next.await.args.0, 2);
    let next = rt.spawn(fetch.wait_next());
    rt.yield_now().await;
    let call = rt.spawn(fetch.call(4));
    assert_eq!(next.await.unwrap().args.0, 4);
    call.await.unwrap();
}

#[runtime_matrix::test]
async fn the_next_one_comes_after_a_reset_too() {
    let fetch = fetch();
    fetch.call(1).await;
    fetch.call(2).await;
    let next = fetch.wait_next();
    fetch.reset();
    fetch.call(3).await;
    assert_eq!(next.await.args.0, 3);
}

#[runtime_matrix::test]
async fn a_predicate_finds_what_comes_after_a_reset(rt: Runtime) {
    let fetch = fetch();
    for number in 1..=3 {
        fetch.call(number).await;
    }
    let found = rt.spawn(fetch.wait_for(|call| call.args.0 == 9));
    rt.yield_now().await;
    fetch.reset();
    fetch.call(9).await;
    assert_eq!(found.await.unwrap().args.0, 9);
}

#[runtime_matrix::test]
async fn a_predicate_may_ask_what_has_become_of_a_call(rt: Runtime) {
    let fetch = fetch();
    let gate = fetch.gate();
    let task = rt.spawn(fetch.call(1));
    gate.wait_until_waiting(1).await;
    let done = rt.spawn(fetch.wait_for(|call| call.state() == CallState::Completed));
    rt.yield_now().await;
    gate.open();
    assert_eq!(done.await.unwrap().args.0, 1);
    task.await.unwrap();
}

#[runtime_matrix::test]
async fn a_predicate_may_use_the_mock() {
    let fetch = fetch();
    fetch.call(1).await;
    let asked = fetch.clone();
    let found = fetch.wait_for(move |_| asked.await_count() == 1);
    assert_eq!(found.await.args.0, 1);
}

#[runtime_matrix::test]
async fn several_wait_for_the_same_mock(rt: Runtime) {
    let fetch = fetch();
    let waits: Vec<_> = (1..=8)
        .map(|calls| rt.spawn(fetch.wait_until_called(calls)))
        .collect();
    let next = rt.spawn(fetch.wait_for(|call| call.args.0 == 8));
    for number in 1..=8 {
        rt.yield_now().await;
        fetch.call(number).await;
    }
    for wait in waits {
        wait.await.unwrap();
    }
    assert_eq!(next.await.unwrap().args.0, 8);
}

#[runtime_matrix::test(requires(blocking))]
async fn a_call_from_a_blocking_job_wakes(rt: Runtime) {
    let parse = SyncMock::<(u32,), ()>::new("parse");
    let caller = parse.clone();
    let next = parse.wait_next();
    let job = rt.spawn_blocking(move || caller.call(7));
    assert_eq!(next.await.args.0, 7);
    job.await.unwrap();
}

const WAITS_AT: u32 = line!() + 2;
async fn wait_for_three(fetch: &Fetch) {
    fetch.wait_until_awaited(3).await;
}

#[runtime_matrix::test]
async fn a_wait_in_vain_is_told_with_the_log(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = fetch();
        fetch.call(1).await;
        wait_for_three(&fetch).await;
    })
    .await;
    // The mock has the waker, and the test the mock: only on `sim` is it known that nobody else has.
    let (verdict, told) = match rt.name() {
        "sim" => (Verdict::Deadlock, "deadlock: "),
        _ => (Verdict::Stalled, "stalled: "),
    };
    assert_eq!(outcome.verdict(), verdict, "{}", outcome.report());
    let wait = format!(
        "the test waits until `fetch` has been awaited 3 times, at {}:{WAITS_AT}:",
        file!()
    );
    let parts = [
        told,
        "mock `fetch`, made at",
        &wait,
        "the one call: fetch(1)",
    ];
    assert_in_order(outcome.report(), &parts);
}

#[runtime_matrix::test]
async fn a_wait_that_outlasts_the_time_limit_is_told_with_the_log(rt: Runtime) {
    let limit = |cell: Cell<'static>| cell.timeout(Some(Duration::from_secs(1)));
    let outcome = on::outcome_of(&rt, limit, |rt| async move {
        let fetch = fetch();
        let caller = fetch.clone();
        let sleeps = rt.clone();
        rt.spawn(async move {
            caller.call(1).await;
            loop {
                sleeps.sleep(Duration::from_secs(3600)).await;
            }
        })
        .detach();
        fetch.wait_for(|call| call.args.0 == 2).await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Timeout, "{}", outcome.report());
    let wait = "the test waits for an await of `fetch` that the predicate holds for, at ";
    assert_in_order(
        outcome.report(),
        &["time limit", wait, "fetch(1): completed"],
    );
}

#[runtime_matrix::test]
async fn a_standstill_tells_of_calls_that_are_pending(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let (fetch, gated) = (fetch(), Fetch::new("gated"));
        fetch.pends();
        let _closed = gated.gate();
        rt.spawn(fetch.call(1)).detach();
        rt.spawn(gated.call(2)).detach();
        fetch.wait_until_awaited(1).await;
        gated.wait_next().await;
        pending::<()>().await;
    })
    .await;
    let parts = [
        "mock `fetch`, made at",
        "1 call is pending\n",
        "fetch(1): awaited, pending",
        "1 call is pending, at its gate, which nobody opens",
    ];
    assert!(
        matches!(outcome.verdict(), Verdict::Deadlock | Verdict::Stalled),
        "{}",
        outcome.report()
    );
    assert_told(&outcome, outcome.verdict(), &parts);
}

#[runtime_matrix::test]
async fn a_wait_that_is_over_or_dropped_is_not_told(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let fetch = fetch();
        fetch.call(1).await;
        let late = rt.timeout(Duration::from_millis(1), fetch.wait_until_called(5));
        assert!(late.await.is_err());
        fetch.wait_until_called(1).await;
        pending::<()>().await;
    })
    .await;
    assert!(
        !outcome.report().contains("the test waits"),
        "{}",
        outcome.report()
    );
}
