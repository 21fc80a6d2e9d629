//! Every answer that a mock can give.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use runtime_matrix::{
    Cell, Runtime, Verdict,
    mock::{AsyncMock, CallState},
};

use super::{Fetch, panic_of, poll_once};
use crate::{on, verdicts::assert_told};

type Try = AsyncMock<(u32,), Result<u32, String>>;

#[runtime_matrix::test]
async fn a_value_answers_each_call() {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    for number in 0..3 {
        assert_eq!(fetch.call(number).await, 7);
    }
}

#[runtime_matrix::test]
async fn a_value_for_one_call_need_not_be_clone() {
    struct Only(u32);
    let fetch = AsyncMock::<(), Only>::new("fetch");
    fetch.returns_once(Only(7));
    assert_eq!(fetch.call().await.0, 7);
}

#[runtime_matrix::test]
async fn a_finite_sequence_gives_each_of_its_values_in_order() {
    let fetch = Fetch::new("fetch");
    fetch.returns_each([1, 2, 3]);
    for expected in 1..=3 {
        assert_eq!(fetch.call(0).await, expected);
    }
}

#[runtime_matrix::test]
async fn a_sequence_may_have_no_end() {
    let fetch = Fetch::new("fetch");
    fetch.returns_each(1..);
    for expected in 1..=300 {
        assert_eq!(fetch.call(0).await, expected);
    }
}

