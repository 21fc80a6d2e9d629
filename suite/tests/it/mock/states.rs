//! What becomes of a call: called, awaited, completed or cancelled, or never awaited.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Mutex,
    time::Duration,
};

use runtime_matrix::{
    Runtime, Verdict,
    mock::{CallState, MockFuture},
};

use super::{Fetch, poll_once};
use crate::{on, verdicts::assert_told};

#[runtime_matrix::test]
async fn a_call_goes_through_its_states(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    let gate = fetch.gate();
    fetch.returns(7);
    let call = fetch.call(1);
    assert_eq!(fetch.last_call().state(), CallState::Called);
    fetch.assert_not_awaited();

    let task = rt.spawn(call);
    gate.wait_until_waiting(1).await;
    assert_eq!(fetch.last_await().state(), CallState::Awaited);
    assert_eq!(fetch.completed_count(), 0);

    gate.open();
    assert_eq!(task.await.unwrap(), 7);
    assert_eq!(fetch.last_await().state(), CallState::Completed);
    fetch.assert_completed_times(1);
    fetch.assert_all_awaited();
}

#[runtime_matrix::test]
async fn a_call_that_is_dropped_after_its_first_poll_is_cancelled(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    fetch.pends();
    let late = rt.timeout(Duration::from_millis(1), fetch.call(1)).await;
    assert!(late.is_err());
    fetch.assert_awaited_once_with(1);
    fetch.assert_cancelled_times(1);
    assert_eq!(fetch.completed_count(), 0);
    assert_eq!(fetch.last_call().state(), CallState::Cancelled);
}

#[runtime_matrix::test]
async fn a_task_that_is_cancelled_cancels_its_call(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    fetch.pends();
    let task = rt.spawn(fetch.call(1));
    fetch.wait_until_awaited(1).await;
    task.cancel().await;
    fetch.assert_cancelled_times(1);
}

#[runtime_matrix::test]
async fn a_call_that_completes_is_not_cancelled_by_its_drop() {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    {
        let mut call = pin!(fetch.call(1));
        assert_eq!(call.as_mut().await, 7);
    }
    assert_eq!((fetch.completed_count(), fetch.cancelled_count()), (1, 0));
}

#[runtime_matrix::test]
async fn an_answer_that_panics_is_neither_completed_nor_cancelled() {
    let fetch = Fetch::new("fetch");
    fetch.panics("no network");
    let mut call = fetch.call(1);
    assert!(catch_unwind(AssertUnwindSafe(|| poll_once(&mut call))).is_err());
    drop(call);
    assert_eq!(fetch.last_await().state(), CallState::Panicked);
    assert_eq!((fetch.completed_count(), fetch.cancelled_count()), (0, 0));
    fetch.assert_awaited_once();
}

#[runtime_matrix::test]
async fn an_async_answer_that_panics_later_has_panicked(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    let yields = rt.clone();
    fetch.answers_async(move |_| {
        let rt = yields.clone();
        async move {
            rt.yield_now().await;
            panic!("no network")
        }
    });
    assert!(rt.spawn(fetch.call(1)).await.is_err());
    assert_eq!(fetch.last_await().state(), CallState::Panicked);
}

#[runtime_matrix::test]
async fn an_await_is_noted_at_the_first_poll_alone(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    let yields = rt.clone();
    fetch.answers_async(move |_| {
        let rt = yields.clone();
        async move {
            for _ in 0..5 {
                rt.yield_now().await;
            }
            7
        }
    });
    assert_eq!(fetch.call(1).await, 7);
    assert_eq!((fetch.await_count(), fetch.completed_count()), (1, 1));
}

const CALLED_AT: u32 = line!() + 2;
fn drop_a_call(fetch: &Fetch) {
    drop(fetch.call(1));
}

/// Asserts that a test failed for the one call that was never awaited, and says where that is.
#[track_caller]
fn assert_never_awaited(outcome: &runtime_matrix::Outcome) {
    let place = format!("called at {}:{CALLED_AT}:", file!());
    let parts = ["fetch(1) was called and never awaited", &place];
    assert_told(outcome, Verdict::Fail, &parts);
    assert!(!outcome.report().contains("then:"), "{}", outcome.report());
}

