use std::{pin::Pin, thread, time::Duration};

use futures_lite::future::{block_on, poll_fn};
use runtime_matrix::{Event, Runtime, Verdict, mock::mock_stream};

use super::{assert_fails, assert_says, panic_of, swallowed};
use crate::on;

#[runtime_matrix::test]
async fn items_come_in_order_and_then_the_end(_rt: Runtime) {
    let mut stream = mock_stream([1, 2]).item(3).items([4, 5]);
    let probe = stream.probe();
    for item in 1..=5 {
        assert_eq!(stream.next().await, Some(item));
    }
    assert!(!probe.has_ended());
    assert_eq!(stream.next().await, None);
    assert_eq!((probe.taken(), probe.polls()), (5, 6));
    assert!(probe.has_ended());
}

#[runtime_matrix::test]
async fn items_may_be_errors_that_cannot_be_cloned(_rt: Runtime) {
    let torn = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let mut stream = mock_stream([Ok(1), Err(torn)]);
    assert_eq!(stream.next().await.expect("an item").ok(), Some(1));
    let error = stream.next().await.expect("an item").unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(stream.next().await.is_none());
}

#[runtime_matrix::test]
async fn an_endless_stream_goes_on(_rt: Runtime) {
    let mut stream = mock_stream([100]).endless(|number| number);
    let mut taken = Vec::new();
    for _ in 0..4 {
        taken.extend(stream.next().await);
    }
    assert_eq!(taken, [100, 0, 1, 2]);
}

#[runtime_matrix::test]
async fn a_script_starts_again_and_again(_rt: Runtime) {
    let script = mock_stream(["a"]).pending().item("b").restartable();
    let mut first = script.start();
    assert_eq!(first.next().await, Some("a"));
    let mut second = script.clone().start();
    assert_eq!(second.next().await, Some("a"));
    assert_eq!(second.next().await, Some("b"));
    assert_eq!(first.next().await, Some("b"));
    assert_eq!((first.probe().taken(), second.probe().polls()), (2, 3));
}

#[runtime_matrix::test]
async fn a_script_made_of_a_stream_that_has_begun_has_the_rest_of_it(_rt: Runtime) {
    let mut stream = mock_stream([1, 2]).endless(|number| 10 + number as i32);
    assert_eq!(stream.next().await, Some(1));
    let mut rest = stream.restartable().start();
    assert_eq!(rest.next().await, Some(2));
    assert_eq!(rest.next().await, Some(10));
}

#[runtime_matrix::test]
async fn after_its_end_a_stream_ends_again_and_counts_it(_rt: Runtime) {
    let mut stream = mock_stream([1]);
    let probe = stream.probe();
    assert_eq!(stream.next().await, Some(1));
    for _ in 0..3 {
        assert_eq!(stream.next().await, None);
    }
    assert_eq!((probe.polls_after_end(), probe.taken()), (2, 1));
}

#[runtime_matrix::test]
async fn a_stream_that_is_not_fused_goes_on_after_an_end(_rt: Runtime) {
    let mut stream = mock_stream([1]).end().item(2);
    assert_eq!(stream.next().await, Some(1));
    assert_eq!(stream.next().await, None);
    assert_eq!(stream.next().await, Some(2));
    assert_eq!(stream.next().await, None);
    assert_eq!(stream.probe().polls_after_end(), 2);
}

#[runtime_matrix::test]
async fn a_strict_stream_panics_when_it_is_polled_after_its_end(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut stream = mock_stream([1]).strict();
        while stream.next().await.is_some() {}
        stream.next().await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    let sentence = "was polled after its end (items taken: 1)";
    assert_says(outcome.report(), &[sentence, "stream (made at "]);
    assert_eq!(outcome.report().matches(sentence).count(), 1, "told once");
}

#[runtime_matrix::test]
async fn a_strict_stream_fails_the_test_although_its_panic_is_swallowed(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |rt| async move {
        let mut stream = mock_stream::<u8>([]).strict();
        swallowed(&rt, async move {
            stream.next().await;
            stream.next().await;
        })
        .await;
    })
    .await;
    let made = format!("stream (made at {}:{MADE_AT}:", file!());
    assert_fails(&outcome, &[&made, "was polled after its end"]);
    let place = outcome.record().place.as_deref();
    let expected = format!("{}:{MADE_AT}:", file!());
    assert!(
        place.is_some_and(|at| at.starts_with(&expected)),
        "{place:?}"
    );
}

#[runtime_matrix::test]
async fn a_strict_stream_that_ends_once_is_fine(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut stream = mock_stream([1]).strict();
        while stream.next().await.is_some() {}
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn it_is_polled_by_hand_too(_rt: Runtime) {
    let mut stream = mock_stream([1]);
    let polled = poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await;
    assert_eq!(polled, Some(1));
    assert_says(&format!("{stream:?}"), &["MockStream", "taken: 1"]);
}

#[test]
fn nothing_can_follow_what_never_ends() {
    let said = panic_of(|| drop(mock_stream([1]).endless(|_| 2).item(3)));
    assert_says(&said, &["never comes to `item` after `endless`"]);
    let said = panic_of(|| drop(mock_stream::<u8>([]).pends_forever().end()));
    assert_says(&said, &["never comes to `end` after `pends_forever`"]);
    let said = panic_of(|| drop(mock_stream([1]).pends_forever().endless(|_| 1)));
    assert_says(&said, &["never comes to `endless` after `pends_forever`"]);
}

#[test]
fn without_a_test_all_but_a_delay_works() {
    let go = Event::new();
    go.set();
    let mut stream = mock_stream([1]).pending().pending_until(&go).item(2);
    assert_eq!(block_on(stream.next()), Some(1));
    assert_eq!(block_on(stream.next()), Some(2));

    let mut stream = mock_stream::<u8>([]).delay(Duration::from_secs(1));
    let said = panic_of(|| {
        block_on(stream.next());
    });
    assert_says(
        &said,
        &["to wait for 1s", "no cell is running on this thread"],
    );
}

#[runtime_matrix::test]
async fn it_is_taken_by_another_thread(_rt: Runtime) {
    let mut stream = mock_stream([1]).pending().item(2);
    let probe = stream.probe();
    let thread = thread::spawn(move || {
        let taken = (block_on(stream.next()), block_on(stream.next()));
        assert_eq!(taken, (Some(1), Some(2)));
    });
    thread.join().expect("the items are there");
    assert_eq!(probe.taken(), 2);
}
