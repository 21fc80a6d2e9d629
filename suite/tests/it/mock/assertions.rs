//! Each assertion, as it holds and as it fails. What failures say in full is in `messages`.

use std::time::Duration;

use runtime_matrix::{
    Runtime, Verdict,
    mock::{AsyncMock, any},
};

use super::{Fetch, assert_in_order, panic_of};
use crate::{on, verdicts::assert_told};

fn fetch() -> Fetch {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    fetch.allow_never_awaited();
    fetch
}

/// Asserts that it fails in those words.
#[track_caller]
fn assert_fails(assertion: impl FnOnce(), words: &str) {
    let message = panic_of(assertion);
    assert!(
        message.contains(words),
        "`{words}` is missing in:\n{message}"
    );
}

#[runtime_matrix::test]
async fn called_and_awaited_at_all() {
    let fetch = fetch();
    assert_fails(
        || fetch.assert_called(),
        "to have been called, but it was not",
    );
    assert_fails(
        || fetch.assert_awaited(),
        "to have been awaited, but it was not",
    );
    let call = fetch.call(1);
    fetch.assert_called();
    assert_fails(|| fetch.assert_awaited(), "1 call was made and not awaited");
    call.await;
    fetch.assert_awaited();
}

#[runtime_matrix::test]
async fn called_and_awaited_once() {
    let fetch = fetch();
    assert_fails(|| fetch.assert_called_once(), "called once, but it was not");
    assert_fails(
        || fetch.assert_awaited_once(),
        "awaited once, but it was not",
    );
    fetch.call(1).await;
    fetch.assert_called_once();
    fetch.assert_awaited_once();
    drop(fetch.call(2));
    fetch.assert_awaited_once();
    assert_fails(|| fetch.assert_called_once(), "but it was called twice");
    fetch.call(3).await;
    assert_fails(|| fetch.assert_awaited_once(), "but it was awaited twice");
}

#[runtime_matrix::test]
async fn called_and_awaited_so_many_times() {
    let fetch = fetch();
    for number in 0..3 {
        fetch.assert_called_times(number);
        fetch.assert_awaited_times(number);
        fetch.call(7).await;
    }
    assert_fails(
        || fetch.assert_called_times(2),
        "twice, but it was called 3 times",
    );
    assert_fails(
        || fetch.assert_awaited_times(4),
        "4 times, but it was awaited 3",
    );
}

#[runtime_matrix::test]
async fn neither_called_nor_awaited() {
    let fetch = fetch();
    fetch.assert_not_called();
    fetch.assert_not_awaited();
    let call = fetch.call(1);
    assert_fails(|| fetch.assert_not_called(), "not to have been called");
    fetch.assert_not_awaited();
    call.await;
    assert_fails(|| fetch.assert_not_awaited(), "not to have been awaited");
}

#[runtime_matrix::test]
async fn the_last_call_and_the_last_await() {
    let fetch = fetch();
    assert_fails(|| fetch.assert_called_with(1), "it was not at all");
    let (one, two) = (fetch.call(1), fetch.call(2));
    fetch.assert_called_with(2);
    assert_fails(
        || fetch.assert_called_with(1),
        "the last call of `fetch` is not",
    );
    assert_fails(|| fetch.assert_awaited_with(2), "it was not at all");
    two.await;
    one.await;
    fetch.assert_awaited_with(1);
    assert_fails(
        || fetch.assert_awaited_with(2),
        "the last await of `fetch` is not",
    );
}

#[runtime_matrix::test]
async fn one_call_and_one_await_with_those_arguments() {
    let fetch = fetch();
    assert_fails(|| fetch.assert_called_once_with(1), "it was not at all");
    fetch.call(1).await;
    fetch.assert_called_once_with(1);
    fetch.assert_awaited_once_with(1);
    assert_fails(
        || fetch.assert_called_once_with(2),
        "the one call of `fetch`",
    );
    assert_fails(
        || fetch.assert_awaited_once_with(2),
        "the one await of `fetch`",
    );
    fetch.call(1).await;
    assert_fails(
        || fetch.assert_called_once_with(1),
        "called once, but it was called twice",
    );
    assert_fails(
        || fetch.assert_awaited_once_with(1),
        "once, but it was awaited twice",
    );
}

#[runtime_matrix::test]
async fn some_call_and_some_await_with_those_arguments() {
    let fetch = fetch();
    assert_fails(|| fetch.assert_any_call(1), "it was not at all");
    fetch.call(1).await;
    drop(fetch.call(2));
    fetch.call(3).await;
    for number in 1..=3 {
        fetch.assert_any_call(number);
    }
    fetch.assert_any_await(1);
    fetch.assert_any_await(3);
    assert_fails(
        || fetch.assert_any_call(4),
        "none of the 3 calls of `fetch`",
    );
    assert_fails(
        || fetch.assert_any_await(2),
        "none of the 2 awaits of `fetch`",
    );
}

