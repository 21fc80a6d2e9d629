//! Tokio as it is, beside what the adapter makes of it: what is made alike stays visible here, and a change of
//! Tokio's own behaviour fails a test.

mod catalogue;

use std::{
    future::pending,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use runtime_matrix_core::{Executor, Options, RuntimeFactory};
use runtime_matrix_tokio::{CurrentThread, MultiThread};

/// Says when it is dropped.
struct Marker(Arc<AtomicBool>);

impl Drop for Marker {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

fn each(test: impl Fn(Arc<dyn Executor>)) {
    let factories: [&dyn RuntimeFactory; 2] = [&CurrentThread, &MultiThread];
    for factory in factories {
        let executor = factory.build(&Options::default()).expect("it can be built");
        test(Arc::clone(&executor));
        let _ = executor.shutdown(Duration::from_secs(5));
    }
}

#[test]
fn what_looks_for_the_runtime_finds_the_instance() {
    each(|executor| {
        executor.block_on(pin!(async {
            let spawned = tokio::spawn(async { 1 });
            let blocking = tokio::task::spawn_blocking(|| 2);
            tokio::time::sleep(Duration::from_millis(1)).await;
            let sum = spawned.await.expect("no panic") + blocking.await.expect("no panic");
            assert_eq!(sum, 3);
        }));
    });
}

/// The adapter's `cancel` waits for the drop, which `abort` does not.
#[test]
fn an_abort_returns_before_the_future_is_dropped() {
    let executor = CurrentThread
        .build(&Options::default())
        .expect("it can be built");
    executor.block_on(pin!(async {
        let dropped = Arc::new(AtomicBool::new(false));
        let marker = Marker(Arc::clone(&dropped));
        let task = tokio::spawn(async move {
            let _marker = marker;
            pending::<()>().await;
        });
        tokio::task::yield_now().await;
        task.abort();
        assert!(!dropped.load(SeqCst), "the one thread is in this root");
        let error = task.await.expect_err("it was aborted");
        assert!(error.is_cancelled() && dropped.load(SeqCst));
    }));
}

#[test]
fn a_task_whose_handle_is_dropped_runs_on() {
    each(|executor| {
        executor.block_on(pin!(async {
            let ended = Arc::new(AtomicBool::new(false));
            let end = Arc::clone(&ended);
            drop(tokio::spawn(async move {
                tokio::task::yield_now().await;
                end.store(true, SeqCst);
            }));
            while !ended.load(SeqCst) {
                tokio::task::yield_now().await;
            }
        }));
    });
}
