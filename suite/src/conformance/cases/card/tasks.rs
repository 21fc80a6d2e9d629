use std::{
    future::{pending, poll_fn},
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::mpsc,
    task::Poll,
    thread,
};

use runtime_matrix_core::{HandleDrop, NativeEnd, Options, PanicAtJoin, SelfWake, TaskThread};

use super::compare;
use crate::conformance::{
    instance::Instance,
    lab::Lab,
    parts::{Flag, Grave, turns},
};

/// Gives the tasks of an instance many turns.
async fn others(instance: &Instance) {
    for _ in 0..20 {
        instance.start(turns(2)).join_native().await;
    }
}

pub(super) fn handle_drop(lab: &Lab) {
    let declared = lab.card().handle_drop;
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let (guard, start) = (grave.guard(), started.clone());
    let is_dropped = instance.block_on("a dropped handle", async {
        let task = instance.start(async move {
            let _guard = guard;
            start.set();
            pending::<()>().await;
        });
        lab.until("the task to start", || started.is_set()).await;
        task.drop_native();
        // On another thread this takes its time.
        while declared == HandleDrop::Cancels && !grave.is_filled() && lab.has_time() {
            turns(1).await;
        }
        others(&instance).await;
        grave.is_filled()
    });
    let (measured, seen) = if is_dropped {
        (HandleDrop::Cancels, "the dropped handle cancelled its task")
    } else {
        (HandleDrop::Detaches, "the task outlived its handle")
    };
    compare(lab, "handle_drop", declared, measured, seen);
}

pub(super) fn panic_at_join(lab: &Lab) {
    let declared = lab.card().panic_at_join;
    let instance = lab.instance();
    let mut ended = None;
    let joined = catch_unwind(AssertUnwindSafe(|| {
        instance.block_on("a task that panics", async {
            let task = instance.start(async { resume_unwind(Box::new("of the task")) });
            let mut join = task.join_native();
            ended = Some(
                poll_fn(|cx| {
                    let polled = catch_unwind(AssertUnwindSafe(|| join.as_mut().poll(cx)));
                    match polled {
                        Ok(Poll::Pending) => Poll::Pending,
                        Ok(Poll::Ready(end)) => Poll::Ready(Some(end)),
                        Err(_) => Poll::Ready(None),
                    }
                })
                .await,
            );
        });
    }));
    let (measured, seen) = match ended {
        Some(Some(NativeEnd::Panicked(_))) => {
            (PanicAtJoin::Returned, "the join returned the panic")
        }
        Some(None) => (PanicAtJoin::Unwinds, "the join unwound"),
        Some(Some(other)) => lab.fail("a join that tells of the panic", format!("{other:?}")),
        None => lab.fail(
            "a join that tells of the panic",
            format!("`block_on` ended before, with {:?}", joined.map_err(drop)),
        ),
    };
    compare(lab, "panic_at_join", declared, measured, seen);
}

pub(super) fn task_thread(lab: &Lab) {
    let declared = lab.card().task_thread;
    let instance = lab.instance();
    let home = thread::current().id();
    let is_at_home = || {
        let (sender, receiver) = mpsc::channel();
        instance.block_on("a task", async {
            let task = instance.start(async move {
                let _ = sender.send(thread::current().id());
            });
            task.join_native().await;
        });
        match receiver.try_recv() {
            Ok(thread) => thread == home,
            Err(_) => lab.fail("a task that has run when its join completes", "it had not"),
        }
    };
    // Where either may run it, which does is chance: it is tried until both have.
    let (mut at_home, mut elsewhere, mut tries) = (false, false, 0);
    while !(at_home && elsewhere)
        && (tries < 50 || declared == TaskThread::Either)
        && lab.has_time()
    {
        let is_at_home = is_at_home();
        at_home |= is_at_home;
        elsewhere |= !is_at_home;
        tries += 1;
    }
    let (measured, seen) = match (at_home, elsewhere) {
        (true, true) => (
            TaskThread::Either,
            "tasks were polled on the root's thread and on others",
        ),
        (true, false) => (
            TaskThread::Root,
            "all tasks were polled on the root's thread",
        ),
        (false, _) => (
            TaskThread::Workers,
            "no task was polled on the root's thread",
        ),
    };
    compare(lab, "task_thread", declared, measured, seen);
    instance.end();
}

pub(super) fn self_wake(lab: &Lab) {
    /// So often is a task polled before another one that is said never to come.
    const POLLS: u32 = 10_000;
    let declared = lab.card().self_wake;
    // With one worker, nobody else could run the other task.
    let instance = lab.instance_with(&Options::default().with_workers(NonZeroUsize::MIN));
    let (executor, mut polls) = (instance.share(), 0);
    let (ran, queues) = (Flag::default(), Flag::default());
    let queued = queues.clone();
    let yields = poll_fn(move |cx| {
        if polls == 0 {
            let runs = ran.clone();
            executor.spawn(Box::pin(async move { runs.set() })).detach();
        }
        polls += 1;
        if ran.is_set() {
            queues.set();
            return Poll::Ready(());
        }
        if polls == POLLS {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    });
    instance.block_on("a task that wakes itself", async {
        instance.start(yields).join_native().await;
    });
    let (measured, seen) = if queued.is_set() {
        (SelfWake::Queues, "another task had its turn")
    } else {
        (SelfWake::Repolls, "no other task had a turn")
    };
    compare(lab, "self_wake", declared, measured, seen);
    instance.end();
}
