//! Spies: mocks that let the real thing answer, and keep what comes out.

use std::sync::OnceLock;

use runtime_matrix::{
    Runtime,
    mock::{AsyncMock, CallState, SyncMock},
};

use super::{Fetch, panic_of};

type Halve = AsyncMock<(u32,), Result<u32, String>>;

async fn halve(number: u32) -> Result<u32, String> {
    match number % 2 {
        0 => Ok(number / 2),
        _ => Err(format!("{number} is odd")),
    }
}

#[runtime_matrix::test]
async fn a_spy_keeps_arguments_outputs_and_errors() {
    let spy = Halve::spy("halve", halve);
    assert_eq!(spy.call(4).await, Ok(2));
    assert!(spy.call(3).await.is_err());
    assert_eq!(spy.call(8).await, Ok(4));
    spy.assert_has_awaits(&[&4, &3, &8]);
    assert_eq!(spy.outputs(), [Ok(2), Err("3 is odd".to_owned()), Ok(4)]);
    assert_eq!(spy.errors(), ["3 is odd"]);
    assert_eq!(spy.last_output(), Ok(4));
    spy.assert_completed_times(3);
}

#[runtime_matrix::test]
async fn outputs_are_in_the_order_of_the_calls() {
    let spy = Halve::spy("halve", halve);
    let (two, four) = (spy.call(2), spy.call(4));
    four.await.unwrap();
    two.await.unwrap();
    assert_eq!(spy.outputs(), [Ok(1), Ok(2)]);
}

#[runtime_matrix::test]
async fn a_call_that_is_cancelled_gives_no_output(rt: Runtime) {
    let spy = Fetch::spy("fetch", |_| std::future::pending());
    let task = rt.spawn(spy.call(1));
    spy.wait_until_awaited(1).await;
    task.cancel().await;
    assert!(spy.outputs().is_empty());
    let message = panic_of(|| spy.last_output());
    assert_eq!(message, "nothing has come out of `fetch` yet");
    assert_eq!(spy.last_await().state(), CallState::Cancelled);
}

#[runtime_matrix::test]
async fn a_mock_that_keeps_no_outputs_says_how_to() {
    let fetch = Fetch::new("fetch");
    let message = panic_of(|| fetch.outputs());
    assert!(message.contains("make it with `spy`"), "{message}");
    fetch.returns_once(7).returns_each([8]).returns(9);
    fetch.keep_outputs();
    for _ in 0..3 {
        fetch.call(1).await;
    }
    assert_eq!(fetch.outputs(), [7, 8, 9], "whatever the answer is");
}

#[runtime_matrix::test]
async fn an_answer_may_be_put_in_the_way_of_the_real_thing() {
    let spy = Halve::spy("halve", halve);
    spy.fails_once("no".to_owned());
    spy.when(9).returns(Ok(9));
    assert!(spy.call(4).await.is_err());
    assert_eq!(spy.call(4).await, Ok(2));
    assert_eq!(spy.call(9).await, Ok(9));
    assert_eq!(spy.outputs().len(), 3);
}

#[runtime_matrix::test]
async fn a_spy_by_call_keeps_them_too() {
    let spy = SyncMock::<(u32, u32), u32>::spy("add", |left: u32, right: u32| left + right);
    assert_eq!(spy.call(1, 2), 3);
    assert_eq!((spy.outputs(), spy.last_output()), (vec![3], 3));
}

/// An output whose copy and whose drop use the mock that it came from.
#[derive(Debug)]
struct Busy(&'static OnceLock<AsyncMock<(), Busy>>);

impl Clone for Busy {
    fn clone(&self) -> Busy {
        self.touch();
        Busy(self.0)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.touch();
    }
}

impl Busy {
    fn touch(&self) {
        if let Some(mock) = self.0.get() {
            assert!(mock.call_count() < 9);
            mock.allow_never_awaited();
        }
    }
}

#[runtime_matrix::test]
async fn an_output_may_use_the_mock_when_it_is_cloned_and_dropped() {
    let own = Box::leak(Box::new(OnceLock::new()));
    let spy = AsyncMock::<(), Busy>::new("busy");
    own.set(spy.clone()).expect("it is empty");
    spy.returns_once(Busy(own))
        .returns_once(Busy(own))
        .keep_outputs();
    drop(spy.call().await);
    assert_eq!(spy.outputs().len(), 1);
    let gate = spy.gate();
    gate.open();
    let call = spy.call();
    spy.reset();
    drop(call.await);
    spy.reset();
    spy.returns_once(Busy(own)).returns_each([Busy(own)]);
    spy.reset_answers();
}

/// An output whose copy asks for the outputs.
struct Curious(&'static OnceLock<AsyncMock<(), Curious>>);

impl Clone for Curious {
    fn clone(&self) -> Curious {
        if let Some(mock) = self.0.get() {
            let _ = mock.outputs();
        }
        Curious(self.0)
    }
}

#[runtime_matrix::test]
async fn a_clone_of_an_output_that_asks_for_the_outputs_is_told_so() {
    let own = Box::leak(Box::new(OnceLock::new()));
    let spy = AsyncMock::<(), Curious>::new("curious");
    spy.returns_once(Curious(own)).keep_outputs();
    spy.call().await;
    assert!(own.set(spy.clone()).is_ok(), "it is empty");
    let message = panic_of(|| spy.outputs().len());
    assert!(
        message.contains("`Clone` of an output asks the mock"),
        "{message}"
    );
}
