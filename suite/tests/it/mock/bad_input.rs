//! What a test may do wrong: each a clear message.

use std::{fmt, sync::mpsc, thread, time::Duration};

use runtime_matrix::{
    Cell, Runtime, Verdict,
    mock::{AsyncMock, CallState},
};

use super::{Fetch, panic_of, poll_once};
use crate::{on, verdicts::assert_told};

#[runtime_matrix::test]
async fn a_mock_that_was_never_called_says_so() {
    let fetch = Fetch::new("fetch");
    for message in [
        panic_of(|| fetch.assert_called_with(1)),
        panic_of(|| fetch.assert_awaited_once_with(1)),
        panic_of(|| fetch.assert_any_await(1)),
        panic_of(|| fetch.assert_has_awaits(&[&1])),
        panic_of(|| fetch.assert_completed()),
    ] {
        assert!(message.contains("`fetch` was never called"), "{message}");
    }
}

#[runtime_matrix::test]
async fn a_finished_call_that_is_polled_says_so() {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    let mut call = fetch.call(1);
    assert!(poll_once(&mut call).is_ready());
    let message = panic_of(|| poll_once(&mut call));
    assert_eq!(
        message,
        "a call of mock `fetch` was polled after it had ended"
    );
    assert_eq!(fetch.last_call().state(), CallState::Completed);
}

/// Runs a cell, and returns the mock that was made in it.
async fn smuggled(rt: &Runtime) -> Fetch {
    let (sender, receiver) = mpsc::channel();
    on::outcome(rt, move |_| async move {
        let fetch = Fetch::new("fetch");
        fetch.returns(7);
        fetch.call(1).await;
        sender.send(fetch).expect("the test waits");
    })
    .await
    .unwrap();
    receiver.recv().expect("the cell has sent it")
}

#[runtime_matrix::test]
async fn a_mock_that_is_called_after_its_test_says_so(rt: Runtime) {
    let fetch = smuggled(&rt).await;
    let line = line!() + 1;
    let message = panic_of(|| fetch.call(2));
    let place = format!("fetch(2) was called at {}:{line}:", file!());
    assert!(message.starts_with(&place), "{message}");
    assert!(
        message.contains("after the mock's test, inner::"),
        "{message}"
    );
    assert!(message.contains("make a mock in each test"), "{message}");
    assert_eq!(fetch.call_count(), 1);
}

#[runtime_matrix::test]
async fn a_mock_can_be_asked_after_its_test(rt: Runtime) {
    let fetch = smuggled(&rt).await;
    fetch.assert_awaited_once_with(1);
    fetch.assert_completed_times(1);
    panic_of(|| fetch.assert_not_called());
    fetch.wait_until_called(1).await;
}

#[runtime_matrix::test]
async fn a_thread_that_calls_a_mock_after_its_test_is_told_so(rt: Runtime) {
    let fetch = smuggled(&rt).await;
    let message = thread::spawn(move || panic_of(|| fetch.call(2)));
    let message = message.join().expect("it catches the panic");
    assert!(message.contains("had ended"), "{message}");
}

#[runtime_matrix::test(requires(blocking))]
async fn a_mock_that_is_made_after_its_test_is_refused(rt: Runtime) {
    let (go_on, goes_on) = mpsc::channel::<()>();
    let (said, says) = mpsc::channel();
    // As short as a busy machine allows: a poll that takes longer would end the process.
    let short = |cell: Cell<'static>| cell.teardown(Duration::from_secs(1));
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let (begun, begins) = tokio::sync::oneshot::channel();
        rt.spawn_blocking(move || {
            begun.send(()).expect("the test waits");
            let _ = goes_on.recv();
            let _ = said.send(panic_of(|| Fetch::new("late")));
        })
        .detach();
        begins.await.expect("the job begins");
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    drop(go_on);
    let message = says.recv().expect("the job goes on");
    assert!(
        message.starts_with("mock `late`: made after its test, inner::"),
        "{message}"
    );
}

/// An argument that cannot be printed.
#[derive(Clone, PartialEq)]
struct Unspeakable;

impl fmt::Debug for Unspeakable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("no words")
    }
}

#[runtime_matrix::test]
async fn an_argument_whose_debug_panics_is_told_all_the_same() {
    let send = AsyncMock::<(Unspeakable, u32), ()>::new("send");
    send.call(Unspeakable, 1).await;
    let message = panic_of(|| send.assert_awaited_with((Unspeakable, 2)));
    let told = "actual: send(<its `Debug` panicked: no words>, 1)";
    assert!(message.contains(told), "{message}");
}

#[runtime_matrix::test]
async fn an_argument_whose_debug_panics_does_not_spoil_the_end_of_a_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        let send = AsyncMock::<(Unspeakable,), ()>::new("send");
        drop(send.call(Unspeakable));
    })
    .await;
    let parts = ["send(<its `Debug` panicked: no words>) was called and never awaited"];
    assert_told(&outcome, Verdict::Fail, &parts);
    let outcome = on::outcome(&rt, |_| async {
        let send = AsyncMock::<(Unspeakable,), ()>::new("send");
        send.call(Unspeakable).await;
        send.wait_until_called(2).await;
    })
    .await;
    assert!(
        outcome.report().contains("the test waits until `send`"),
        "{}",
        outcome.report()
    );
}
