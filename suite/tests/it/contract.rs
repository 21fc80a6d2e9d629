//! The contract of `Executor`, on the raw executor and its native handles: our own tracking must not
//! hide a runtime's fault.

use std::{
    future::{pending, poll_fn, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
        mpsc,
    },
    task::{Poll, Waker},
    thread,
    time::Duration,
};

use runtime_matrix::Runtime;
use runtime_matrix_core::{NativeEnd, Options, Shutdown};

use crate::on::{self, block_on, raw};

/// Holds the answer to "was it dropped, and on which thread".
#[derive(Clone, Default)]
struct Grave(Arc<Mutex<Option<thread::ThreadId>>>);

impl Grave {
    fn marker(&self) -> Marker {
        Marker(self.clone())
    }

    fn is_filled(&self) -> bool {
        self.0.lock().expect("nothing panics under it").is_some()
    }
}

struct Marker(Grave);

impl Drop for Marker {
    fn drop(&mut self) {
        *self.0.0.lock().expect("nothing panics under it") = Some(thread::current().id());
    }
}

/// Returns `Pending` once, after waking itself.
async fn turn() {
    let mut turned = false;
    poll_fn(|cx| {
        if turned {
            return Poll::Ready(());
        }
        turned = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[runtime_matrix::test]
async fn block_on_drives_the_root_on_the_calling_thread(rt: Runtime) {
    raw(&rt, |executor| {
        let home = thread::current().id();
        // Not `Send`, and borrowed from here.
        let local = std::rc::Rc::new(7);
        let seen = block_on(executor, async {
            turn().await;
            (*local, thread::current().id())
        });
        assert_eq!(seen, (7, home));
    })
    .await;
}

#[runtime_matrix::test]
async fn a_panic_of_the_root_unwinds_and_the_instance_stays_usable(rt: Runtime) {
    raw(&rt, |executor| {
        let payload = catch_unwind(AssertUnwindSafe(|| {
            block_on(executor, async {
                turn().await;
                std::panic::resume_unwind(Box::new(7_u64));
            });
        }));
        let payload = payload.expect_err("the root panicked");
        assert_eq!(payload.downcast_ref::<u64>(), Some(&7));
        assert_eq!(block_on(executor, async { 1 }), 1);
    })
    .await;
}

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
async fn native_cancel_completes_after_the_future_has_been_dropped(rt: Runtime) {
    raw(&rt, |executor| {
        for _ in 0..50 {
            let grave = Grave::default();
            let (marker, started) = (grave.marker(), Arc::new(AtomicBool::new(false)));
            let start = Arc::clone(&started);
            block_on(executor, async {
                let task = executor.spawn(Box::pin(async move {
                    let _marker = marker;
                    start.store(true, SeqCst);
                    pending::<()>().await;
                }));
                while !started.load(SeqCst) {
                    turn().await;
                }
                task.cancel().await;
                assert!(
                    grave.is_filled(),
                    "`cancel` returned before the future was dropped"
                );
            });
        }
    })
    .await;
}

#[runtime_matrix::test]
async fn native_cancel_after_the_end_does_nothing(rt: Runtime) {
    raw(&rt, |executor| {
        block_on(executor, async {
            let ended = Arc::new(AtomicBool::new(false));
            let end = Arc::clone(&ended);
            let task = executor.spawn(Box::pin(async move { end.store(true, SeqCst) }));
            while !ended.load(SeqCst) {
                turn().await;
            }
            task.cancel().await;
        });
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
async fn two_instances_share_nothing(rt: Runtime) {
    let factory = on::factory(&rt);
    raw(&rt, move |first| {
        let second = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let polled = Arc::new(AtomicBool::new(false));
        let poll = Arc::clone(&polled);
        let task = second.spawn(Box::pin(async move {
            poll.store(true, SeqCst);
            pending::<()>().await;
        }));
        block_on(first, turn());
        let progress = factory.card().progress_outside_block_on;
        assert!(
            progress || !polled.load(SeqCst),
            "the first instance polled the second one's task"
        );
        block_on(&second, task.cancel());
        assert_eq!(second.shutdown(Duration::from_secs(5)), Shutdown::Complete);
        assert_eq!(
            block_on(first, async { 1 }),
            1,
            "the first instance ended with the second one"
        );
    })
    .await;
}

#[runtime_matrix::test]
async fn a_spawn_after_the_shutdown_drops_the_future(rt: Runtime) {
    let factory = on::factory(&rt);
    on::aside(&rt, move || {
        let executor = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let _ = executor.shutdown(Duration::from_secs(5));
        let (grave, polled) = (Grave::default(), Arc::new(AtomicBool::new(false)));
        let (marker, poll) = (grave.marker(), Arc::clone(&polled));
        drop(executor.spawn(Box::pin(async move {
            let _marker = marker;
            poll.store(true, SeqCst);
        })));
        assert!(grave.is_filled(), "the future is still alive");
        assert!(!polled.load(SeqCst), "the future was polled");
    })
    .await;
}

#[runtime_matrix::test(requires(timer))]
async fn a_native_sleep_may_be_made_outside_and_never_ends_early(rt: Runtime) {
    raw(&rt, |executor| {
        let timer = executor.timer().expect("the card declares a timer");
        let now = |start: std::time::Instant| match executor.native_clock() {
            Some(clock) => clock.now(),
            None => start.elapsed(),
        };
        let start = std::time::Instant::now();
        let before = now(start);
        let sleep = timer.sleep(Duration::from_millis(5));
        block_on(executor, sleep);
        assert!(now(start) - before >= Duration::from_millis(5));
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn a_native_job_runs_beside_the_tasks(rt: Runtime) {
    raw(&rt, |executor| {
        let blocking = executor.blocking().expect("the card declares it");
        let (sender, receiver) = mpsc::channel();
        let ended = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ended);
        block_on(executor, async {
            blocking.run(Box::new(move || {
                let number: u32 = receiver.recv().expect("the task sends");
                assert_eq!(number, 7);
                end.store(true, SeqCst);
            }));
            executor
                .spawn(Box::pin(
                    async move { sender.send(7).expect("the job waits") },
                ))
                .join_native()
                .await;
            while !ended.load(SeqCst) {
                turn().await;
            }
        });
    })
    .await;
}

#[runtime_matrix::test]
async fn the_last_owner_may_go_inside_a_task_of_another_instance(rt: Runtime) {
    let factory = on::factory(&rt);
    raw(&rt, move |executor| {
        let other = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let _ = other.shutdown(Duration::from_secs(5));
        block_on(executor, async {
            let end = executor
                .spawn(Box::pin(async move { drop(other) }))
                .join_native()
                .await;
            assert!(matches!(end, NativeEnd::Done), "{end:?}");
        });
    })
    .await;
}

#[runtime_matrix::test]
async fn block_on_may_be_called_again(rt: Runtime) {
    raw(&rt, |executor| {
        for number in 0..10 {
            assert_eq!(block_on(executor, ready(number)), number);
        }
        executor.block_on(pin!(turn()));
    })
    .await;
}
