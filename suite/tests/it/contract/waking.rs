//! What an executor's wakers promise, and what follows for polls.

use std::{
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    task::{Poll, Waker},
    thread,
};

use runtime_matrix::Runtime;

use super::turn;
use crate::on::{block_on, raw};

#[runtime_matrix::test]
async fn a_waker_works_from_any_thread_and_more_than_once(rt: Runtime) {
    raw(&rt, |executor| {
        let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
        let (kept, polls) = (Arc::clone(&waker), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&polls);
        let task = executor.spawn(Box::pin(poll_fn(move |cx| {
            kept.lock()
                .expect("nothing panics under it")
                .get_or_insert_with(|| cx.waker().clone());
            match counted.fetch_add(1, SeqCst) {
                0..5 => Poll::Pending,
                _ => Poll::Ready(()),
            }
        })));
        block_on(executor, async {
            for poll in 1..=5 {
                while polls.load(SeqCst) < poll {
                    turn().await;
                }
                // Always the first poll's.
                let waker = waker.lock().expect("nothing panics under it").clone();
                let waker = waker.expect("it was polled");
                let waking = thread::spawn(move || waker.wake_by_ref());
                waking.join().expect("a wake does not panic");
            }
            task.join_native().await;
        });
        let waker = waker.lock().expect("nothing panics under it").take();
        waker.expect("it was polled").wake();
        assert_eq!(polls.load(SeqCst), 6, "a wake after the end does nothing");
    })
    .await;
}

#[runtime_matrix::test]
async fn a_wake_that_comes_during_a_poll_leads_to_another_one(rt: Runtime) {
    raw(&rt, |executor| {
        let mut polls = 0;
        let task = executor.spawn(Box::pin(poll_fn(move |cx| {
            polls += 1;
            if polls == 20 {
                return Poll::Ready(());
            }
            // It has been made, from elsewhere, before the poll is over.
            let waker = cx.waker().clone();
            let waking = thread::spawn(move || waker.wake());
            waking.join().expect("a wake does not panic");
            Poll::Pending
        })));
        block_on(executor, task.join_native());
    })
    .await;
}

#[runtime_matrix::test]
async fn a_task_is_polled_by_one_thread_at_a_time(rt: Runtime) {
    raw(&rt, |executor| {
        let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
        let (kept, ended) = (Arc::clone(&waker), Arc::new(AtomicBool::new(false)));
        let (inside, mut polls) = (AtomicBool::new(false), 0);
        let task = executor.spawn(Box::pin(poll_fn(move |cx| {
            assert!(!inside.swap(true, SeqCst), "two threads poll at a time");
            *kept.lock().expect("nothing panics under it") = Some(cx.waker().clone());
            thread::yield_now();
            inside.store(false, SeqCst);
            polls += 1;
            if polls < 500 {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })));
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !ended.load(SeqCst) {
                        let waker = waker.lock().expect("nothing panics under it").clone();
                        waker.iter().for_each(Waker::wake_by_ref);
                        thread::yield_now();
                    }
                });
            }
            let joined = std::panic::AssertUnwindSafe(|| block_on(executor, task.join_native()));
            let joined = std::panic::catch_unwind(joined);
            ended.store(true, SeqCst);
            let end = joined.expect("the task does not panic");
            assert!(
                matches!(end, runtime_matrix_core::NativeEnd::Done),
                "{end:?}"
            );
        });
    })
    .await;
}
