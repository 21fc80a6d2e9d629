//! What becomes of a future that was handed to a remote runtime.

use std::{
    panic::panic_any,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
};

use runtime_matrix::{RemoteError, Runtime};

use super::{never, start};
use crate::on::aside;

#[runtime_matrix::test]
async fn run_returns_the_output(rt: Runtime) {
    let remote = start(&rt, "output");
    let output = aside(&rt, move || remote.run(async { 40 + 2 })).await;
    assert_eq!(output.unwrap(), 42);
}

#[runtime_matrix::test]
async fn an_awaited_task_gives_its_output(rt: Runtime) {
    let remote = start(&rt, "awaited");
    assert_eq!(remote.submit(async { 7 }).await.unwrap(), 7);
}

#[runtime_matrix::test]
async fn outputs_are_had_in_any_order(rt: Runtime) {
    let remote = start(&rt, "order");
    let tasks: Vec<_> = (0..20)
        .map(|number| remote.submit(async move { number }))
        .collect();
    let backwards = aside(&rt, || {
        let outputs = tasks.into_iter().rev().map(|task| task.wait().unwrap());
        outputs.collect::<Vec<_>>()
    });
    assert!(backwards.await.into_iter().eq((0..20).rev()));
}

#[runtime_matrix::test]
async fn a_future_runs_off_the_thread_that_submits_it(rt: Runtime) {
    let remote = start(&rt, "elsewhere");
    let there = remote.submit(async { thread::current().id() });
    assert_ne!(there.await.unwrap(), thread::current().id());
}

#[runtime_matrix::test]
async fn a_future_knows_its_runtime(rt: Runtime) {
    let remote = start(&rt, "known");
    let child = remote.submit(async { Runtime::current().spawn(async { 3 }).await });
    assert_eq!(child.await.unwrap().unwrap(), 3);
}

#[runtime_matrix::test]
async fn a_panic_comes_out_with_its_payload(rt: Runtime) {
    let remote = start(&rt, "panics");
    let answer = aside(&rt, move || remote.run(async { panic_any(7_u32) })).await;
    let Err(RemoteError::Panicked(panic)) = answer else {
        panic!("{answer:?}");
    };
    assert!(
        panic.origin().starts_with("task 1, spawned at "),
        "{}",
        panic.origin()
    );
    assert_eq!(panic.into_payload().downcast_ref(), Some(&7_u32));
}

#[runtime_matrix::test]
async fn a_cancelled_task_answers_so_after_its_future_was_dropped(rt: Runtime) {
    struct Gone(Arc<AtomicBool>);
    impl Drop for Gone {
        fn drop(&mut self) {
            self.0.store(true, SeqCst);
        }
    }
    let (remote, gone) = (start(&rt, "cancelled"), Arc::new(AtomicBool::new(false)));
    let (polled, is_polled) = mpsc::channel();
    let inside = Gone(Arc::clone(&gone));
    let answer = aside(&rt, move || {
        let task = remote.submit(async move {
            let _inside = inside;
            never(polled).await;
        });
        is_polled.recv().expect("the task runs");
        task.cancel();
        task.cancel();
        let answer = task.wait();
        (answer, gone.load(SeqCst))
    });
    let (answer, was_gone) = answer.await;
    assert!(matches!(answer, Err(RemoteError::Cancelled)), "{answer:?}");
    assert!(was_gone);
}

#[runtime_matrix::test]
async fn a_task_that_was_done_before_it_is_cancelled_keeps_its_output(rt: Runtime) {
    let remote = start(&rt, "too late");
    let answer = aside(&rt, move || {
        let (done, other) = (remote.submit(async { 9 }), remote.submit(async {}));
        other.wait().unwrap();
        while !done.is_finished() {
            remote.run(async {}).unwrap();
        }
        done.cancel();
        done.wait()
    });
    assert_eq!(answer.await.unwrap(), 9);
}

#[runtime_matrix::test]
async fn a_task_without_a_handle_runs_on(rt: Runtime) {
    let remote = start(&rt, "dropped");
    let (sender, receiver) = mpsc::channel();
    drop(remote.submit(async move { sender.send(5) }));
    assert_eq!(aside(&rt, move || receiver.recv()).await, Ok(5));
}
