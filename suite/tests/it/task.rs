//! Handles: join, cancel, detach, drop.

use std::{
    future::{pending, poll_fn},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    task::Poll,
};

use runtime_matrix::{Capability, JoinError, Runtime};

use crate::on;

/// Says when it is dropped.
struct OnDrop(Arc<AtomicBool>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

fn flag() -> (Arc<AtomicBool>, Arc<AtomicBool>) {
    let flag = Arc::new(AtomicBool::new(false));
    (Arc::clone(&flag), flag)
}

#[runtime_matrix::test]
async fn join_returns_the_output(rt: Runtime) {
    let text = rt.spawn(async { String::from("pong") }).await.unwrap();
    assert_eq!(text, "pong");
}

#[runtime_matrix::test]
async fn join_of_a_task_that_has_ended_returns_the_output(rt: Runtime) {
    let task = rt.spawn(async { 7 });
    while !task.is_finished() {
        rt.yield_now().await;
    }
    assert_eq!(task.await.unwrap(), 7);
}

#[runtime_matrix::test]
async fn join_returns_the_payload_of_a_panic_whole(rt: Runtime) {
    let joined = rt.spawn(async { std::panic::panic_any(7_u64) }).await;
    let Err(JoinError::Panicked(panic)) = joined else {
        panic!("expected a panic, got {joined:?}")
    };
    assert_eq!(panic.message(), None, "a number has no message");
    assert_eq!(panic.into_payload().downcast_ref::<u64>(), Some(&7));
}

const BOOM_AT: u32 = line!() + 2;
async fn boom() {
    panic!("boom {}", 1);
}

#[runtime_matrix::test]
async fn a_panic_tells_its_message_and_place(rt: Runtime) {
    let error = rt.spawn(boom()).await.unwrap_err();
    let sentence = error.to_string();
    assert!(
        sentence.starts_with(&format!("task 1, spawned at {}:", file!())),
        "{sentence}"
    );
    assert!(sentence.ends_with(" panicked: boom 1"), "{sentence}");
    let JoinError::Panicked(panic) = error else {
        panic!("expected a panic, got {error:?}")
    };
    let place = panic.place().expect("the hook notes the place");
    assert!(
        place.starts_with(&format!("{}:{BOOM_AT}:", file!())),
        "{place}"
    );
}

#[runtime_matrix::test]
async fn a_panic_leaves_siblings_and_the_runtime_alone(rt: Runtime) {
    let sibling = rt.spawn({
        let rt = rt.clone();
        async move {
            for _ in 0..10 {
                rt.yield_now().await;
            }
            "alive"
        }
    });
    assert!(rt.spawn(async { panic!("boom") }).await.is_err());
    assert_eq!(sibling.await.unwrap(), "alive");
    assert_eq!(rt.spawn(async { 1 }).await.unwrap(), 1);
}

#[runtime_matrix::test]
async fn a_panic_in_the_drop_of_a_cancelled_task_is_not_lost(rt: Runtime) {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let outcome = on::outcome(&rt, |rt| async move {
        let bomb = Bomb;
        let task = rt.spawn(async move {
            let _bomb = &bomb;
            pending::<()>().await;
        });
        task.cancel().await;
    })
    .await;
    assert_eq!(outcome.message(), Some("task 1 panicked: dropped"));
}

#[runtime_matrix::test]
async fn cancel_completes_after_the_future_has_been_dropped(rt: Runtime) {
    for _ in 0..50 {
        let (dropped, seen) = flag();
        let (started, running) = flag();
        let task = rt.spawn(async move {
            let _guard = OnDrop(dropped);
            started.store(true, SeqCst);
            pending::<()>().await;
        });
        while !running.load(SeqCst) {
            rt.yield_now().await;
        }
        assert_eq!(task.cancel().await, None);
        assert!(
            seen.load(SeqCst),
            "the future was still alive when `cancel` had returned"
        );
    }
}

#[runtime_matrix::test(
    workers = 1,
    skip(
        async_std,
        reason = "its threads are the process's, and race for the task"
    )
)]
async fn cancel_before_the_first_poll_runs_no_line(rt: Runtime) {
    // On several workers this is a race; the root is on one more thread.
    if rt.capabilities().has(Capability::Threads) {
        return cancel_from_the_only_worker(rt).await;
    }
    let (ran, seen) = flag();
    let task = rt.spawn(async move { ran.store(true, SeqCst) });
    assert_eq!(task.cancel().await, None);
    assert!(!seen.load(SeqCst));
}

async fn cancel_from_the_only_worker(rt: Runtime) {
    let outer = rt.clone();
    let seen = outer.spawn(async move {
        let (ran, seen) = flag();
        let task = rt.spawn(async move { ran.store(true, SeqCst) });
        assert_eq!(task.cancel().await, None);
        seen.load(SeqCst)
    });
    assert!(!seen.await.unwrap());
}

#[runtime_matrix::test]
async fn cancel_after_the_end_gives_the_output(rt: Runtime) {
    let task = rt.spawn(async { 7 });
    while !task.is_finished() {
        rt.yield_now().await;
    }
    assert_eq!(task.cancel().await, Some(7));
}

