//! Driving a root.

use std::{
    future::ready,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    thread,
};

use runtime_matrix_core::{Executor, NestedBlockOn};

use crate::conformance::{
    case::{Case, Level, case},
    lab::Lab,
    parts::{Count, Flag, turn},
};

const SOURCE: &str = "`Executor::block_on`";

pub(super) const CASES: &[Case] = &[
    case!(
        "block_on",
        returns_after_its_root,
        Must,
        "`block_on` MUST return only after its root has completed."
    )
    .with_source(SOURCE)
    .with_hint("a root that returned `Pending` was taken for one that is done"),
    case!(
        "block_on",
        may_be_called_again,
        Must,
        "`block_on` MUST drive another root after it has returned."
    )
    .with_source(SOURCE),
    case!(
        "block_on",
        drives_tasks_while_the_root_waits,
        Must,
        "A spawned task MUST make progress while the root waits."
    )
    .with_source(SOURCE),
    case!(
        "block_on",
        is_woken_by_another_thread,
        Must,
        "A root that waits MUST go on when a thread outside of the instance wakes it."
    )
    .with_source(SOURCE)
    .with_hint("the thread that drives the root sleeps without a way to be roused from outside"),
    case!(
        "block_on",
        nested_in_a_root_does_what_the_card_says,
        Must,
        "A `block_on` inside a root MUST be refused with a panic, or work, as the card says, and MUST NOT hang."
    )
    .with_source(SOURCE),
    case!(
        "block_on",
        nested_in_a_task_does_what_the_card_says,
        Must,
        "A `block_on` inside a task MUST be refused with a panic, or work, as the card says, and MUST NOT hang."
    )
    .with_source(SOURCE),
    Case::untested(
        "block_on::drives_the_root_on_the_calling_thread",
        Level::Must,
        "`block_on` MUST poll its root on the calling thread alone.",
        "guaranteed by type: the root is not `Send`",
    ),
];

fn returns_after_its_root(lab: &Lab) {
    let instance = lab.instance();
    let seven = instance.block_on("a turn of the root", async {
        turn().await;
        7
    });
    lab.equal("the root's output", seven, 7);
    instance.end();
}

fn may_be_called_again(lab: &Lab) {
    let instance = lab.instance();
    let first = instance.block_on("nothing", async { 1 });
    let second = instance.block_on("nothing, as the second root", async { 2 });
    lab.equal("the outputs of two roots", (first, second), (1, 2));
    instance.end();
}

fn drives_tasks_while_the_root_waits(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.block_on("a task that sets a flag", async {
        instance.start(async move { set.set() }).detach();
        flag.wait().await;
    });
    instance.end();
}

fn is_woken_by_another_thread(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    let waking = lab.clone();
    let thread = thread::spawn(move || {
        waking.until_blocking("the root to wait", || set.waker().is_some());
        set.set();
    });
    instance.block_on("a wake from another thread", flag.wait());
    lab.holds(
        thread.join().is_ok(),
        "the wake to return",
        "it panicked on the thread that woke",
    );
    instance.end();
}

fn nested_in_a_root_does_what_the_card_says(lab: &Lab) {
    let instance = lab.instance();
    let was_refused =
        instance.block_on("a `block_on` within it", async { was_refused(&*instance) });
    check_nested(lab, was_refused);
    instance.end();
}

fn nested_in_a_task_does_what_the_card_says(lab: &Lab) {
    let instance = lab.instance();
    let (refused, worked) = (Count::default(), Count::default());
    let (executor, counts) = (instance.share(), (refused.clone(), worked.clone()));
    let task = instance.start(async move {
        let count = if was_refused(&*executor) {
            counts.0
        } else {
            counts.1
        };
        count.add();
    });
    instance.block_on("a task with a `block_on` within it", async {
        lab.until("the task's `block_on` to be refused or to return", || {
            refused.count() + worked.count() > 0
        })
        .await;
        drop(task.join_native().await);
    });
    check_nested(lab, refused.count() > 0);
    instance.end();
}

/// Calls `block_on` and tells whether that panicked.
fn was_refused(executor: &dyn Executor) -> bool {
    let nested = AssertUnwindSafe(|| executor.block_on(pin!(ready(()))));
    catch_unwind(nested).is_err()
}

#[track_caller]
fn check_nested(lab: &Lab, was_refused: bool) {
    let came = if was_refused {
        NestedBlockOn::Refused
    } else {
        NestedBlockOn::Works
    };
    lab.equal("a nested `block_on`", came, lab.card().nested_block_on);
}
