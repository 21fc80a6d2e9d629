//! Remote runtimes that do not end well, or do not begin.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use runtime_matrix::{Cell, RemoteError, RemoteRuntime, Runtime, RuntimeFactory, Sim, Verdict};
use runtime_matrix_core::{BuildError, Card, Executor, Options};

use super::{LONG, shutdown_of, start};
use crate::{mock::panic_of, on};

/// Returns a remote runtime that a panic has ended which nobody could observe, and what a call was told.
async fn lost_a_panic(rt: &Runtime) -> (RemoteRuntime, String) {
    let remote = start(rt, "lost");
    let waiting = remote.submit(std::future::pending::<()>());
    drop(remote.submit_named("careless", async { panic!("boom") }));
    let text = shutdown_of(waiting.await);
    (remote, text)
}

#[runtime_matrix::test]
async fn a_panic_that_nobody_can_observe_ends_the_runtime_and_is_told(rt: Runtime) {
    let (remote, text) = lost_a_panic(&rt).await;
    let expected = format!(
        "the runtime of lost::{} has ended: task `careless` panicked: boom",
        rt.name()
    );
    assert_eq!(text, expected);
    let error = remote.stop(LONG).unwrap_err();
    let RemoteError::Failed(outcome) = &error else {
        panic!("{error}")
    };
    assert_eq!(outcome.verdict(), Verdict::Panic);
    assert!(
        error.to_string().contains("task `careless` panicked: boom"),
        "{error}"
    );
    assert_eq!(
        remote.stop(LONG).unwrap_err().to_string(),
        error.to_string()
    );
}

#[runtime_matrix::test]
async fn a_drop_tells_what_no_stop_has_told(rt: Runtime) {
    let (remote, _) = lost_a_panic(&rt).await;
    let said = panic_of(|| drop(remote));
    assert!(said.contains("task `careless` panicked: boom"), "{said}");
    let (told, _) = lost_a_panic(&rt).await;
    drop(told.stop(LONG));
    drop(told);
}

#[runtime_matrix::test]
async fn a_drop_while_the_thread_panics_says_nothing(rt: Runtime) {
    let (remote, _) = lost_a_panic(&rt).await;
    let said = panic_of(|| {
        let _remote = remote;
        panic!("first");
    });
    assert_eq!(said, "first");
}

#[runtime_matrix::test]
async fn a_test_that_forgets_a_remote_runtime_has_a_leak(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, |rt| async move {
        let remote = start(&rt, "forgotten");
        let _ = sender.send(remote.runtime().clone());
        std::mem::forget(remote);
    });
    let outcome = outcome.await;
    let forgotten = receiver.recv().expect("the test has sent it");
    shutdown_of(on::aside(&rt, move || forgotten.call_blocking(async {})).await);
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    let name = rt.name();
    let expected = format!(
        "leak: the remote runtime forgotten::{name} was still running when the test had ended"
    );
    assert_eq!(outcome.message(), Some(&*expected));
    assert!(
        outcome
            .report()
            .contains("started at suite/tests/it/remote/mod.rs:"),
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_test_that_runs_out_of_time_tells_what_the_remote_runtime_does(rt: Runtime) {
    fn short(cell: Cell<'static>) -> Cell<'static> {
        cell.timeout(Some(Duration::from_millis(200)))
    }
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let remote = start(&rt, "slow");
        let _ = remote
            .submit_named("never", std::future::pending::<()>())
            .await;
    });
    let outcome = outcome.await;
    assert_eq!(outcome.verdict(), Verdict::Timeout, "{}", outcome.report());
    let told = format!("the remote runtime slow::{}, tasks:", rt.name());
    crate::events::assert_says(outcome.report(), &[&told, "task `never`: "]);
}

/// A runtime that the machine does not give.
struct Unbuilt;

impl RuntimeFactory for Unbuilt {
    fn id(&self) -> &'static str {
        "unbuilt"
    }

    fn card(&self) -> Card {
        Sim.card()
    }

    fn build(&self, _: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Err(BuildError::new("no file descriptors are left"))
    }
}

#[test]
fn a_runtime_that_cannot_be_built_is_told_by_its_name() {
    let error = RemoteRuntime::start_cell(Cell::new(&Unbuilt).named("mine")).unwrap_err();
    assert!(matches!(error, RemoteError::NotStarted(_)), "{error}");
    let expected = "the remote runtime mine::unbuilt did not start: cannot build the runtime: no file descriptors are left";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_name_that_no_thread_can_have_starts_all_the_same() {
    let remote = RemoteRuntime::start_cell(Cell::new(&Sim).named("a\0b")).unwrap();
    assert_eq!(remote.run(async { 1 }).unwrap(), 1);
}
