//! Mocks outside of any cell: in plain tests, which nobody ends.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_lite::future::block_on;
use runtime_matrix::mock::{AsyncMock, SyncMock};

use super::{Fetch, panic_of, poll_once, text_of};

#[test]
fn a_mock_is_called_answers_and_is_asked() {
    let fetch = Fetch::new("fetch");
    fetch.returns(7);
    assert_eq!(block_on(fetch.call(1)), 7);
    fetch.assert_awaited_once_with(1);
    let parse = SyncMock::<(), u32>::new("parse");
    parse.returns(1);
    assert_eq!(parse.call(), 1);
}

#[test]
fn the_drop_of_the_last_handle_panics_for_a_call_that_was_never_awaited() {
    let fetch = Fetch::new("fetch");
    drop(fetch.call(1));
    let clone = fetch.clone();
    drop(fetch);
    let message = panic_of(|| drop(clone));
    assert!(
        message.contains("fetch(1) was called and never awaited"),
        "{message}"
    );
    assert!(
        message.contains(&format!("called at {}:", file!())),
        "{message}"
    );
}

#[test]
fn a_future_that_outlives_the_handles_is_a_handle_too() {
    let call = Fetch::new("fetch").call(1);
    let message = panic_of(|| drop(call));
    assert!(
        message.contains("fetch(1) was called and never awaited"),
        "{message}"
    );
}

#[test]
fn the_drop_of_the_last_handle_panics_for_expectations_that_were_not_met() {
    let fetch = Fetch::new("fetch");
    fetch.when(1).times(1);
    fetch.when(2).times(2);
    let message = panic_of(|| drop(fetch));
    for part in ["fetch(1) was expected once", "fetch(2) was expected twice"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn the_drop_of_the_last_handle_panics_for_a_refusal_that_was_caught() {
    let fetch = Fetch::new("fetch").strict();
    panic_of(|| fetch.call(1));
    let message = panic_of(|| drop(fetch));
    assert!(message.contains("does not expect fetch(1)"), "{message}");
}

#[test]
fn a_drop_while_a_test_unwinds_does_not_panic_too() {
    let unwound = catch_unwind(AssertUnwindSafe(|| {
        let fetch = Fetch::new("fetch");
        drop(fetch.call(1));
        panic!("the cause");
    }));
    assert_eq!(text_of(&*unwound.unwrap_err()), "the cause");
}

#[test]
fn a_mock_that_allows_it_drops_in_silence() {
    let fetch = Fetch::new("fetch");
    fetch.allow_never_awaited();
    drop(fetch.call(1));
}

#[test]
fn a_delay_needs_a_test_whose_clock_it_goes_by() {
    let send = AsyncMock::<(), ()>::new("send");
    send.delays(std::time::Duration::from_secs(1));
    let mut call = send.call();
    let message = panic_of(|| poll_once(&mut call));
    for part in ["mock `send`: `delays`", "no test is running on this thread"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn waits_and_gates_need_no_cell() {
    let send = AsyncMock::<(u32,), ()>::new("send");
    let gate = send.gate();
    let caller = send.clone();
    let thread = std::thread::spawn(move || block_on(caller.call(1)));
    block_on(async {
        assert_eq!(send.wait_for(|call| call.args.0 == 1).await.args.0, 1);
        gate.wait_until_waiting(1).await;
    });
    gate.open();
    thread.join().expect("it has not panicked");
    send.assert_completed();
}