#[runtime_matrix::test]
async fn a_run_of_calls_and_of_awaits() {
    let fetch = fetch();
    let (one, two, three) = (fetch.call(1), fetch.call(2), fetch.call(3));
    fetch.assert_has_calls(&[&2, &3]);
    fetch.assert_has_calls(&[&1, &any(), &3]);
    assert_fails(
        || fetch.assert_has_calls(&[&1, &3]),
        "one right after the other",
    );
    assert_fails(|| fetch.assert_has_calls(&[&2, &1]), "do not include");
    three.await;
    two.await;
    one.await;
    fetch.assert_has_awaits(&[&3, &2, &1]);
    assert_fails(
        || fetch.assert_has_awaits(&[&1, &2]),
        "the awaits of `fetch`",
    );
    let longer = || fetch.assert_has_awaits(&[&3, &2, &1, &any()]);
    assert_fails(longer, "the awaits of `fetch`");
}

#[runtime_matrix::test]
async fn calls_and_awaits_in_any_order() {
    let fetch = fetch();
    for number in [1, 2, 2] {
        fetch.call(number).await;
    }
    fetch.assert_has_calls_in_any_order(&[&2, &1, &2]);
    fetch.assert_has_awaits_in_any_order(&[&2, &2]);
    let once_each = || fetch.assert_has_calls_in_any_order(&[&1, &1]);
    assert_fails(once_each, "each by one of its own");
    let missing = || fetch.assert_has_awaits_in_any_order(&[&1, &3]);
    assert_fails(missing, "missing:\n    fetch(3)");
}

#[runtime_matrix::test]
async fn of_loose_and_strict_patterns_each_finds_an_event_of_its_own() {
    let fetch = fetch();
    for number in [1, 2, 3] {
        fetch.call(number).await;
    }
    // Whoever came first took what the next one needs, three times over.
    fetch.assert_has_calls_in_any_order(&[&any(), &(1..3), &1]);
    let too_many = || fetch.assert_has_calls_in_any_order(&[&any(), &(1..3), &1, &2]);
    assert_fails(too_many, "missing:");
}

#[runtime_matrix::test]
async fn completed_and_cancelled_calls(rt: Runtime) {
    let fetch = fetch();
    assert_fails(|| fetch.assert_completed(), "but none was");
    assert_fails(|| fetch.assert_cancelled(), "but none was");
    fetch.call(1).await;
    fetch.assert_completed();
    fetch.assert_completed_times(1);
    assert_fails(
        || fetch.assert_completed_times(2),
        "twice, but it was completed once",
    );
    fetch.pends();
    let late = rt.timeout(Duration::from_millis(1), fetch.call(2));
    assert!(late.await.is_err());
    fetch.assert_cancelled();
    fetch.assert_cancelled_times(1);
    fetch.assert_completed_times(1);
    assert_fails(
        || fetch.assert_cancelled_times(0),
        "not to have been cancelled",
    );
}

#[runtime_matrix::test]
async fn all_awaited() {
    let fetch = fetch();
    assert_fails(|| fetch.assert_all_awaited(), "but there was none");
    let call = fetch.call(1);
    assert_fails(|| fetch.assert_all_awaited(), "but its one call was not");
    call.await;
    fetch.assert_all_awaited();
    drop((fetch.call(2), fetch.call(3)));
    assert_fails(|| fetch.assert_all_awaited(), "but 2 of 3 calls were not");
}

#[runtime_matrix::test]
async fn an_empty_list_is_refused() {
    let fetch = fetch();
    for assertion in [
        Fetch::assert_has_calls,
        Fetch::assert_has_calls_in_any_order,
        Fetch::assert_has_awaits,
        Fetch::assert_has_awaits_in_any_order,
    ] {
        assert_fails(|| assertion(&fetch, &[]), "an empty list asserts nothing");
    }
}

#[runtime_matrix::test]
async fn a_failure_has_the_place_of_the_assertion(rt: Runtime) {
    const ASSERTED_AT: u32 = line!() + 4;
    let outcome = on::outcome(&rt, |_| async {
        let fetch = fetch();
        fetch.call(1).await;
        fetch.assert_awaited_once_with(2);
    })
    .await;
    let place = format!("{}:{ASSERTED_AT}:", file!());
    assert_told(&outcome, Verdict::Panic, &[&format!("panicked at {place}")]);
    let recorded = outcome.record().place.clone().unwrap_or_default();
    assert!(recorded.starts_with(&place), "{recorded}");
}

#[runtime_matrix::test]
async fn a_failure_has_the_line_of_each_call() {
    let fetch = fetch();
    let line = line!() + 1;
    fetch.call(1).await;
    fetch.call(2).await;
    let message = panic_of(|| fetch.assert_awaited_with(3));
    let place = |line: u32| format!("called at {}:{line}:", file!());
    assert_in_order(&message, &[&place(line), &place(line + 1)]);
}

#[runtime_matrix::test]
async fn arguments_are_told_as_they_were_at_the_call() {
    let store = AsyncMock::<(Vec<u32>,), ()>::new("store");
    let mut list = vec![1];
    store.call_ref(&list[..]).await;
    list.push(2);
    store.assert_awaited_once_with([1]);
}
