use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::mpsc,
    thread,
    time::Duration,
};

use runtime_matrix_core::{
    BlockingAtShutdown, Capability, Executor, NestedBlockOn, PendingAtExit, Shutdown,
};

use super::compare;
use crate::conformance::{
    instance::LONG,
    lab::Lab,
    parts::{Count, Flag, Grave, Guard},
};

pub(super) fn nested_block_on(lab: &Lab) {
    let declared = lab.card().nested_block_on;
    let instance = lab.instance();
    let (measured, seen) = instance.block_on("a nested `block_on`", async { nested(&*instance) });
    compare(lab, "nested_block_on", declared, measured, seen);
    instance.end();
}

fn nested(executor: &dyn Executor) -> (NestedBlockOn, &'static str) {
    match catch_unwind(AssertUnwindSafe(|| executor.block_on(pin!(async {})))) {
        Ok(()) => (NestedBlockOn::Works, "a nested `block_on` worked"),
        Err(_) => (NestedBlockOn::Refused, "a nested `block_on` panicked"),
    }
}

pub(super) fn progress_outside_block_on(lab: &Lab) {
    let declared = lab.card().progress_outside_block_on;
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    let task = instance.start(async move { set.set() });
    // A thread of the runtime may take its time.
    while declared && !flag.is_set() && lab.has_time() {
        thread::sleep(Duration::from_micros(200));
    }
    let (measured, seen) = if lab.happens(|| flag.is_set()) {
        (true, "a task made progress while no root was driven")
    } else {
        (false, "no task made progress while no root was driven")
    };
    compare(lab, "progress_outside_block_on", declared, measured, seen);
    instance.block_on("the task", async {
        task.join_native().await;
    });
    instance.end();
}

pub(super) fn pending_at_exit(lab: &Lab) {
    let declared = lab.card().pending_at_exit;
    let instance = lab.instance();
    let (grave, polls, flag) = (Grave::default(), Count::default(), Flag::default());
    let task = waits(grave.guard(), polls.clone(), flag.clone());
    instance.block_on("a task", async {
        instance.start(task).detach();
        lab.until("the task to wait", || flag.waker().is_some())
            .await;
    });
    // A task that is not dropped may keep the instance's threads.
    let _ = instance.end_within(if declared == PendingAtExit::Dropped {
        LONG
    } else {
        Duration::from_millis(20)
    });
    let before = polls.count();
    let (measured, seen) = if grave.is_filled() {
        (PendingAtExit::Dropped, "its future was dropped")
    } else {
        if let Some(waker) = flag.waker() {
            waker.wake();
        }
        let runs_on = || polls.count() > before;
        if declared == PendingAtExit::KeepsRunning {
            let what = "a pending task to run on after the shutdown, as the card declares it";
            lab.until_blocking(what, runs_on);
        }
        if lab.happens(runs_on) {
            (PendingAtExit::KeepsRunning, "it ran on")
        } else {
            (
                PendingAtExit::NeverDropped,
                "it neither ran on nor was dropped",
            )
        }
    };
    compare(lab, "pending_at_exit", declared, measured, seen);
}

/// Returns a task that waits for a flag and counts its polls.
async fn waits(guard: Guard, polls: Count, flag: Flag) {
    let _guard = guard;
    let mut wait = pin!(flag.wait());
    poll_fn(|cx| {
        polls.add();
        wait.as_mut().poll(cx)
    })
    .await;
}

pub(super) fn blocking_at_shutdown(lab: &Lab) {
    let card = lab.card();
    let declared = card.blocking_at_shutdown;
    if !card.capabilities.has(Capability::Blocking) {
        let seen = "there are no blocking jobs";
        let none = BlockingAtShutdown::None;
        return compare(lab, "blocking_at_shutdown", declared, none, seen);
    }
    let instance = lab.instance();
    let Some(blocking) = instance.blocking() else {
        lab.fail("the pool that the card declares", "no pool");
    };
    let (begins, has_begun) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel::<()>();
    blocking.run(Box::new(move || {
        let _ = begins.send(());
        let _ = goes_on.recv();
    }));
    lab.holds(
        has_begun.recv().is_ok(),
        "a job that runs",
        "a job that was dropped",
    );
    // Whoever leaves it is done long before.
    let deadline = if declared == BlockingAtShutdown::Leaves {
        1_000
    } else {
        30
    };
    let shutdown = instance.end_within(Duration::from_millis(deadline));
    let (measured, seen) = if shutdown == Shutdown::TimedOut {
        (BlockingAtShutdown::Waits, "the shutdown waited for the job")
    } else {
        (
            BlockingAtShutdown::Leaves,
            "the shutdown left the job running",
        )
    };
    drop(go_on);
    compare(lab, "blocking_at_shutdown", declared, measured, seen);
}
