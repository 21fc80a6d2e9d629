//! The order of what happens to several mocks.

use runtime_matrix::{
    Runtime,
    mock::{AsyncMock, Journal, SyncMock, any},
};

use super::{Fetch, panic_of};

type Send = AsyncMock<(String,), ()>;

fn mocks() -> (Fetch, Send) {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    (fetch, Send::new("send"))
}

#[runtime_matrix::test]
async fn calls_of_several_mocks_are_in_one_order() {
    let (fetch, send) = mocks();
    fetch.call(1).await;
    send.call_ref("a").await;
    fetch.call(2).await;
    let journal = Journal::of(&[&send, &fetch]);
    assert_eq!(journal.calls(), ["fetch(1)", "send(\"a\")", "fetch(2)"]);
    journal.assert_has_calls(&[fetch.with(1), send.with("a"), fetch.with(any())]);
}

#[runtime_matrix::test]
async fn awaits_have_an_order_of_their_own() {
    let (fetch, send) = mocks();
    let (one, two) = (fetch.call(1), send.call_ref("a"));
    two.await;
    one.await;
    let journal = Journal::of(&[&fetch, &send]);
    journal.assert_has_calls(&[fetch.with(1), send.with("a")]);
    journal.assert_has_awaits(&[send.with("a"), fetch.with(1)]);
    assert_eq!(journal.awaits(), ["send(\"a\")", "fetch(1)"]);
}

#[runtime_matrix::test]
async fn a_mock_may_be_attached_after_its_calls_and_twice() {
    let (fetch, send) = mocks();
    fetch.call(1).await;
    let mut journal = Journal::new();
    journal.attach(&fetch);
    journal.attach(&fetch.clone());
    journal.attach(&send);
    send.call_ref("a").await;
    assert_eq!(journal.calls(), ["fetch(1)", "send(\"a\")"]);
    assert_eq!(
        format!("{journal:?}"),
        "Journal { mocks: [\"fetch\", \"send\"] }"
    );
}

#[runtime_matrix::test]
async fn a_mock_by_call_takes_part_with_its_calls() {
    let (fetch, _) = mocks();
    let parse = SyncMock::<(u32,), ()>::new("parse");
    let call = fetch.call(1);
    parse.call(2);
    call.await;
    let journal = Journal::of(&[&fetch, &parse]);
    journal.assert_has_awaits(&[parse.with(2), fetch.with(1)]);
}

#[runtime_matrix::test]
async fn what_comes_in_between_breaks_a_run() {
    let (fetch, send) = mocks();
    fetch.call(1).await;
    fetch.call(2).await;
    send.call_ref("a").await;
    let journal = Journal::of(&[&fetch, &send]);
    let message = panic_of(|| journal.assert_has_calls(&[fetch.with(1), send.with("a")]));
    assert!(message.contains("one right after the other"), "{message}");
    let others = Journal::of(&[&send]);
    others.assert_has_calls(&[send.with("a")]);
}

#[runtime_matrix::test]
async fn a_call_of_another_mock_with_the_same_arguments_is_not_it() {
    let (one, two) = (Fetch::new("one"), Fetch::new("two"));
    one.returns(1);
    two.returns(2);
    one.call(1).await;
    let journal = Journal::of(&[&one, &two]);
    two.call(2).await;
    journal.assert_has_awaits(&[one.with(1), two.with(2)]);
    // Each of the two has a first await, and they are told apart.
    panic_of(|| journal.assert_has_awaits(&[two.with(2), one.with(1)]));
    panic_of(|| journal.assert_has_awaits(&[two.with(2), two.with(2)]));
}

#[runtime_matrix::test]
async fn a_mock_that_is_not_attached_is_named() {
    let (fetch, send) = mocks();
    let journal = Journal::of(&[&fetch]);
    let message = panic_of(|| journal.assert_has_calls(&[send.with("a")]));
    assert!(message.contains("mock `send` is not attached"), "{message}");
    let message = panic_of(|| journal.assert_has_calls(&[]));
    assert!(
        message.contains("an empty list asserts nothing"),
        "{message}"
    );
}

#[runtime_matrix::test]
async fn numbers_go_on_through_all_mocks_of_a_test(rt: Runtime) {
    crate::on::outcome(&rt, |_| async {
        let (fetch, send) = mocks();
        fetch.call(1).await;
        send.call_ref("a").await;
        let fetched = fetch.last_call();
        let sent = send.last_call();
        assert_eq!((fetched.called_at(), fetched.awaited_at()), (1, Some(2)));
        assert_eq!((sent.called_at(), sent.awaited_at()), (3, Some(4)));
        assert_eq!(Journal::of(&[&fetch, &send]).call_numbers(), [1, 3]);
    })
    .await
    .unwrap();
}