#[runtime_matrix::test]
async fn a_sequence_that_runs_out_tells_how_many_there_were(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns_each([1, 2]);
        for number in 1..=3 {
            fetch.call(number).await;
        }
    })
    .await;
    let parts = [
        "mock `fetch` has no answer for fetch(3)",
        "its 2 answers have been used up",
        "1. fetch(1): completed",
        "3. fetch(3)",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn an_empty_sequence_has_run_out(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns_each([]);
        fetch.call(1).await;
    })
    .await;
    let parts = [
        "mock `fetch` has no answer for fetch(1)",
        "the sequence of its answers is empty",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn a_sequence_is_asked_for_a_value_only_when_a_call_is_answered() {
    let asked = Arc::new(AtomicU32::new(0));
    let fetch = Fetch::new("fetch");
    let counts = Arc::clone(&asked);
    fetch.returns_each(std::iter::from_fn(move || {
        Some(counts.fetch_add(1, Relaxed))
    }));
    let call = fetch.call(1);
    assert_eq!(asked.load(Relaxed), 0);
    call.await;
    assert_eq!(asked.load(Relaxed), 1);
}

#[runtime_matrix::test]
async fn an_error_answers_each_call_or_one() {
    let fetch = Try::new("fetch");
    fetch.fails("refused".to_owned());
    fetch.fails_once("reset".to_owned());
    assert_eq!(fetch.call(1).await, Err("reset".to_owned()));
    assert_eq!(fetch.call(2).await, Err("refused".to_owned()));
    assert_eq!(fetch.call(3).await, Err("refused".to_owned()));
    assert_eq!(fetch.completed_count(), 3, "an error is an answer");
}

#[runtime_matrix::test]
async fn a_panic_has_the_words_it_was_given() {
    let fetch = Fetch::new("fetch");
    fetch.panics("no network").panics_once("no cable");
    for expected in ["no cable", "no network", "no network"] {
        let mut call = fetch.call(1);
        assert_eq!(panic_of(|| poll_once(&mut call)), expected);
    }
}

#[runtime_matrix::test]
async fn a_panic_that_a_test_asked_for_and_caught_fails_nothing(rt: Runtime) {
    on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.panics("no network");
        let mut call = fetch.call(1);
        panic_of(|| poll_once(&mut call));
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn a_function_makes_the_answer_of_the_arguments() {
    let add = AsyncMock::<(u32, u32), u32>::new("add");
    add.answers(|(left, right)| left + right);
    add.answers_once(|(left, _)| *left);
    assert_eq!(add.call(3, 4).await, 3);
    assert_eq!(add.call(3, 4).await, 7);
}

#[runtime_matrix::test]
async fn a_function_runs_at_the_await_and_not_at_the_call() {
    let fetch = Fetch::new("fetch");
    let ran = Arc::new(AtomicU32::new(0));
    let counts = Arc::clone(&ran);
    fetch.answers(move |_| counts.fetch_add(1, Relaxed));
    let call = fetch.call(1);
    assert_eq!(ran.load(Relaxed), 0);
    call.await;
    assert_eq!(ran.load(Relaxed), 1);
}

#[runtime_matrix::test]
async fn an_async_function_may_wait_for_what_it_likes(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    let yields = rt.clone();
    fetch.answers_async(move |(number,)| {
        let (rt, number) = (yields.clone(), *number);
        async move {
            rt.yield_now().await;
            number + 1
        }
    });
    fetch.answers_async_once(|_| async { 0 });
    assert_eq!(fetch.call(1).await, 0);
    assert_eq!(rt.spawn(fetch.call(2)).await.unwrap(), 3);
}

#[runtime_matrix::test]
async fn another_mock_answers_and_notes_the_call_down_too() {
    let (outer, inner) = (Fetch::new("outer"), Fetch::new("inner"));
    inner.returns(7);
    outer.delegates_to(&inner);
    assert_eq!(outer.call(1).await, 7);
    inner.assert_awaited_once_with(1);
    inner.assert_completed_times(1);
    outer.assert_awaited_once_with(1);
    assert!(outer.last_await().awaited_at() < inner.last_await().awaited_at());
}

#[runtime_matrix::test]
async fn a_call_that_pends_does_so_for_ever(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    fetch.returns(7).pends_once();
    let call = rt.timeout(Duration::from_millis(5), fetch.call(1));
    assert!(call.await.is_err());
    assert_eq!(fetch.call(2).await, 7);
    fetch.assert_cancelled_times(1);
}

#[runtime_matrix::test]
async fn a_delay_is_exact_on_a_virtual_clock(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).when(2).returns(8);
        fetch.delays(Duration::from_secs(3600));
        let start = rt.now();
        let (one, two) = (rt.spawn(fetch.call(1)), rt.spawn(fetch.call(2)));
        assert_eq!((one.await.unwrap(), two.await.unwrap()), (7, 8));
        assert_eq!(rt.now() - start, Duration::from_secs(3600));
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn a_call_that_is_dropped_within_its_delay_is_cancelled_and_takes_no_answer(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let fetch = Fetch::new("fetch");
        fetch.returns_once(7).delays(Duration::from_secs(10));
        let late = rt.timeout(Duration::from_secs(9), fetch.call(1)).await;
        assert!(late.is_err());
        assert_eq!(fetch.last_await().state(), CallState::Cancelled);
        assert_eq!(fetch.call(2).await, 7);
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn the_real_thing_answers_what_is_passed_through() {
    async fn real(number: u32) -> u32 {
        number * 2
    }
    let fetch = Fetch::new("fetch");
    fetch.calls_through(real);
    assert_eq!(fetch.call(4).await, 8);
    fetch.assert_completed_times(1);
}

#[runtime_matrix::test]
async fn a_mock_without_output_needs_no_answer() {
    let send = AsyncMock::<(u32,), ()>::new("send");
    send.call(1).await;
    send.assert_completed_times(1);
}

#[runtime_matrix::test]
async fn a_mock_that_was_told_nothing_says_what_to_tell_it(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        Fetch::new("fetch").call(1).await;
    })
    .await;
    let parts = [
        "mock `fetch` has no answer for fetch(1)",
        "called at ",
        "say `returns(…)`",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn a_mock_is_a_function_for_code_that_takes_one() {
    async fn twice<F: Future<Output = u32>>(fetch: impl Fn(u32) -> F) -> u32 {
        fetch(1).await + fetch(2).await
    }
    let fetch = Fetch::new("fetch");
    fetch.returns_each([3, 4]);
    let line = line!() + 1;
    assert_eq!(twice(fetch.function()).await, 7);
    fetch.assert_has_awaits(&[&1, &2]);
    assert_eq!(fetch.last_call().place().line(), line);
}
