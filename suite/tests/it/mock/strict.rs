//! Strict mocks, and numbers of calls that are expected.

use std::panic::{AssertUnwindSafe, catch_unwind};

use runtime_matrix::{
    Runtime, Verdict,
    mock::{CallState, SyncMock, any},
};

use super::{Fetch, assert_in_order, panic_of};
use crate::{on, verdicts::assert_told};

#[runtime_matrix::test]
async fn an_expected_call_of_a_strict_mock_is_answered() {
    let fetch = Fetch::new("fetch").strict();
    fetch.returns(7);
    fetch.when(1..5).returns(8);
    fetch.when(9).times(1);
    assert_eq!(fetch.call(4).await, 8);
    assert_eq!(fetch.call(9).await, 7, "the mock's own answer");
}

#[runtime_matrix::test]
async fn an_unexpected_call_fails_at_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch").strict();
        fetch.returns(7).when(1..5);
        let _call = fetch.call(9);
        unreachable!("the call has panicked");
    })
    .await;
    let parts = [
        "a strict mock does not expect fetch(9)",
        "called at ",
        "expected: fetch(1..5), said at ",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn a_strict_mock_that_expects_nothing_says_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        Fetch::new("fetch").strict().call(9).await;
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["it expects no call at all"]);
}

#[runtime_matrix::test]
async fn one_call_too_many_fails_at_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).when(1).times(2);
        for number in [1, 9, 1, 1] {
            fetch.call(number).await;
        }
    })
    .await;
    let parts = [
        "fetch(1) was expected twice, and this call is one more: fetch(1)",
        "4. fetch(1): refused",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn a_call_that_is_not_to_be_fails_at_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).when(9).times(0);
        fetch.call(1).await;
        fetch.call(9).await;
    })
    .await;
    let parts = ["fetch(9) is not to be called, and this is a call: fetch(9)"];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn a_number_of_all_calls_counts_those_of_each_when_too(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).times(..=2).when(9).returns(9);
        for number in [1, 9, 9] {
            fetch.call(number).await;
        }
    })
    .await;
    let parts = ["`fetch` was expected twice at most, and this call is one more: fetch(9)"];
    assert_told(&outcome, Verdict::Panic, &parts);
}

const SAID_AT: u32 = line!() + 2;
fn times_two_or_three(fetch: &Fetch) {
    fetch.returns(7).times(2..4);
}

#[runtime_matrix::test]
async fn too_few_calls_fail_at_the_end(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        times_two_or_three(&fetch);
        fetch.call(1).await;
    })
    .await;
    let place = format!("{}:{}:", file!(), SAID_AT);
    let parts = [
        "`fetch` was expected 2 to 3 times, and was called once",
        &format!("expected at {place}"),
        "the one call: fetch(1)",
    ];
    assert_told(&outcome, Verdict::Fail, &parts);
    let recorded = outcome.record().place.clone().unwrap_or_default();
    assert!(recorded.starts_with(&place), "{recorded}");
}

#[runtime_matrix::test]
async fn too_few_calls_fail_whatever_became_of_the_handles(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let leaked = Fetch::new("leaked");
        leaked.when(any()).times(1..);
        std::mem::forget(leaked);
        let dropped = Fetch::new("dropped").strict();
        dropped.when(any()).times(1);
    })
    .await;
    let parts = [
        "leaked(any()) was expected once at least, and was never called",
        "then:",
        "dropped(any()) was expected once, and was never called",
    ];
    assert_told(&outcome, Verdict::Fail, &[]);
    assert_in_order(outcome.report(), &parts);
}

#[runtime_matrix::test]
async fn as_many_calls_as_expected_fail_nothing(rt: Runtime) {
    on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).times(3..=4);
        fetch.when(1).times(1);
        fetch.when(2).times(..3);
        fetch.when(3).times(1..3);
        fetch.when(4).times(0..);
        for number in [1, 2, 3] {
            fetch.call(number).await;
        }
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn a_reset_counts_anew(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.returns(7).when(1).times(1);
        fetch.call(1).await;
        fetch.reset();
        fetch.call(1).await;
        fetch.reset();
    })
    .await;
    let parts = ["fetch(1) was expected once, and was never called"];
    assert_told(&outcome, Verdict::Fail, &parts);
}