#[runtime_matrix::test]
async fn cancel_is_requested_by_the_call_alone(rt: Runtime) {
    let (dropped, seen) = flag();
    let guard = OnDrop(dropped);
    let task = rt.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    drop(task.cancel());
    while !seen.load(SeqCst) {
        rt.yield_now().await;
    }
}

#[runtime_matrix::test]
async fn a_task_that_was_swept_away_joins_as_cancelled(rt: Runtime) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let outcome = on::outcome(&rt, move |rt| async move {
        sender
            .send(rt.spawn(pending::<()>()))
            .expect("the test waits");
    })
    .await;
    assert_eq!(outcome.verdict().name(), "leak", "{}", outcome.report());
    let joined = receiver.recv().expect("the cell sent the handle").await;
    assert!(matches!(joined, Err(JoinError::Cancelled)), "{joined:?}");
}

#[runtime_matrix::test]
async fn a_dropped_handle_lets_the_task_run_to_its_end(rt: Runtime) {
    let (ended, seen) = flag();
    let inner = rt.clone();
    drop(rt.spawn(async move {
        inner.yield_now().await;
        ended.store(true, SeqCst);
    }));
    while !seen.load(SeqCst) {
        rt.yield_now().await;
    }
}

#[runtime_matrix::test]
async fn a_detached_task_runs_and_may_outlive_the_test(rt: Runtime) {
    let (ran, seen) = flag();
    rt.spawn(async move {
        ran.store(true, SeqCst);
        pending::<()>().await;
    })
    .detach();
    while !seen.load(SeqCst) {
        rt.yield_now().await;
    }
}

#[runtime_matrix::test]
async fn what_is_left_is_cancelled_and_dropped_before_the_cell_ends(rt: Runtime) {
    let (dropped, seen) = flag();
    let guard = OnDrop(dropped);
    let outcome = on::outcome(&rt, |rt| async move {
        rt.spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        })
        .detach();
    })
    .await;
    outcome.unwrap();
    assert!(seen.load(SeqCst));
}

#[runtime_matrix::test]
async fn tasks_that_teardown_spawns_are_swept_too(rt: Runtime) {
    struct SpawnsWhenDropped(Runtime, Arc<AtomicBool>);
    impl Drop for SpawnsWhenDropped {
        fn drop(&mut self) {
            let guard = OnDrop(Arc::clone(&self.1));
            self.0
                .spawn(async move {
                    let _guard = guard;
                    pending::<()>().await;
                })
                .detach();
        }
    }
    let (dropped, seen) = flag();
    let outcome = on::outcome(&rt, |rt| async move {
        let guard = SpawnsWhenDropped(rt.clone(), dropped);
        rt.spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        })
        .detach();
        rt.yield_now().await;
    })
    .await;
    outcome.unwrap();
    assert!(seen.load(SeqCst));
}

#[runtime_matrix::test]
async fn a_task_is_woken_by_a_clone_of_its_waker_from_another_thread(rt: Runtime) {
    let woken = Arc::new(AtomicBool::new(false));
    let task = rt.spawn({
        let woken = Arc::clone(&woken);
        let mut started = false;
        poll_fn(move |cx| {
            if woken.load(SeqCst) {
                return Poll::Ready(());
            }
            if !started {
                started = true;
                let (waker, woken) = (cx.waker().clone(), Arc::clone(&woken));
                std::thread::spawn(move || {
                    woken.store(true, SeqCst);
                    waker.wake();
                });
            }
            Poll::Pending
        })
    });
    task.await.unwrap();
}

#[runtime_matrix::test]
async fn a_wake_during_a_poll_leads_to_another_poll(rt: Runtime) {
    let polls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&polls);
    rt.spawn(poll_fn(move |cx| {
        cx.waker().wake_by_ref();
        if counted.fetch_add(1, SeqCst) == 9 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }))
    .await
    .unwrap();
    assert_eq!(polls.load(SeqCst), 10);
}

#[runtime_matrix::test]
async fn a_wake_after_the_end_does_nothing(rt: Runtime) {
    let (sender, receiver) = std::sync::mpsc::channel();
    rt.spawn(poll_fn(move |cx| {
        sender
            .send(cx.waker().clone())
            .expect("the test holds the receiver");
        Poll::Ready(())
    }))
    .await
    .unwrap();
    let waker = receiver.recv().expect("the task sent its waker");
    waker.wake_by_ref();
    waker.wake();
    assert_eq!(rt.spawn(async { 1 }).await.unwrap(), 1);
}

#[runtime_matrix::test]
async fn a_thousand_tasks_are_joined(rt: Runtime) {
    let tasks: Vec<_> = (0..1_000_u64)
        .map(|number| rt.spawn(async move { number }))
        .collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await.unwrap();
    }
    assert_eq!(sum, 499_500);
}

#[runtime_matrix::test]
async fn handles_say_which_task_they_are(rt: Runtime) {
    let task = rt.spawn_named("reader", async {});
    assert!(format!("{task:?}").contains("Some(\"reader\")"), "{task:?}");
    task.await.unwrap();
}
