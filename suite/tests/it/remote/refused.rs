//! Where a call that blocks is refused: on threads that poll, of whichever runtime.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
    mpsc,
};

use runtime_matrix::{RemoteError, Runtime};

use super::{LONG, refusal_of, start};
use crate::on::aside;

#[runtime_matrix::test]
async fn a_call_in_a_test_is_refused_and_names_the_way_out(rt: Runtime) {
    let text = refusal_of(rt.call_blocking(async { unreachable!("it must not run") }));
    let (test, name) = (
        "a_call_in_a_test_is_refused_and_names_the_way_out",
        rt.name(),
    );
    let expected = format!(
        "`Runtime::call_blocking` would block a thread that polls the tasks of remote::refused::{test}::{name}: \
         await the future there, or call from a job of `Runtime::spawn_blocking` or a thread of your own"
    );
    assert_eq!(text, expected);
}

#[runtime_matrix::test]
async fn a_call_in_a_task_is_refused(rt: Runtime) {
    let inside = rt.clone();
    let answer = rt
        .spawn(async move { inside.call_blocking(async {}) })
        .await;
    refusal_of(answer.unwrap());
}

#[runtime_matrix::test]
async fn a_call_in_a_destructor_that_a_runtime_runs_is_refused(rt: Runtime) {
    struct Calls(Runtime, mpsc::Sender<Result<(), RemoteError>>);
    impl Drop for Calls {
        fn drop(&mut self) {
            let _ = self.1.send(self.0.call_blocking(async {}));
        }
    }
    let (sender, receiver) = mpsc::channel();
    let calls = Calls(rt.clone(), sender);
    let task = rt.spawn(async move {
        let _calls = calls;
        std::future::pending::<()>().await;
    });
    task.cancel().await;
    refusal_of(receiver.recv().expect("the destructor has run"));
}

#[runtime_matrix::test]
async fn a_test_may_not_block_for_another_runtime_either(rt: Runtime) {
    let remote = start(&rt, "other");
    let ran = Arc::new(AtomicBool::new(false));
    let runs = Arc::clone(&ran);
    let text = refusal_of(remote.run(async move { runs.store(true, SeqCst) }));
    assert!(
        text.starts_with("`RemoteRuntime::run` would block"),
        "{text}"
    );
    assert!(!ran.load(SeqCst));
}

#[runtime_matrix::test]
async fn a_task_of_a_remote_runtime_may_not_block_for_it(rt: Runtime) {
    let remote = Arc::new(start(&rt, "itself"));
    let inside = Arc::clone(&remote);
    let answer = remote.submit(async move { inside.run(async {}) }).await;
    let text = refusal_of(answer.unwrap());
    assert!(
        text.contains(&format!("polls the tasks of itself::{}", rt.name())),
        "{text}"
    );
}

#[runtime_matrix::test]
async fn a_wait_that_is_refused_cancels_the_task(rt: Runtime) {
    let remote = start(&rt, "waits");
    let (kept, gone) = mpsc::channel::<()>();
    let task = remote.submit(async move {
        let _kept = kept;
        std::future::pending::<()>().await;
    });
    let text = refusal_of(task.wait());
    assert!(text.starts_with("`RemoteTask::wait` would block"), "{text}");
    assert!(aside(&rt, move || gone.recv()).await.is_err());
}

#[runtime_matrix::test]
async fn a_stop_inside_is_refused_and_stops_nothing(rt: Runtime) {
    let remote = Arc::new(start(&rt, "inside"));
    let inside = Arc::clone(&remote);
    let answer = remote.submit(async move { inside.stop(LONG) }).await;
    let text = refusal_of(answer.unwrap());
    let expected = format!(
        "`RemoteRuntime::stop` inside inside::{} would wait for its own end",
        rt.name()
    );
    assert!(text.starts_with(&expected), "{text}");
    assert_eq!(remote.submit(async { 1 }).await.unwrap(), 1);
    remote.stop(LONG).unwrap();
}

/// Past the suite, nothing says whose task runs; the thread does.
#[cfg(feature = "tokio")]
#[runtime_matrix::test(only(tokio_current_thread))]
async fn a_task_past_the_suite_on_the_only_thread_is_refused(rt: Runtime) {
    let answer = tokio::spawn(async move { rt.call_blocking(async {}) });
    refusal_of(answer.await.unwrap());
}
