//! What a mock knows of its calls.

use runtime_matrix::{
    Runtime,
    mock::{AsyncMock, CallState},
};

use super::{Fetch, panic_of};

fn fetch() -> Fetch {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    fetch
}

#[runtime_matrix::test]
async fn calls_and_awaits_are_logs_of_their_own() {
    let fetch = fetch();
    let (one, two) = (fetch.call(1), fetch.call(2));
    two.await;
    one.await;
    let args = |records: Vec<runtime_matrix::mock::Record<(u32,)>>| -> Vec<u32> {
        records.iter().map(|record| record.args.0).collect()
    };
    assert_eq!(args(fetch.calls()), [1, 2]);
    assert_eq!(args(fetch.awaits()), [2, 1]);
    assert_eq!((fetch.call_count(), fetch.await_count()), (2, 2));
    assert_eq!(fetch.last_call().args.0, 2);
    assert_eq!(fetch.last_await().args.0, 1);
}

#[runtime_matrix::test]
async fn a_record_has_the_place_of_the_call_through_every_way_to_call() {
    let store = AsyncMock::<(String,), ()>::new("store");
    let line = line!() + 1;
    store.call("a".to_owned()).await;
    store.call_ref("b").await;
    store.clone().call_ref("c").await;
    let lines: Vec<_> = store
        .calls()
        .iter()
        .map(|call| call.place().line())
        .collect();
    assert_eq!(lines, [line, line + 1, line + 2]);
    assert_eq!(store.last_call().place().file(), file!());
}

#[runtime_matrix::test]
async fn a_record_stands_as_it_was_when_it_was_asked_for() {
    let fetch = fetch();
    let call = fetch.call(1);
    let before = fetch.last_call();
    call.await;
    assert_eq!(before.state(), CallState::Called);
    assert_eq!(before.awaited_at(), None);
    assert_eq!(fetch.last_call().state(), CallState::Completed);
    assert_eq!(before.called_at(), fetch.last_call().called_at());
}

#[runtime_matrix::test]
async fn a_record_prints_what_it_knows() {
    let fetch = fetch();
    fetch.call(1).await;
    let text = format!("{:?}", fetch.last_call());
    assert!(
        text.contains("(1,)") && text.contains("Completed"),
        "{text}"
    );
    assert!(text.contains(file!()), "{text}");
}

#[runtime_matrix::test]
async fn clones_stand_for_the_same_mock() {
    let fetch = fetch();
    let clone = fetch.clone();
    clone.call(1).await;
    fetch.assert_awaited_once_with(1);
    assert_eq!(clone.name(), "fetch");
}

#[runtime_matrix::test]
async fn a_reset_forgets_calls_and_awaits() {
    let fetch = fetch();
    fetch.call(1).await;
    fetch.reset();
    assert_eq!((fetch.call_count(), fetch.await_count()), (0, 0));
    fetch.call(2).await;
    fetch.assert_awaited_once_with(2);
    fetch.assert_called_once_with(2);
}

#[runtime_matrix::test]
async fn a_call_under_way_at_a_reset_is_not_heard_of_again(rt: Runtime) {
    let fetch = fetch();
    let gate = fetch.gate();
    let task = rt.spawn(fetch.call(1));
    gate.wait_until_waiting(1).await;
    fetch.reset();
    let later = rt.spawn(fetch.call(2));
    gate.wait_until_waiting(2).await;
    gate.let_through(1);
    assert_eq!(task.await.unwrap(), 7);
    assert_eq!(fetch.completed_count(), 0, "the later one still waits");
    gate.open();
    assert_eq!(later.await.unwrap(), 7);
    assert_eq!(fetch.completed_count(), 1);
    fetch.assert_called_once_with(2);
}

#[runtime_matrix::test]
async fn what_there_is_not_is_said_in_words() {
    let fetch = fetch();
    assert_eq!(panic_of(|| fetch.last_call()), "`fetch` was never called");
    let never = "`fetch` was never awaited, and never called";
    assert_eq!(panic_of(|| fetch.last_await()), never);
    let call = fetch.call(1);
    let never = "`fetch` was never awaited, though called once";
    assert_eq!(panic_of(|| fetch.last_await()), never);
    call.await;
}

#[runtime_matrix::test]
async fn twelve_arguments_are_recorded_and_compared() {
    type Twelve = (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);
    let wide = AsyncMock::<Twelve, ()>::new("wide");
    wide.call(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12).await;
    wide.assert_awaited_once_with((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    let wrong = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0);
    let message = panic_of(|| wide.assert_awaited_once_with(wrong));
    assert!(message.contains("argument 12"), "{message}");
}

#[runtime_matrix::test]
async fn a_mock_without_a_name_is_called_mock() {
    let mock = AsyncMock::<(), ()>::default();
    mock.call().await;
    assert_eq!(mock.name(), "mock");
    assert_eq!(format!("{mock:?}"), "Mock { name: \"mock\", .. }");
}
