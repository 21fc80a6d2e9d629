//! What becomes of a call: called, awaited, completed or cancelled, or never awaited.

use std::time::Duration;

use runtime_matrix::{
    Runtime, Verdict,
    mock::{AsyncMock, CallState},
};

use crate::on;

type Fetch = AsyncMock<(u32,), u32>;

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
}

#[runtime_matrix::test]
async fn a_call_that_is_never_awaited_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        drop(fetch.call(1));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
}
