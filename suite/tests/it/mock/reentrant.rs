//! Code of a test's own that comes back to the mock which runs it: it may, and without end it is told so.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use runtime_matrix::{
    Runtime, Verdict,
    mock::{AsyncMock, SyncMock, predicate},
};

use super::{Fetch, panic_of};
use crate::{on, verdicts::assert_told};

#[runtime_matrix::test]
async fn an_answer_may_use_the_mock_it_belongs_to(rt: Runtime) {
    let fetch = Fetch::new("fetch");
    let own = fetch.clone();
    fetch.answers(move |(number,)| {
        own.assert_any_await(*number);
        own.reset();
        own.returns_once(8).when(9).returns(9);
        let _ = own.gate().waiting();
        own.gate().open();
        own.delays(Duration::ZERO);
        *number
    });
    assert_eq!(fetch.call(1).await, 1);
    fetch.assert_not_called();
    assert_eq!(fetch.call(9).await, 9);
    assert_eq!(rt.spawn(fetch.call(3)).await.unwrap(), 8);
}

#[runtime_matrix::test]
async fn an_answer_may_forget_the_answers() {
    let fetch = Fetch::new("fetch");
    let own = fetch.clone();
    fetch.when(1).answers(move |_| {
        own.reset_answers();
        own.returns(2);
        1
    });
    assert_eq!(fetch.call(1).await, 1);
    assert_eq!(fetch.call(1).await, 2);
}

#[runtime_matrix::test]
async fn an_answer_may_call_the_mock_as_deep_as_it_ends() {
    let sum = AsyncMock::<(u32,), u32>::new("sum");
    let own = sum.clone();
    sum.answers_async(move |(number,)| {
        let (own, number) = (own.clone(), *number);
        async move {
            match number {
                0 => 0,
                _ => number + Box::pin(own.call(number - 1)).await,
            }
        }
    });
    assert_eq!(sum.call(20).await, 210);
    sum.assert_completed_times(21);
    let count = SyncMock::<(u32,), u32>::new("count");
    let own = count.clone();
    count.answers(move |(n,)| if *n == 0 { 0 } else { 1 + own.call(n - 1) });
    assert_eq!(count.call(20), 20);
}

/// Asserts that it was told before the stack was at its end.
#[track_caller]
fn assert_too_deep(outcome: &runtime_matrix::Outcome) {
    let parts = ["mock `fetch` is called 64 answers deep", "without end"];
    assert_told(outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn an_answer_that_calls_the_mock_without_end_is_told_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let fetch = Fetch::new("fetch");
        let own = fetch.clone();
        fetch.answers_async(move |_| own.call(1));
        rt.spawn(fetch.call(1)).await.unwrap();
    })
    .await;
    assert_too_deep(&outcome);
}

#[runtime_matrix::test]
async fn a_mock_that_delegates_to_itself_is_told_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        fetch.delegates_to(&fetch);
        fetch.call(1).await;
    })
    .await;
    assert_too_deep(&outcome);
}

#[runtime_matrix::test]
async fn an_answer_by_call_without_end_is_told_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = SyncMock::<(u32,), u32>::new("fetch");
        let own = fetch.clone();
        fetch.answers(move |(number,)| own.call(*number));
        fetch.call(1);
    })
    .await;
    assert_too_deep(&outcome);
}

#[runtime_matrix::test]
async fn a_predicate_that_calls_the_mock_without_end_is_told_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch");
        let own = fetch.clone();
        fetch.when(predicate("it calls", move |_: &u32| {
            drop(own.call(2));
            true
        }));
        fetch.call(1).await;
    })
    .await;
    assert_too_deep(&outcome);
}

#[runtime_matrix::test]
async fn a_predicate_may_use_the_mock() {
    let fetch = Fetch::new("fetch");
    let own = fetch.clone();
    let first = predicate("the first", move |_: &u32| own.call_count() == 0);
    fetch.returns(2).when(first).returns(1);
    assert_eq!(fetch.call(1).await, 1);
    assert_eq!(fetch.call(1).await, 2);
    let own = fetch.clone();
    fetch.assert_awaited_with(predicate("", move |_: &u32| own.call_count() == 2));
}

#[runtime_matrix::test]
async fn an_iterator_that_calls_its_own_mock_is_told_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = SyncMock::<(u32,), u32>::new("fetch");
        let own = fetch.clone();
        fetch.returns_each(std::iter::from_fn(move || Some(own.call(2))));
        fetch.call(1);
    })
    .await;
    let parts = [
        "mock `fetch` has no answer for fetch(2)",
        "the iterator that its answers come from calls the mock itself",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn an_iterator_may_call_another_mock() {
    let (outer, inner) = (
        SyncMock::<(), u32>::new("outer"),
        SyncMock::<(), u32>::new("inner"),
    );
    inner.returns_each(1..);
    let asked = inner.clone();
    outer.returns_each(std::iter::from_fn(move || Some(asked.call() * 10)));
    assert_eq!((outer.call(), outer.call()), (10, 20));
    inner.assert_called_times(2);
}

#[runtime_matrix::test]
async fn an_iterator_that_panics_does_not_spoil_the_mock() {
    let next = SyncMock::<(), u32>::new("next");
    let mut values = 0..;
    next.returns_each(std::iter::from_fn(move || {
        let value = values.next();
        assert_ne!(value, Some(1), "no one");
        value
    }));
    assert_eq!(next.call(), 0);
    assert!(panic_of(|| next.call()).contains("no one"));
    assert_eq!(next.call(), 2);
}

type Noisy = AsyncMock<(Noise,), ()>;

/// An argument that uses its mock when it is printed, compared, cloned or dropped.
struct Noise(Arc<OnceLock<Noisy>>);

impl Noise {
    fn touch(&self) {
        if let Some(mock) = self.0.get() {
            drop(mock.calls());
            mock.allow_never_awaited();
        }
    }
}

impl fmt::Debug for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(mock) = self.0.get().filter(|mock| mock.call_count() < 20) {
            drop(mock.call(Noise(Arc::default())));
        }
        f.write_str("Noise")
    }
}

