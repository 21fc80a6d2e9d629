//! What each failure says, word for word, and the same on every cell.

use std::time::Duration;

use runtime_matrix::{
    Runtime,
    mock::{AsyncMock, Journal, any, matching, not, predicate},
};

use super::{Fetch, panic_of};
use crate::on;

/// Holds a message to its snapshot. The lines of this file change with it; that they are right is held
/// elsewhere.
#[track_caller]
fn assert_says(name: &str, message: &str) {
    let filters = vec![
        (r"messages\.rs:\d+:\d+", "messages.rs:[line]"),
        (r"inner::[a-z_]+", "inner::[cell]"),
    ];
    insta::with_settings!({
        filters => filters,
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_path => "../snapshots",
    }, {
        insta::assert_snapshot!(format!("mock.{name}"), message);
    });
}

type Send = AsyncMock<(String, u32), ()>;

/// Returns a mock that was called and awaited as often as that.
async fn sent(calls: u32) -> Send {
    let send = Send::with_parameters("send", &["text", "times"]);
    for number in 1..=calls {
        send.call(format!("message {number}"), number).await;
    }
    send
}

#[runtime_matrix::test]
async fn at_all() {
    let send = sent(0).await;
    assert_says("assert_called", &panic_of(|| send.assert_called()));
    assert_says("assert_awaited", &panic_of(|| send.assert_awaited()));
}

#[runtime_matrix::test]
async fn once_and_so_many_times() {
    let send = sent(2).await;
    assert_says(
        "assert_called_once",
        &panic_of(|| send.assert_called_once()),
    );
    assert_says(
        "assert_awaited_once",
        &panic_of(|| send.assert_awaited_once()),
    );
    let called = panic_of(|| send.assert_called_times(3));
    assert_says("assert_called_times", &called);
    let awaited = panic_of(|| send.assert_awaited_times(1));
    assert_says("assert_awaited_times", &awaited);
}

#[runtime_matrix::test]
async fn not_at_all() {
    let send = sent(1).await;
    assert_says("assert_not_called", &panic_of(|| send.assert_not_called()));
    assert_says(
        "assert_not_awaited",
        &panic_of(|| send.assert_not_awaited()),
    );
}

#[runtime_matrix::test]
async fn the_last_one() {
    let send = sent(2).await;
    let called = panic_of(|| send.assert_called_with(("message 1", 2)));
    assert_says("assert_called_with", &called);
    let awaited = panic_of(|| send.assert_awaited_with(("message 2", 7)));
    assert_says("assert_awaited_with", &awaited);
    let none = sent(0).await;
    let never = panic_of(|| none.assert_awaited_with(("message 2", 7)));
    assert_says("assert_awaited_with.never", &never);
}

#[runtime_matrix::test]
async fn the_only_one() {
    let send = sent(1).await;
    let called = panic_of(|| send.assert_called_once_with(("massage 1", 1)));
    assert_says("assert_called_once_with", &called);
    let awaited = panic_of(|| send.assert_awaited_once_with(("massage 1", 2)));
    assert_says("assert_awaited_once_with.two_wrong", &awaited);
    let send = sent(2).await;
    let awaited = panic_of(|| send.assert_awaited_once_with(("message 1", 1)));
    assert_says("assert_awaited_once_with", &awaited);
}

#[runtime_matrix::test]
async fn any_one() {
    let send = sent(3).await;
    let called = panic_of(|| send.assert_any_call(("message 2", 7)));
    assert_says("assert_any_call", &called);
    let awaited = panic_of(|| send.assert_any_await((any(), 7)));
    assert_says("assert_any_await", &awaited);
}

#[runtime_matrix::test]
async fn several_in_order() {
    let send = sent(3).await;
    let called = panic_of(|| send.assert_has_calls(&[&("message 1", 1), &(any(), 3)]));
    assert_says("assert_has_calls", &called);
    let awaited = panic_of(|| send.assert_has_awaits(&[&(any(), 3), &(any(), 2)]));
    assert_says("assert_has_awaits", &awaited);
}

