//! Which answer comes before which.

use std::time::Duration;

use runtime_matrix::{
    Cell, Runtime, Verdict,
    mock::{AsyncMock, any},
};

use super::{Fetch, panic_of};
use crate::{on, verdicts::assert_told};

#[runtime_matrix::test]
async fn answers_for_one_call_come_before_the_one_for_each() {
    let fetch = Fetch::new("fetch");
    fetch.returns_once(1).returns(7).returns_once(2);
    fetch.returns_each([3, 4]).answers_once(|_| 5);
    for expected in [1, 2, 3, 4, 5, 7, 7] {
        assert_eq!(fetch.call(0).await, expected);
    }
}

#[runtime_matrix::test]
async fn the_latest_answer_for_each_call_counts() {
    let fetch = Fetch::new("fetch");
    fetch.pends().returns(1).answers(|_| 2);
    assert_eq!(fetch.call(0).await, 2);
    fetch.returns(3);
    assert_eq!(fetch.call(0).await, 3);
}

#[runtime_matrix::test]
async fn answers_for_certain_arguments_come_before_all_of_the_mocks_own() {
    let fetch = Fetch::new("fetch");
    fetch.returns_once(1).returns(2);
    fetch.when(9).returns(3);
    assert_eq!(fetch.call(9).await, 3);
    assert_eq!(fetch.call(0).await, 1);
    assert_eq!(fetch.call(9).await, 3);
    assert_eq!(fetch.call(0).await, 2);
}

#[runtime_matrix::test]
async fn of_several_that_fit_the_latest_counts() {
    let fetch = Fetch::new("fetch");
    fetch.when(any()).returns(1);
    fetch.when(5..10).returns(2);
    fetch.when(9).returns(3);
    assert_eq!(fetch.call(1).await, 1);
    assert_eq!(fetch.call(5).await, 2);
    assert_eq!(fetch.call(9).await, 3);
}

#[runtime_matrix::test]
async fn what_has_no_answers_of_its_own_leaves_them_to_the_mock() {
    let fetch = Fetch::new("fetch");
    fetch.returns(7).when(9).times(1);
    assert_eq!(fetch.call(9).await, 7);
}

#[runtime_matrix::test]
async fn what_has_run_out_does_not_fall_back_on_the_mock(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).when(9).returns_once(1);
        assert_eq!(fetch.call(9).await, 1);
        fetch.call(9).await;
    })
    .await;
    let parts = [
        "no answer for fetch(9)",
        "its one answer for fetch(9) has been used up",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn a_reset_keeps_answers_and_how_far_sequences_have_come() {
    let fetch = Fetch::new("fetch");
    fetch.returns_each([1, 2, 3]).when(9).returns(9);
    fetch.call(0).await;
    fetch.reset();
    fetch.assert_not_called();
    assert_eq!(fetch.call(0).await, 2);
    assert_eq!(fetch.call(9).await, 9);
}

#[runtime_matrix::test]
async fn a_reset_of_answers_keeps_calls_and_forgets_the_rest(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).times(5);
        fetch.when(9).returns(9).times(5);
        fetch.call(1).await;
        fetch.reset_answers();
        fetch.assert_called_once_with(1);
        fetch.call(9).await;
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["it was never told what to"]);
    assert!(
        !outcome.report().contains("was expected"),
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn answers_for_a_forgotten_when_are_refused() {
    let fetch = Fetch::new("fetch");
    let nine = fetch.when(9);
    fetch.reset_answers();
    fetch.when(1).returns(1);
    let message = panic_of(|| nine.returns(9));
    assert!(message.contains("has forgotten this `when`"), "{message}");
    assert_eq!(fetch.call(1).await, 1, "the other one is left as it is");
}

#[runtime_matrix::test]
async fn a_call_under_way_does_not_take_the_answer_of_a_later_when(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    fetch.when(9).returns(9);
    let gate = fetch.gate();
    let task = rt.spawn(fetch.call(9));
    gate.wait_until_waiting(1).await;
    fetch.reset_answers();
    fetch.when(1).returns(1);
    fetch.returns(7);
    gate.open();
    assert_eq!(task.await.unwrap(), 7);
}

#[runtime_matrix::test]
async fn a_sequence_among_others_is_used_up_before_the_next(rt: Runtime) {
    let fetch = AsyncMock::<(), u32>::new("fetch");
    fetch.returns_each(vec![1]).returns_each(vec![]);
    fetch.returns_each([2]).returns(3);
    let tasks: Vec<_> = (0..4).map(|_| rt.spawn(fetch.call())).collect();
    let mut got = Vec::new();
    for task in tasks {
        got.push(task.await.unwrap());
    }
    got.sort_unstable();
    assert_eq!(got, [1, 2, 3, 3]);
}

#[runtime_matrix::test]
async fn after_a_sequence_comes_what_was_said_for_the_same_arguments() {
    let fetch = Fetch::new("fetch");
    fetch.returns(7).when(9).returns_each([1]).returns(2);
    assert_eq!(fetch.call(9).await, 1);
    assert_eq!(fetch.call(9).await, 2);
}

#[runtime_matrix::test]
async fn a_reset_of_answers_forgets_gate_and_delay(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let fetch = Fetch::new("fetch");
        let _closed = fetch.gate();
        fetch.delays(Duration::from_secs(5));
        fetch.reset_answers();
        fetch.returns(7);
        assert_eq!(fetch.call(1).await, 7);
        assert_eq!(rt.now(), Duration::ZERO);
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn answers_without_output_run_out_too(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let send = AsyncMock::<(), ()>::new("send");
        send.returns_once(());
        send.call().await;
        send.call().await;
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["its one answer has been used up"],
    );
}
