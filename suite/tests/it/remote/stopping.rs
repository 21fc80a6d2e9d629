//! `RemoteRuntime::stop`: everything is cancelled, answered and joined, or named.

use std::{sync::mpsc, thread, time::Duration};

use runtime_matrix::{RemoteError, RemoteTask, Runtime, Verdict};

use super::{LONG, never, shutdown_of, start};
use crate::on::aside;

#[runtime_matrix::test]
async fn a_stopped_runtime_answers_shutdown(rt: Runtime) {
    let remote = start(&rt, "stopped");
    remote.stop(LONG).unwrap();
    let text = shutdown_of(
        remote
            .submit(async { unreachable!("it must not run") })
            .await,
    );
    let expected = format!("the runtime of stopped::{} was stopped", rt.name());
    assert!(text.starts_with(&expected), "{text}");
    let answer = aside(&rt, move || {
        remote.run(async { unreachable!("it must not run") })
    });
    shutdown_of(answer.await);
}

#[runtime_matrix::test]
async fn calls_that_wait_are_answered_when_the_runtime_stops(rt: Runtime) {
    let remote = start(&rt, "waited for");
    let (polled, is_polled) = mpsc::channel();
    let answers = aside(&rt, move || {
        thread::scope(|scope| {
            let call = || scope.spawn(|| remote.run(never(polled.clone())));
            let callers: Vec<_> = (0..8).map(|_| call()).collect();
            assert_eq!(is_polled.iter().take(8).count(), 8);
            remote.stop(LONG).unwrap();
            let answers = callers
                .into_iter()
                .map(|caller| caller.join().expect("no call panics"));
            answers.map(shutdown_of).collect::<Vec<_>>()
        })
    });
    assert_eq!(answers.await.len(), 8);
}

#[runtime_matrix::test]
async fn a_test_that_awaits_is_answered_when_the_runtime_stops(rt: Runtime) {
    let remote = start(&rt, "awaited");
    let (polled, is_polled) = mpsc::channel();
    let answer = rt.spawn(remote.submit(never(polled)));
    aside(&rt, move || is_polled.recv()).await.expect("it runs");
    remote.stop(LONG).unwrap();
    shutdown_of(answer.await.unwrap());
}

#[runtime_matrix::test]
async fn stopping_twice_says_the_same(rt: Runtime) {
    let remote = start(&rt, "twice");
    remote.submit(async {}).await.unwrap();
    let outcomes = [remote.stop(LONG).unwrap(), remote.stop(LONG).unwrap()];
    for outcome in outcomes {
        assert_eq!(
            (outcome.verdict(), outcome.record().tasks),
            (Verdict::Pass, 1)
        );
    }
}

#[runtime_matrix::test]
async fn an_output_that_was_there_survives_the_stop(rt: Runtime) {
    let remote = start(&rt, "kept");
    let task = remote.submit(async { 8 });
    while !task.is_finished() {
        remote.submit(async {}).await.unwrap();
    }
    remote.stop(LONG).unwrap();
    assert_eq!(task.await.unwrap(), 8);
}

/// What stop cancels is no leak: it was asked to.
#[runtime_matrix::test]
async fn what_still_runs_is_cancelled_without_a_word(rt: Runtime) {
    let remote = start(&rt, "cancels");
    let (polled, is_polled) = mpsc::channel();
    let kept: RemoteTask<()> = remote.submit(never(polled.clone()));
    drop(remote.submit(never(polled.clone())));
    remote.runtime().spawn(never(polled)).detach();
    aside(&rt, move || is_polled.iter().take(3).count()).await;
    assert_eq!(remote.stop(LONG).unwrap().record().leaks, []);
    shutdown_of(kept.await);
}

/// A destructor that waits, which no cancellation cuts short.
struct Stubborn(mpsc::Receiver<()>);

impl Drop for Stubborn {
    fn drop(&mut self) {
        let _ = self.0.recv();
    }
}

#[runtime_matrix::test]
async fn a_task_that_does_not_end_is_named_and_may_be_waited_for_again(rt: Runtime) {
    let remote = start(&rt, "left");
    let (release, released) = mpsc::channel();
    let (polled, is_polled) = mpsc::channel();
    let stubborn = Stubborn(released);
    let line = line!() + 1;
    let task = remote.submit_named("stubborn", async move {
        let _stubborn = stubborn;
        never(polled).await;
    });
    aside(&rt, move || is_polled.recv()).await.expect("it runs");
    let error = remote.stop(Duration::from_millis(20)).unwrap_err();
    let RemoteError::Left { tasks, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(tasks[0].task, "task `stubborn`");
    assert!(
        tasks[0].place.contains(&format!("stopping.rs:{line}:")),
        "{error}"
    );
    let said = format!(
        "the remote runtime left::{} has not ended 20ms after it was stopped: task `stubborn`, spawned at",
        rt.name()
    );
    assert!(error.to_string().starts_with(&said), "{error}");
    shutdown_of(remote.submit(async {}).await);
    drop(release);
    remote.stop(LONG).unwrap();
    shutdown_of(task.await);
}

#[runtime_matrix::test(requires(blocking))]
async fn a_job_that_does_not_end_is_named(rt: Runtime) {
    let remote = start(&rt, "job");
    let (release, released) = mpsc::channel::<()>();
    let (polled, is_polled) = mpsc::channel();
    let job = remote.runtime().spawn_blocking(move || {
        let _ = polled.send(());
        released.recv()
    });
    aside(&rt, move || is_polled.recv()).await.expect("it runs");
    let error = remote.stop(Duration::from_millis(20)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(": blocking job 1, spawned at suite/tests/it/remote/"),
        "{error}"
    );
    drop(release);
    remote.stop(LONG).unwrap();
    assert!(job.await.unwrap().is_err());
}

#[cfg(feature = "tokio")]
#[runtime_matrix::test(only(tokio_current_thread, tokio_multi_thread))]
async fn a_runtime_that_waits_for_what_it_alone_knows_says_so(rt: Runtime) {
    let remote = start(&rt, "past");
    let (release, released) = mpsc::channel::<()>();
    let (polled, is_polled) = mpsc::channel();
    let job = move || (polled.send(()), released.recv());
    let started = remote.submit(async { drop(tokio::task::spawn_blocking(job)) });
    started.await.unwrap();
    aside(&rt, move || is_polled.recv()).await.expect("it runs");
    let error = remote.stop(Duration::from_millis(200)).unwrap_err();
    assert!(
        error.to_string().contains(": all tasks have, but"),
        "{error}"
    );
    drop(release);
    remote.stop(LONG).unwrap();
}
