//! Gates: calls that wait until the test lets them through.

use runtime_matrix::{Cell, Runtime, Task, mock::CallState};

use super::{Fetch, poll_once};
use crate::on;

fn fetch() -> Fetch {
    let fetch = Fetch::new("fetch");
    fetch.answers(|(number,)| number * 10);
    fetch
}

/// Starts so many calls, and returns once all wait at the gate, in order.
async fn queue(rt: &Runtime, fetch: &Fetch, calls: u32) -> Vec<Task<u32>> {
    let (gate, mut tasks) = (fetch.gate(), Vec::new());
    for number in 1..=calls {
        tasks.push(rt.spawn(fetch.call(number)));
        gate.wait_until_waiting(tasks.len()).await;
    }
    tasks
}

#[runtime_matrix::test]
async fn an_open_gate_lets_all_through(rt: Runtime) {
    let fetch = fetch();
    let tasks = queue(&rt, &fetch, 3).await;
    fetch.assert_awaited_times(3);
    assert_eq!((fetch.completed_count(), fetch.gate().waiting()), (0, 3));
    fetch.gate().open();
    for (task, expected) in tasks.into_iter().zip([10, 20, 30]) {
        assert_eq!(task.await.unwrap(), expected);
    }
    assert_eq!(fetch.call(4).await, 40, "those to come too");
    assert_eq!(fetch.gate().waiting(), 0);
}

#[runtime_matrix::test]
async fn calls_go_through_one_by_one_in_the_order_of_their_polls(rt: Runtime) {
    let fetch = fetch();
    let tasks = queue(&rt, &fetch, 3).await;
    for (number, task) in (1..).zip(tasks) {
        fetch.gate().let_through(1);
        assert_eq!(task.await.unwrap(), number * 10);
        assert_eq!(fetch.completed_count(), number as usize);
    }
}

#[runtime_matrix::test]
async fn a_permit_waits_for_the_call() {
    let fetch = fetch();
    fetch.gate().let_through(1);
    assert_eq!(fetch.call(1).await, 10);
    let mut second = fetch.call(2);
    assert!(poll_once(&mut second).is_pending());
    drop(second);
    fetch.assert_cancelled_times(1);
}

#[runtime_matrix::test]
async fn a_call_that_is_dropped_gives_its_place_up(rt: Runtime) {
    let fetch = fetch();
    let mut tasks = queue(&rt, &fetch, 3).await;
    tasks.remove(0).cancel().await;
    assert_eq!(fetch.gate().waiting(), 2);
    fetch.gate().let_through(1);
    assert_eq!(tasks.remove(0).await.unwrap(), 20);
    assert_eq!(fetch.last_await().state(), CallState::Awaited);
    fetch.gate().open();
    assert_eq!(tasks.remove(0).await.unwrap(), 30);
}

#[runtime_matrix::test]
async fn a_gate_that_is_closed_again_holds_up_and_keeps_no_permit() {
    let fetch = fetch();
    let gate = fetch.gate();
    gate.open();
    assert_eq!(fetch.call(1).await, 10);
    gate.close();
    gate.let_through(1);
    gate.close();
    let mut call = fetch.call(2);
    assert!(poll_once(&mut call).is_pending());
    gate.open();
    assert_eq!(call.await, 20);
}

#[runtime_matrix::test]
async fn an_answer_is_chosen_once_the_gate_lets_a_call_through(rt: Runtime) {
    let fetch = fetch();
    let mut tasks = queue(&rt, &fetch, 1).await;
    fetch.returns(7);
    fetch.gate().open();
    assert_eq!(tasks.remove(0).await.unwrap(), 7);
}

#[runtime_matrix::test]
async fn a_delay_begins_after_the_gate(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let fetch = fetch();
        fetch.delays(std::time::Duration::from_secs(5));
        let mut tasks = queue(&rt, &fetch, 1).await;
        rt.sleep(std::time::Duration::from_secs(60)).await;
        fetch.gate().open();
        tasks.remove(0).await.unwrap();
        assert_eq!(rt.now().as_secs(), 65);
    })
    .await
    .unwrap();
}