impl PartialEq for Noise {
    fn eq(&self, _: &Noise) -> bool {
        self.touch();
        false
    }
}

impl Clone for Noise {
    fn clone(&self) -> Noise {
        self.touch();
        Noise(Arc::clone(&self.0))
    }
}

impl Drop for Noise {
    fn drop(&mut self) {
        self.touch();
    }
}

fn noisy() -> (Noisy, Noise) {
    let (mock, own) = (Noisy::new("noisy"), Arc::new(OnceLock::new()));
    mock.allow_never_awaited();
    own.set(mock.clone()).expect("it is empty");
    (mock, Noise(own))
}

#[runtime_matrix::test]
async fn an_argument_may_call_the_mock_while_a_failure_is_printed() {
    let (mock, noise) = noisy();
    mock.call_ref(&noise).await;
    for message in [
        panic_of(|| mock.assert_not_called()),
        panic_of(|| mock.assert_awaited_with(noise.clone())),
        panic_of(|| mock.assert_has_calls(&[&noise])),
    ] {
        assert!(message.contains("noisy(Noise)"), "{message}");
    }
    assert!(mock.call_count() > 1, "it was called while it was printed");
}

#[runtime_matrix::test]
async fn an_argument_may_use_the_mock_when_it_is_compared_and_dropped() {
    let (mock, noise) = noisy();
    mock.when(noise.clone()).times(..5);
    mock.call_ref(&noise).await;
    drop(mock.call_ref(&noise));
    let call = mock.call_ref(&noise);
    mock.reset();
    drop(call);
    mock.call_ref(&noise).await;
    mock.reset();
    mock.reset_answers();
}

#[runtime_matrix::test]
async fn an_argument_of_a_refused_call_may_call_the_strict_mock_without_end(rt: Runtime) {
    struct Calls(Arc<OnceLock<AsyncMock<(Calls,), ()>>>);
    impl fmt::Debug for Calls {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            let mock = self.0.get().expect("it is set");
            drop(mock.call(Calls(Arc::clone(&self.0))));
            Ok(())
        }
    }
    let outcome = on::outcome(&rt, |_| async {
        let own = Arc::new(OnceLock::new());
        let mock = AsyncMock::<(Calls,), ()>::new("fetch").strict();
        assert!(own.set(mock.clone()).is_ok());
        mock.call(Calls(own)).await;
    })
    .await;
    let parts = [
        "a strict mock does not expect fetch(<its `Debug` panicked: a strict mock does not expect",
        "more characters",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn what_is_dropped_with_an_answer_may_use_the_mock() {
    struct Asks(Fetch);
    impl Drop for Asks {
        fn drop(&mut self) {
            let _ = self.0.call_count();
            self.0.allow_never_awaited();
        }
    }
    let fetch = Fetch::new("fetch");
    let asks = Asks(fetch.clone());
    fetch.answers(move |_| asks.0.call_count().try_into().unwrap_or(0));
    let asks = Asks(fetch.clone());
    fetch.answers(move |_| asks.0.call_count().try_into().unwrap_or(0));
    assert_eq!(fetch.call(1).await, 1);
    let asks = Asks(fetch.clone());
    let nine = fetch.when(9);
    fetch.reset_answers();
    panic_of(move || {
        nine.answers(move |_| asks.0.call_count().try_into().unwrap_or(0));
    });
}

#[runtime_matrix::test]
async fn a_cancelled_answer_may_call_the_mock_on_its_way_out(rt: Runtime) {
    struct Tells(AsyncMock<(u32,), ()>);
    impl Drop for Tells {
        fn drop(&mut self) {
            self.0.allow_never_awaited();
            drop(self.0.call(2));
        }
    }
    let send = AsyncMock::<(u32,), ()>::new("send");
    let own = send.clone();
    send.answers_async(move |_| {
        let tells = Tells(own.clone());
        async move {
            let _tells = tells;
            std::future::pending::<()>().await;
        }
    });
    let task = rt.spawn(send.call(1));
    send.wait_until_awaited(1).await;
    task.cancel().await;
    send.assert_cancelled_times(1);
    send.assert_called_times(2);
}

#[runtime_matrix::test]
async fn endless_answers_behind_gates_delays_and_conditions_are_told_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let fetch = Fetch::new("fetch").strict();
        fetch.gate().open();
        fetch.delays(Duration::ZERO).keep_outputs();
        let own = fetch.clone();
        fetch.when(1).times(..1_000).answers_async(move |_| {
            let own = own.clone();
            async move { Box::pin(async move { own.call(1).await }).await }
        });
        fetch.call(1).await;
    })
    .await;
    assert_too_deep(&outcome);
}

#[runtime_matrix::test]
async fn a_forgotten_call_that_is_refused_in_its_first_poll_drops_its_arguments_under_no_lock(
    rt: Runtime,
) {
    let outcome = on::outcome(&rt, |_| async {
        let (mock, noise) = noisy();
        let own = mock.clone();
        mock.answers_async(move |_| {
            let call = own.call(Noise(Arc::new(OnceLock::from(own.clone()))));
            own.reset();
            call
        });
        mock.call(noise).await;
    })
    .await;
    let parts = ["mock `noisy` is called 64 answers deep"];
    assert_told(&outcome, Verdict::Panic, &parts);
}
