//! The entries about the end of an instance.

use std::{
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
        mpsc,
    },
    task::{Poll, Waker},
    thread,
    time::{Duration, Instant},
};

use runtime_matrix::Runtime;
use runtime_matrix_core::{BlockingAtShutdown, BoxFuture, Options, PendingAtExit, Shutdown};

use super::{Marker, card, turns};
use crate::on::{self, block_on};

/// What a pending task shows of itself: whether it was dropped, and how often it was polled.
#[derive(Default)]
struct Pending {
    dropped: Arc<AtomicBool>,
    polls: Arc<AtomicU32>,
    /// Keeps the task's waker, so that nobody can say that it could not be woken any more.
    waker: Arc<Mutex<Option<Waker>>>,
}

impl Pending {
    fn task(&self) -> BoxFuture<()> {
        let marker = Marker(Arc::clone(&self.dropped));
        let (polls, waker) = (Arc::clone(&self.polls), Arc::clone(&self.waker));
        Box::pin(async move {
            let _marker = marker;
            poll_fn(|cx| {
                polls.fetch_add(1, SeqCst);
                *waker.lock().expect("nothing panics under it") = Some(cx.waker().clone());
                Poll::<()>::Pending
            })
            .await;
        })
    }

    /// Wakes the task and tells whether it is polled once more, within a time that is long.
    fn runs_on(&self) -> bool {
        let before = self.polls.load(SeqCst);
        let waker = self.waker.lock().expect("nothing panics under it").take();
        waker.expect("it was polled").wake();
        let began = Instant::now();
        while self.polls.load(SeqCst) == before && began.elapsed() < Duration::from_millis(500) {
            thread::yield_now();
        }
        self.polls.load(SeqCst) > before
    }
}

#[runtime_matrix::test]
async fn pending_at_exit(rt: Runtime) {
    let (factory, declared) = (on::factory(&rt), card(&rt).pending_at_exit);
    on::aside(&rt, move || {
        let executor = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let pending = Pending::default();
        block_on(&executor, async {
            executor.spawn(pending.task()).detach();
            while pending.polls.load(SeqCst) == 0 {
                turns(&executor).await;
            }
        });
        // A task that is never dropped may keep the instance's threads.
        let _ = executor.shutdown(Duration::from_millis(100));
        let measured = if pending.dropped.load(SeqCst) {
            PendingAtExit::Dropped
        } else if pending.runs_on() {
            PendingAtExit::KeepsRunning
        } else {
            PendingAtExit::NeverDropped
        };
        assert_eq!(measured, declared);
    })
    .await;
}

#[runtime_matrix::test(requires(blocking))]
async fn blocking_at_shutdown(rt: Runtime) {
    let (factory, declared) = (on::factory(&rt), card(&rt).blocking_at_shutdown);
    on::aside(&rt, move || {
        let executor = factory
            .build(&Options::default())
            .expect("the runtime can be built");
        let (begun, has_begun) = mpsc::channel();
        let (go_on, goes_on) = mpsc::channel::<()>();
        let job = Box::new(move || {
            begun.send(()).expect("the test waits");
            let _ = goes_on.recv();
        });
        executor.blocking().expect("the card declares it").run(job);
        has_begun.recv().expect("the job begins");
        let shutdown = executor.shutdown(Duration::from_millis(50));
        let measured = if shutdown == Shutdown::TimedOut {
            BlockingAtShutdown::Waits
        } else {
            BlockingAtShutdown::Leaves
        };
        assert_eq!(measured, declared);
        drop(go_on);
    })
    .await;
}