#[runtime_matrix::test]
async fn several_in_any_order() {
    let send = sent(2).await;
    let called = panic_of(|| {
        send.assert_has_calls_in_any_order(&[&(any(), 2), &(any(), 3), &("message 1", 1)]);
    });
    assert_says("assert_has_calls_in_any_order", &called);
    let awaited = panic_of(|| send.assert_has_awaits_in_any_order(&[&(any(), 1), &(any(), 1)]));
    assert_says("assert_has_awaits_in_any_order", &awaited);
}

#[runtime_matrix::test]
async fn completed_and_cancelled(rt: Runtime) {
    let send = sent(1).await;
    send.pends();
    let late = rt.timeout(Duration::from_millis(1), send.call_ref("late", &2));
    assert!(late.await.is_err());
    let completed = panic_of(|| send.assert_completed_times(2));
    assert_says("assert_completed_times", &completed);
    let cancelled = panic_of(|| send.assert_cancelled_times(0));
    assert_says("assert_cancelled_times", &cancelled);
    let none = sent(0).await;
    assert_says("assert_completed", &panic_of(|| none.assert_completed()));
    let one = sent(1).await;
    assert_says("assert_cancelled", &panic_of(|| one.assert_cancelled()));
}

#[runtime_matrix::test]
async fn all_of_them_awaited() {
    let send = sent(1).await;
    send.allow_never_awaited();
    drop(send.call_ref("dropped", &2));
    let held = send.call_ref("held", &3);
    assert_says(
        "assert_all_awaited",
        &panic_of(|| send.assert_all_awaited()),
    );
    let none = sent(0).await;
    let message = panic_of(|| none.assert_all_awaited());
    assert_says("assert_all_awaited.never", &message);
    drop(held);
}

#[runtime_matrix::test]
async fn called_and_not_awaited() {
    let send = sent(0).await;
    send.allow_never_awaited();
    drop(send.call_ref("dropped", &1));
    assert_says("hint.awaited", &panic_of(|| send.assert_awaited()));
    let held = send.call_ref("held", &2);
    let message = panic_of(|| send.assert_awaited_once_with(("held", 2)));
    assert_says("hint.awaited_once_with", &message);
    drop(held);
}

#[runtime_matrix::test]
async fn awaits_in_another_order_than_calls() {
    let send = sent(0).await;
    let (one, two, three) = (
        send.call_ref("one", &1),
        send.call_ref("two", &2),
        send.call_ref("three", &3),
    );
    two.await;
    three.await;
    one.await;
    let message = panic_of(|| send.assert_awaited_with(("three", 3)));
    assert_says("order_of_awaits", &message);
}

#[derive(Clone, Debug, PartialEq)]
struct Order {
    customer: String,
    street: Option<String>,
    items: Vec<(String, u32)>,
}

fn order() -> Order {
    Order {
        customer: "Ann Example of the Example Company".to_owned(),
        street: None,
        items: vec![("apples".to_owned(), 3), ("pears".to_owned(), 4)],
    }
}

#[runtime_matrix::test]
async fn long_arguments_are_told_line_by_line() {
    let place = AsyncMock::<(u32, Order), ()>::with_parameters("place", &["number", "order"]);
    place.call(1, order()).await;
    let mut expected = order();
    expected.street = Some("Long Lane".to_owned());
    expected.items[1].1 = 5;
    let message = panic_of(|| place.assert_awaited_once_with((2, expected)));
    assert_says("long_arguments", &message);
}

#[runtime_matrix::test]
async fn matchers_stand_as_they_were_written() {
    let place = AsyncMock::<(u32, Option<u32>, u32, u32, String), ()>::new("place");
    place.call(1, Some(2), 3, 4, "five".to_owned()).await;
    let even = predicate("an even number", |number: &u32| number % 2 == 0);
    let message = panic_of(|| {
        place.assert_awaited_once_with((any(), matching!(Some(3..)), 10..60, even, not("five")));
    });
    assert_says("matchers", &message);
}

#[runtime_matrix::test]
async fn a_long_log_is_cut_in_the_middle() {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    for number in 1..=500 {
        fetch.call(number).await;
    }
    assert_says("long_log", &panic_of(|| fetch.assert_called_once()));
}

