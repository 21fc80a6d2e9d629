//! What holds of single polls, and of what suspends.

use std::{
    future::{pending, ready},
    task::Poll,
    time::Duration,
};

use runtime_matrix::{
    Event, Runtime, Verdict,
    polling::{assert_never_suspends, assert_pending, assert_ready, assert_suspends, poll_once},
};

use crate::{events::assert_says, on};

/// Runs a test that has to panic in a cell of its own, and looks for `parts` in what it says.
async fn panics(rt: &Runtime, test: fn(Runtime) -> on::Boxed, parts: &[&str]) {
    let outcome = on::outcome(rt, test).await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    assert_says(outcome.message().unwrap(), parts);
}

#[runtime_matrix::test]
async fn one_poll_is_one_poll(_rt: Runtime) {
    let mut polls = 0;
    let mut future = std::future::poll_fn(|_| {
        polls += 1;
        if polls == 2 {
            Poll::Ready(7)
        } else {
            Poll::Pending
        }
    });
    assert_eq!(poll_once(&mut future), Poll::Pending);
    assert_eq!(poll_once(&mut future), Poll::Ready(7));
}

#[runtime_matrix::test]
async fn what_was_polled_once_wakes_the_task_that_did(rt: Runtime) {
    let event = Event::new();
    let task = rt.spawn({
        let event = event.clone();
        async move {
            let mut wait = Box::pin(event.wait());
            assert_pending(&mut wait);
            // Not polled any more, but woken by what the wait has kept.
            let mut turns = 0;
            std::future::poll_fn(|_| {
                turns += 1;
                if event.is_set() {
                    Poll::Ready(turns)
                } else {
                    Poll::Pending
                }
            })
            .await
        }
    });
    rt.wait_all_tasks_blocked().await;
    event.set();
    assert!(task.await.unwrap() >= 2);
}

#[runtime_matrix::test]
async fn outside_of_a_test_a_poll_once_has_a_waker_that_does_nothing(rt: Runtime) {
    let polled = on::aside(&rt, || {
        let job = || poll_once(&mut ready(1));
        std::thread::spawn(job).join().unwrap()
    });
    assert_eq!(polled.await, Poll::Ready(1));
}

#[runtime_matrix::test]
async fn what_is_ready_is_not_pending(rt: Runtime) {
    panics(
        &rt,
        |_| Box::pin(async { assert_pending(&mut ready("tea")) }),
        &[
            "expected a future that is pending on `",
            "but it was ready with \"tea\"",
        ],
    )
    .await;
}

#[runtime_matrix::test]
async fn what_is_pending_is_not_ready_and_what_it_awaits_is_told(rt: Runtime) {
    assert_eq!(assert_ready(&mut ready(7)), 7);
    panics(
        &rt,
        |rt| {
            let mut sleep = Box::pin(rt.sleep(Duration::from_secs(1)));
            Box::pin(async move { assert_ready(&mut sleep) })
        },
        &[
            "expected a future that is ready on `",
            "it was pending: it awaits a sleep made at ",
            "checks.rs:",
        ],
    )
    .await;
}

#[runtime_matrix::test]
async fn what_suspends_gives_its_output(rt: Runtime) {
    let yields = async {
        rt.yield_now().await;
        7
    };
    assert_eq!(assert_suspends(yields).await, 7);
    assert_eq!(assert_never_suspends(ready(8)).await, 8);
}

#[runtime_matrix::test]
async fn what_is_ready_at_once_does_not_suspend(rt: Runtime) {
    panics(
        &rt,
        |_| Box::pin(assert_suspends(ready(()))),
        &[
            "expected the future asserted at ",
            "checks.rs:",
            " to suspend on `",
            "it was ready at its first poll",
        ],
    )
    .await;
}

#[runtime_matrix::test]
async fn what_suspends_is_told_with_what_it_awaits(rt: Runtime) {
    panics(
        &rt,
        |rt| Box::pin(assert_never_suspends(rt.sleep(Duration::from_secs(1)))),
        &[
            "never to suspend on `",
            "its first poll returned `Pending`: it awaits a sleep made at ",
        ],
    )
    .await;
    panics(
        &rt,
        |_| Box::pin(assert_never_suspends(pending())),
        &["never to suspend on `", "its first poll returned `Pending`"],
    )
    .await;
}