#[runtime_matrix::test]
async fn a_refused_call_whose_panic_was_caught_fails_the_test_all_the_same(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch").strict();
        let caught = catch_unwind(AssertUnwindSafe(|| fetch.call(9)));
        assert!(caught.is_err());
        assert_eq!(fetch.last_call().state(), CallState::Refused);
    })
    .await;
    let parts = [
        "a strict mock does not expect fetch(9)",
        "the panic was caught: the test fails all the same",
    ];
    assert_told(&outcome, Verdict::Fail, &parts);
    assert!(!outcome.report().contains("then:"), "{}", outcome.report());
}

#[runtime_matrix::test]
async fn a_refused_call_in_a_task_that_is_joined_and_ignored_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let fetch = Fetch::new("fetch");
        let task = rt.spawn(async move { fetch.call(1).await });
        assert!(task.await.is_err());
    })
    .await;
    let parts = ["mock `fetch` has no answer for fetch(1)", "was caught"];
    assert_told(&outcome, Verdict::Fail, &parts);
}

#[runtime_matrix::test]
async fn a_refusal_that_failed_the_test_is_told_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let fetch = Fetch::new("fetch").strict();
        rt.spawn(async move { fetch.call(9).await }).detach();
        std::future::pending::<()>().await;
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["task 1 panicked: "]);
    let told = outcome.report().matches("does not expect").count();
    assert_eq!(told, 1, "{}", outcome.report());
}

#[runtime_matrix::test]
async fn a_refusal_while_a_test_unwinds_does_not_abort_the_process(rt: Runtime) {
    struct Closes(SyncMock<(u32,), ()>);
    impl Drop for Closes {
        fn drop(&mut self) {
            self.0.call(9);
        }
    }
    let outcome = on::outcome(&rt, |_| async {
        let close = SyncMock::new("close").strict();
        let _closes = Closes(close);
        panic!("the cause");
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["the test panicked: the cause"]);
}

#[runtime_matrix::test]
async fn what_went_wrong_with_a_mock_comes_before_a_leak(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let fetch = Fetch::new("fetch");
        let swallows = fetch.clone().strict();
        assert!(catch_unwind(AssertUnwindSafe(|| swallows.call(1))).is_err());
        fetch.when(2).times(1);
        let second = Fetch::new("second");
        drop(second.call(3));
        drop(rt.spawn_named("reader", std::future::pending::<()>()));
    })
    .await;
    let parts = [
        "does not expect fetch(1)",
        "then:",
        "fetch(2) was expected once",
        "then:",
        "second(3) was called and never awaited",
        "then:",
        "leak: task `reader`",
    ];
    assert_told(&outcome, Verdict::Fail, &[]);
    assert_in_order(outcome.report(), &parts);
    let place = outcome.record().place.clone().unwrap_or_default();
    assert!(place.starts_with(file!()), "{place}");
}

#[runtime_matrix::test]
async fn a_range_without_a_number_is_refused() {
    let fetch = Fetch::new("fetch");
    for message in [
        panic_of(|| fetch.times(5..5)),
        panic_of(|| fetch.times(..0)),
        panic_of(|| fetch.times(0..0)),
    ] {
        assert!(message.contains("no number of calls lies in"), "{message}");
    }
}

const REFUSED_AT: u32 = line!() + 2;
async fn call_what_is_refused(fetch: Fetch) {
    fetch.call(9).await;
}

#[runtime_matrix::test]
async fn a_refused_call_fails_the_test_in_its_own_place(rt: Runtime) {
    let place = format!("{}:{REFUSED_AT}:", file!());
    let unexpected = on::outcome(&rt, |_| call_what_is_refused(Fetch::new("fetch").strict())).await;
    let unanswered = on::outcome(&rt, |_| call_what_is_refused(Fetch::new("fetch"))).await;
    for outcome in [unexpected, unanswered] {
        assert_told(&outcome, Verdict::Panic, &[&format!("panicked at {place}")]);
        let recorded = outcome.record().place.clone().unwrap_or_default();
        assert!(recorded.starts_with(&place), "{recorded}");
    }
}
