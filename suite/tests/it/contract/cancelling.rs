//! What a native cancel promises.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use runtime_matrix::Runtime;
use runtime_matrix_core::TaskThread;

use super::{Grave, turn};
use crate::on::{self, block_on, raw};

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
async fn native_cancel_before_the_first_poll_runs_no_line(rt: Runtime) {
    let card = on::factory(&rt).card();
    raw(&rt, move |executor| {
        // Where workers race for the task, either may come first; where the root's thread runs it, it waits.
        let races = card.task_thread != TaskThread::Root;
        for _ in 0..50 {
            let (grave, ran) = (Grave::default(), Arc::new(AtomicBool::new(false)));
            let (marker, runs) = (grave.marker(), Arc::clone(&ran));
            block_on(executor, async {
                let task = executor.spawn(Box::pin(async move {
                    let _marker = marker;
                    runs.store(true, SeqCst);
                }));
                task.cancel().await;
                assert!(grave.is_filled(), "`cancel` returned before the drop");
            });
            assert!(races || !ran.load(SeqCst), "a cancelled task ran");
        }
    })
    .await;
}

#[runtime_matrix::test]
async fn native_cancel_is_asked_for_by_the_call(rt: Runtime) {
    raw(&rt, |executor| {
        let (grave, started) = (Grave::default(), Arc::new(AtomicBool::new(false)));
        let (marker, start) = (grave.marker(), Arc::clone(&started));
        block_on(executor, async {
            let task = executor.spawn(Box::pin(async move {
                let _marker = marker;
                start.store(true, SeqCst);
                pending::<()>().await;
            }));
            while !started.load(SeqCst) {
                turn().await;
            }
            let cancelled = task.cancel();
            // Nobody polls it.
            while !grave.is_filled() {
                turn().await;
            }
            drop(cancelled);
        });
    })
    .await;
}