#[runtime_matrix::test]
async fn a_call_that_is_never_awaited_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { drop_a_call(&Fetch::new("fetch")) }).await;
    assert_never_awaited(&outcome);
    let place = outcome.record().place.clone();
    let line = format!("{}:{CALLED_AT}:", file!());
    assert!(
        place.is_some_and(|place| place.starts_with(&line)),
        "the record has the place of the call"
    );
}

#[runtime_matrix::test]
async fn a_reset_does_not_hide_that_a_call_was_never_awaited(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        drop_a_call(&fetch);
        fetch.reset();
        fetch.reset_answers();
    })
    .await;
    assert_never_awaited(&outcome);
}

#[runtime_matrix::test]
async fn a_call_that_is_dropped_after_a_reset_was_never_awaited(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        let call = fetch.call(1);
        fetch.reset();
        drop(call);
    })
    .await;
    let parts = ["fetch(1) was called and never awaited"];
    assert_told(&outcome, Verdict::Fail, &parts);
    assert!(!outcome.report().contains("then:"), "{}", outcome.report());
}

const LEAKED_AT: u32 = line!() + 2;
fn call_to_leak(fetch: &Fetch) -> MockFuture<(u32,), u32> {
    fetch.call(1)
}

#[track_caller]
fn assert_leaked(outcome: &runtime_matrix::Outcome) {
    let place = format!("called at {}:{LEAKED_AT}:", file!());
    let parts = [
        "fetch(1) was called and never awaited",
        &place,
        "its future has outlived the test",
    ];
    assert_told(outcome, Verdict::Fail, &parts);
    assert!(!outcome.report().contains("then:"), "{}", outcome.report());
}

#[runtime_matrix::test]
async fn a_call_whose_future_is_leaked_was_never_awaited(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        std::mem::forget(call_to_leak(&Fetch::new("fetch")));
    })
    .await;
    assert_leaked(&outcome);
}

#[runtime_matrix::test]
async fn a_reset_does_not_hide_that_a_future_was_leaked(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        std::mem::forget(call_to_leak(&fetch));
        fetch.reset();
    })
    .await;
    assert_leaked(&outcome);
}

#[runtime_matrix::test]
async fn a_call_that_is_awaited_after_a_reset_is_not_held_to_be_leaked(rt: Runtime) {
    on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7);
        let call = call_to_leak(&fetch);
        fetch.reset();
        assert_eq!(call.await, 7);
        assert_eq!((fetch.call_count(), fetch.await_count()), (0, 0));
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn a_call_whose_future_a_static_keeps_was_never_awaited(rt: Runtime) {
    static KEPT: Mutex<Vec<MockFuture<(u32,), u32>>> = Mutex::new(Vec::new());
    let outcome = on::outcome(&rt, |_| async {
        let call = call_to_leak(&Fetch::new("fetch"));
        KEPT.lock().expect("nothing panics under it").push(call);
    })
    .await;
    assert_leaked(&outcome);
}

#[runtime_matrix::test]
async fn a_test_that_failed_anyway_accuses_no_call(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        drop_a_call(&fetch);
        std::mem::forget(call_to_leak(&fetch));
        Err::<(), _>("no")
    })
    .await;
    assert_told(&outcome, Verdict::Fail, &["returned an error: \"no\""]);
    assert!(
        !outcome.report().contains("never awaited"),
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_future_that_only_the_sweep_drops_is_not_accused(rt: Runtime) {
    on::outcome(&rt, |rt| async move {
        let fetch = Fetch::new("fetch");
        let (begun, begins) = tokio::sync::oneshot::channel();
        rt.spawn(async move {
            let _call = fetch.call(1);
            begun.send(()).expect("the test waits");
            std::future::pending::<()>().await;
        })
        .detach();
        begins.await.expect("the task begins");
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn a_mock_may_allow_that_calls_are_never_awaited(rt: Runtime) {
    on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.allow_never_awaited();
        drop_a_call(&fetch);
        std::mem::forget(call_to_leak(&fetch));
        assert_eq!(fetch.calls()[0].state(), CallState::NeverAwaited);
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn each_call_that_is_never_awaited_is_told(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        drop(fetch.call(1));
        fetch.allow_never_awaited();
        let other = Fetch::new("other");
        drop(other.call(2));
        drop(other.call(3));
    })
    .await;
    let parts = [
        "other(2) was called and never awaited",
        "then:",
        "other(3) was called and never awaited",
    ];
    assert_told(&outcome, Verdict::Fail, &parts);
    assert!(!outcome.report().contains("fetch"), "allowed");
}
