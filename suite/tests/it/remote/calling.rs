//! `Runtime::call_blocking`: from where it works, and what it answers.

use std::{sync::mpsc, thread};

use runtime_matrix::{RemoteError, Runtime, Verdict};

use super::{never, sent, shutdown_of};
use crate::on::{self, aside};

#[runtime_matrix::test]
async fn a_thread_of_ones_own_calls_in(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let inside = rt.clone();
    thread::spawn(move || sender.send(inside.call_blocking(async { Runtime::current().name() })));
    assert_eq!(sent(&rt, &receiver).await.unwrap(), rt.name());
}

#[runtime_matrix::test(requires(blocking))]
async fn a_blocking_job_calls_into_its_own_runtime(rt: Runtime) {
    let inside = rt.clone();
    let job = rt.spawn_blocking(move || {
        (1..=3)
            .map(|n| inside.call_blocking(async move { n * n }).unwrap())
            .sum::<i32>()
    });
    assert_eq!(job.await.unwrap(), 14);
}

#[runtime_matrix::test]
async fn a_panic_of_the_future_is_the_callers_to_see(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let inside = rt.clone();
    thread::spawn(move || sender.send(inside.call_blocking(async { panic!("boom") })));
    match sent(&rt, &receiver).await {
        Err(RemoteError::Panicked(panic)) => {
            assert_eq!(panic.message().as_deref(), Some("boom"));
        }
        other => panic!("{other:?}"),
    }
}

#[runtime_matrix::test]
async fn a_test_that_has_ended_answers_shutdown(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let ended = on::outcome(&rt, |rt| async move { sender.send(rt) }).await;
    ended.unwrap();
    let text = aside(&rt, move || {
        let ended = receiver.recv().expect("the test has sent its runtime");
        shutdown_of(ended.call_blocking(async { unreachable!("it must not run") }))
    });
    let expected = format!(
        "the runtime of inner::{} was stopped or has ended: call before that",
        rt.name()
    );
    assert_eq!(text.await, expected);
}

#[runtime_matrix::test]
async fn a_test_that_ends_while_the_caller_waits_answers_shutdown(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, |rt| async move {
        let (polled, is_polled) = mpsc::channel();
        let calling = rt.clone();
        thread::spawn(move || sender.send(calling.call_blocking(never(polled))));
        sent(&rt, &is_polled).await;
    });
    let outcome = outcome.await;
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    let answer = aside(&rt, move || receiver.recv()).await;
    let text = shutdown_of(answer.expect("the thread is answered"));
    assert!(
        text.contains("was still running when the test had ended"),
        "{text}"
    );
}

/// Threads that call and call while a test ends are each answered, and the last with `Shutdown`.
#[runtime_matrix::test]
async fn no_end_of_a_test_leaves_a_caller_waiting(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, |rt| async move {
        let (began, has_begun) = mpsc::channel();
        for _ in 0..4 {
            let (rt, sender, began) = (rt.clone(), sender.clone(), began.clone());
            thread::spawn(move || {
                let ended = loop {
                    if let Err(error) = rt.call_blocking(async {}) {
                        break error;
                    }
                    let _ = began.send(());
                };
                sender.send(ended)
            });
        }
        sent(&rt, &has_begun).await;
    });
    drop(outcome.await);
    let answers = aside(&rt, move || {
        receiver
            .iter()
            .take(4)
            .map(|error| shutdown_of::<()>(Err(error)))
            .collect::<Vec<_>>()
    });
    assert_eq!(answers.await.len(), 4);
}

#[runtime_matrix::test(requires(blocking))]
async fn a_job_that_waits_for_a_task_does_not_hide_a_standstill(rt: Runtime) {
    let (polled, _is_polled) = mpsc::channel();
    let outcome = on::outcome(&rt, |rt| async move {
        let inside = rt.clone();
        let job = rt.spawn_blocking(move || shutdown_of(inside.call_blocking(never(polled))));
        let _ = job.await;
    });
    crate::events::assert_still(&outcome.await, &["blocking job 1: blocking for"]);
}