#[runtime_matrix::test]
async fn text_of_every_kind() {
    #[derive(PartialEq)]
    struct Page(&'static str);
    impl std::fmt::Debug for Page {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }
    let print = AsyncMock::<(String, Page), ()>::new("print");
    print
        .call("grüße\tan 日本 \"alle\"".to_owned(), Page("a\n  b"))
        .await;
    let message = panic_of(|| print.assert_awaited_with(("grüßt", Page("a\n  c"))));
    assert_says("unicode_and_newlines", &message);
    let poem = AsyncMock::<(String,), ()>::new("poem");
    let text = "roses are red\nviolets are blue\nsugar is sweet\nand so is everything else";
    poem.call_ref(text).await;
    let message = panic_of(|| poem.assert_awaited_with(text.replace("blue", "violet")));
    assert_says("long_text", &message);
}

#[runtime_matrix::test]
async fn a_journal_that_has_other_events() {
    let (fetch, send) = (Fetch::new("fetch"), sent(0).await);
    fetch.returns(7);
    let call = fetch.call(1);
    send.call_ref("a", &1).await;
    call.await;
    let journal = Journal::of(&[&fetch, &send]);
    let expected = || [fetch.with(1), send.with(("b", any()))];
    let message = panic_of(|| journal.assert_has_calls(&expected()));
    assert_says("journal.assert_has_calls", &message);
    let message = panic_of(|| journal.assert_has_awaits(&[fetch.with(1), send.with(("a", 1))]));
    assert_says("journal.assert_has_awaits", &message);
    let empty = Journal::of(&[&fetch]);
    fetch.reset();
    let message = panic_of(|| empty.assert_has_calls(&[fetch.with(1)]));
    assert_says("journal.empty", &message);
}

/// Runs a cell that fails, and holds what it says of the mock to a snapshot.
async fn assert_cell_says<T: Future<Output = ()> + 'static>(
    rt: &Runtime,
    name: &'static str,
    test: fn(Runtime) -> T,
) {
    let outcome = on::outcome(rt, test).await;
    let message = outcome.message().expect("it failed").to_owned();
    assert_says(name, &message);
}

#[runtime_matrix::test]
async fn calls_that_are_refused(rt: Runtime) {
    assert_cell_says(&rt, "refused.unexpected", |_| async {
        let send = sent(0).await.strict();
        send.when(("a", 1)).times(..2);
        send.when((any(), 2..4)).times(..2);
        send.call_ref("b", &1).await;
    })
    .await;
    assert_cell_says(&rt, "refused.too_many", |_| async {
        let send = sent(0).await;
        send.when(("message 1", any())).times(1);
        for _ in 0..2 {
            send.call_ref("message 1", &1).await;
        }
    })
    .await;
}

#[runtime_matrix::test]
async fn calls_without_an_answer(rt: Runtime) {
    assert_cell_says(&rt, "no_answer", |_| async {
        Fetch::new("fetch").call(1).await;
    })
    .await;
    assert_cell_says(&rt, "ran_out", |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns_each([7, 8]);
        for number in 1..=3 {
            fetch.call(number).await;
        }
    })
    .await;
}

/// The report of a cell without what differs: its head, and how to run it again.
fn body_of(report: &str) -> String {
    let lines = report.lines().filter(|line| {
        !["runtime:", "seed", "again:", "cell:", "ran ", "test:"]
            .iter()
            .any(|head| line.trim_start().starts_with(head))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[runtime_matrix::test]
async fn what_is_found_at_the_end(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let send = sent(1).await.strict();
        let swallows = send.clone();
        let task = rt.spawn(async move { swallows.call_ref("b", &1).await });
        assert!(task.await.is_err());
        let fetch = Fetch::new("fetch");
        drop(fetch.call(1));
        fetch.when(2..4).times(1..);
    })
    .await;
    assert_says("at_the_end", &body_of(outcome.report()));
}

#[runtime_matrix::test]
async fn a_huge_argument_is_cut() {
    let write = AsyncMock::<(Vec<u8>,), ()>::new("write");
    let bytes = vec![7; 100_000];
    write.call_ref(&bytes[..]).await;
    write.call_ref(&bytes[..]).await;
    let mut expected = bytes;
    expected[50_000] = 8;
    assert_says(
        "huge_argument",
        &panic_of(|| write.assert_awaited_with(expected)),
    );
}
