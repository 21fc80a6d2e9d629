//! What mocks, context managers and cancellation lean on.

use std::future::pending;

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Flag, Grave, join, turns},
};

pub(super) const CASES: &[Case] = &[
    case!(
        "tools",
        counts_the_tasks_that_are_alive,
        Must,
        "`alive_tasks`, where a runtime can tell, MUST be the number of tasks alive."
    )
    .with_source("`Executor::alive_tasks`")
    .with_hint("a task is counted until its future has been dropped, whoever spawned it"),
    case!(
        "tools",
        open_a_gate_for_all_who_wait,
        Must,
        "A task that wakes ten others in one poll MUST lead to a poll of each."
    )
    .with_source("`Executor`, duties of the implementer: each waker works"),
    case!(
        "tools",
        clean_up_after_a_cancelled_child,
        Must,
        "A root MUST be able to cancel a task, to await that, and to go on awaiting others."
    )
    .with_source("`TaskHandle::cancel`: completes once the future has been dropped"),
    case!(
        "tools",
        a_task_cancels_its_sibling,
        Must,
        "A task MUST be able to cancel another one and to await that."
    )
    .with_source("`TaskHandle::cancel`"),
];

fn counts_the_tasks_that_are_alive(lab: &Lab) {
    let instance = lab.instance();
    let Some(before) = instance.alive_tasks() else {
        lab.leave("the runtime cannot tell how many tasks are alive")
    };
    lab.equal("the number of tasks alive at the start", before, 0);
    let tasks: Vec<_> = (0..3).map(|_| instance.start(pending())).collect();
    let waiting = instance.alive_tasks();
    lab.equal(
        "the number of tasks alive while three wait",
        waiting,
        Some(3),
    );
    instance.block_on("the cancel of three tasks", async {
        for task in tasks {
            task.cancel().await;
        }
        // A future may be gone a moment before the task is counted out.
        let is_none_alive = || instance.alive_tasks() == Some(0);
        lab.until("no task to be alive after their cancel", is_none_alive)
            .await;
    });
    instance.end();
}

fn open_a_gate_for_all_who_wait(lab: &Lab) {
    let instance = lab.instance();
    let flags: Vec<Flag> = (0..10).map(|_| Flag::default()).collect();
    let waiters = flags.iter().cloned();
    let waiters = waiters.map(|flag| instance.start(async move { flag.wait().await }));
    let waiters: Vec<_> = waiters.collect();
    instance.block_on("ten tasks behind one gate", async {
        let gate = flags.clone();
        let all_wait = || flags.iter().all(|flag| flag.waker().is_some());
        lab.until("ten tasks to wait at the gate", all_wait).await;
        instance
            .start(async move { gate.iter().for_each(Flag::set) })
            .detach();
        for waiter in waiters {
            join(waiter).await;
        }
    });
    instance.end();
}

fn clean_up_after_a_cancelled_child(lab: &Lab) {
    let instance = lab.instance();
    let (grave, flag) = (Grave::default(), Flag::default());
    let guard = grave.guard();
    let child = instance.start(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    let was_dropped = instance.block_on("a task that follows a cancel", async {
        child.cancel().await;
        let was_dropped = grave.is_filled();
        let sets = flag.clone();
        let follows = instance.start(async move {
            turns(2).await;
            sets.set();
        });
        flag.wait().await;
        join(follows).await;
        was_dropped
    });
    lab.holds(
        was_dropped,
        "the child's future to have been dropped before its clean-up",
        "it was still alive",
    );
    instance.end();
}

fn a_task_cancels_its_sibling(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    let sibling = instance.start(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    let cancels = instance.start(async move { sibling.cancel().await });
    instance.block_on("a task that cancels its sibling", join(cancels));
    lab.holds(
        grave.is_filled(),
        "the sibling's future to have been dropped",
        "it was still alive",
    );
    instance.end();
}
