//! What an executor owes a task.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
        mpsc,
    },
    task::{Poll, Waker},
};

use runtime_matrix::Runtime;
use runtime_matrix_core::NativeEnd;

use super::{Grave, turn};
use crate::on::{block_on, raw};

#[runtime_matrix::test]
async fn a_spawned_task_makes_progress_while_the_root_waits(rt: Runtime) {
    raw(&rt, |executor| {
        let (sender, receiver) = mpsc::channel();
        block_on(executor, async {
            let task = executor.spawn(Box::pin(async move {
                turn().await;
                sender.send(7).expect("the test waits");
            }));
            assert!(matches!(task.join_native().await, NativeEnd::Done));
        });
        assert_eq!(receiver.recv(), Ok(7));
    })
    .await;
}

#[runtime_matrix::test]
async fn a_native_join_has_the_payload_of_a_panic(rt: Runtime) {
    raw(&rt, |executor| {
        let task = executor.spawn(Box::pin(async {
            std::panic::resume_unwind(Box::new(7_u64))
        }));
        // Returned or by unwinding: the card says which.
        let joined = catch_unwind(AssertUnwindSafe(|| block_on(executor, task.join_native())));
        let payload = match joined {
            Ok(NativeEnd::Panicked(payload)) | Err(payload) => payload,
            Ok(other) => panic!("the panic was swallowed: {other:?}"),
        };
        assert_eq!(payload.downcast_ref::<u64>(), Some(&7));
    })
    .await;
}

#[runtime_matrix::test]
async fn a_natively_detached_task_runs_to_its_end(rt: Runtime) {
    raw(&rt, |executor| {
        block_on(executor, async {
            let ended = Arc::new(AtomicBool::new(false));
            let end = Arc::clone(&ended);
            executor
                .spawn(Box::pin(async move {
                    turn().await;
                    end.store(true, SeqCst);
                }))
                .detach();
            while !ended.load(SeqCst) {
                turn().await;
            }
        });
    })
    .await;
}

#[runtime_matrix::test]
async fn a_task_is_never_polled_after_it_was_ready(rt: Runtime) {
    raw(&rt, |executor| {
        let polls = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&polls);
        let wakers: Arc<Mutex<Vec<Waker>>> = Arc::default();
        let kept = Arc::clone(&wakers);
        block_on(executor, async {
            let task = executor.spawn(Box::pin(poll_fn(move |cx| {
                counted.fetch_add(1, SeqCst);
                kept.lock()
                    .expect("nothing panics")
                    .push(cx.waker().clone());
                cx.waker().wake_by_ref();
                Poll::Ready(())
            })));
            task.join_native().await;
            for waker in wakers.lock().expect("nothing panics").drain(..) {
                waker.wake_by_ref();
                waker.wake();
            }
            for _ in 0..10 {
                turn().await;
            }
        });
        assert_eq!(polls.load(SeqCst), 1);
    })
    .await;
}

#[runtime_matrix::test]
async fn the_future_is_dropped_before_its_join_completes(rt: Runtime) {
    raw(&rt, |executor| {
        let grave = Grave::default();
        let marker = grave.marker();
        block_on(executor, async {
            let task = executor.spawn(Box::pin(async move {
                let _marker = marker;
                turn().await;
            }));
            task.join_native().await;
            assert!(grave.is_filled());
        });
    })
    .await;
}

#[runtime_matrix::test]
async fn a_panic_of_a_task_leaves_its_siblings_and_the_instance_alone(rt: Runtime) {
    raw(&rt, |executor| {
        let (sender, receiver) = mpsc::channel();
        let sibling = executor.spawn(Box::pin(async move {
            for _ in 0..50 {
                turn().await;
            }
            sender.send(7).expect("the test waits");
        }));
        for _ in 0..5 {
            let panics = async { std::panic::resume_unwind(Box::new("a task's own")) };
            executor.spawn(Box::pin(panics)).detach();
        }
        block_on(executor, sibling.join_native());
        assert_eq!(receiver.recv(), Ok(7));
        assert_eq!(block_on(executor, async { 1 }), 1);
    })
    .await;
}
