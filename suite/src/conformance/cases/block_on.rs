//! Driving a root.

use std::{
    future::{Future, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    thread,
};

use runtime_matrix_core::{Executor, NestedBlockOn};

use crate::conformance::{
    case::{Case, Level, case},
    lab::Lab,
    parts::{Count, Flag, join, turn},
    trial::said,
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
    .with_source(SOURCE)
    .with_hint("what the first call took out of the instance is to be put back, also when it unwinds"),
    case!(
        "block_on",
        may_be_called_on_another_thread,
        Must,
        "`block_on` MUST work on each thread, whichever thread has called it before."
    )
    .with_source("`Executor` is `Send` and `Sync`")
    .with_hint("an executor that cannot leave its thread has to be made anew within each call"),
    case!(
        "block_on",
        drives_tasks_while_the_root_waits,
        Must,
        "A spawned task MUST make progress while the root waits."
    )
    .with_source(SOURCE)
    .with_hint("the thread sleeps until its root is woken, and heeds no task"),
    case!(
        "block_on",
        is_woken_by_another_thread,
        Must,
        "A root that waits MUST go on when a thread outside of the instance wakes it."
    )
    .with_source("`Executor`: a waker works from any thread")
    .with_hint("the thread that drives the root sleeps without a way to be roused from outside"),
    case!(
        "block_on",
        within_a_root_keeps_to_the_card,
        Must,
        "A `block_on` within a root MUST be refused with a panic or work, as the card says, and MUST NOT hang."
    )
    .with_source(SOURCE)
    .with_hint("remember per thread that an instance is driven, and panic"),
    case!(
        "block_on",
        within_a_task_keeps_to_the_card,
        Must,
        "A `block_on` within a task MUST be refused with a panic or work, as the card says, and MUST NOT hang."
    )
    .with_source(SOURCE)
    .with_hint("remember per thread that an instance is driven, and panic"),
    case!(
        "block_on",
        outlives_a_nested_call,
        Must,
        "A `block_on` within a root, refused or not, MUST leave the instance usable."
    )
    .with_source(SOURCE)
    .with_hint("what is set while a root is driven is to be reset by a guard"),
    case!(
        "block_on",
        beside_that_of_another_thread_ends,
        Must,
        "A `block_on` while another thread drives the instance MUST be refused with a panic or work, and MUST NOT hang."
    )
    .with_source(SOURCE)
    .with_hint("a lock is held for as long as a root is driven"),
    Case::untested(
        "block_on::polls_its_root_on_the_calling_thread",
        Level::Must,
        "`block_on` MUST poll its root on the calling thread alone.",
        "guaranteed by type: the root is not `Send`",
    )
    .with_source("`Executor::block_on`: `root` need not be `Send`, so it never leaves this thread"),
    Case::untested(
        "block_on::leaves_its_root_to_the_caller",
        Level::Must,
        "`block_on` MUST NOT drop its root.",
        "guaranteed by type: the root is borrowed",
    )
    .with_source("`Executor::block_on` takes `Pin<&mut dyn Future>`"),
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
    instance.block_on("a turn of the first root", turn());
    let second = drive(&*instance, turn());
    lab.equal("the end of the second `block_on`", second, Ok(()));
    instance.end();
}

fn may_be_called_on_another_thread(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a turn of the first root", turn());
    let executor = instance.share();
    let thread = thread::spawn(move || drive(&*executor, turn()));
    let _waiting = lab.waits("a `block_on` on another thread");
    let driven = thread.join().unwrap_or_else(|payload| Err(text(payload)));
    lab.equal("the end of a `block_on` on another thread", driven, Ok(()));
    instance.end();
}

fn drives_tasks_while_the_root_waits(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.block_on("a flag that only a task sets", async {
        instance.start(async move { set.set() }).detach();
        flag.wait().await;
    });
    instance.end();
}

fn is_woken_by_another_thread(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let (set, of_thread) = (flag.clone(), lab.clone());
    let thread = thread::spawn(move || {
        of_thread.until_blocking("the root to wait", || set.waker().is_some());
        set.set();
    });
    instance.block_on("a flag that another thread sets", flag.wait());
    lab.holds(
        thread.join().is_ok(),
        "a wake on another thread to return",
        "it panicked",
    );
    instance.end();
}

fn within_a_root_keeps_to_the_card(lab: &Lab) {
    let instance = lab.instance();
    let nested = instance.block_on("a `block_on` within a root", async { nested(&*instance) });
    let declared = lab.card().nested_block_on;
    lab.equal("a `block_on` within a root", nested, declared);
    instance.end();
}

fn within_a_task_keeps_to_the_card(lab: &Lab) {
    let instance = lab.instance();
    let (refused, worked) = (Count::default(), Count::default());
    let (executor, counts) = (instance.share(), [refused.clone(), worked.clone()]);
    instance.block_on("a `block_on` within a task", async {
        let task = instance.start(async move {
            let [refused, worked] = counts;
            match nested(&*executor) {
                NestedBlockOn::Refused => refused.add(),
                _ => worked.add(),
            };
        });
        join(task).await;
    });
    let expected = match lab.card().nested_block_on {
        NestedBlockOn::Refused => (1, 0),
        _ => (0, 1),
    };
    let came = (refused.count(), worked.count());
    lab.equal("how often it was refused, and worked,", came, expected);
    instance.end();
}

fn outlives_a_nested_call(lab: &Lab) {
    let instance = lab.instance();
    let first = drive(&*instance, async {
        nested(&*instance);
        join(instance.start(turn())).await;
    });
    lab.equal("the end of a root with a `block_on` within", first, Ok(()));
    let second = drive(&*instance, async {
        join(instance.start(turn())).await;
    });
    lab.equal("the end of the `block_on` after it", second, Ok(()));
    instance.end();
}

fn beside_that_of_another_thread_ends(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let (waits, executor) = (flag.clone(), instance.share());
    let thread = thread::spawn(move || drive(&*executor, waits.wait()));
    lab.until_blocking("another thread to drive a root", || flag.waker().is_some());
    {
        let _waiting = lab.waits("a `block_on` beside that of another thread");
        // Refused or not: it is over.
        let _ = drive(&*instance, turn());
    }
    flag.set();
    let _waiting = lab.waits("the root of the other thread");
    let driven = thread.join().unwrap_or_else(|payload| Err(text(payload)));
    lab.equal("the end of the other thread's `block_on`", driven, Ok(()));
    instance.end();
}

/// Drives a root and returns what the panic says, if there is one.
fn drive(executor: &dyn Executor, root: impl Future<Output = ()>) -> Result<(), String> {
    let driven = catch_unwind(AssertUnwindSafe(|| executor.block_on(pin!(root))));
    driven.map_err(text)
}

fn text(payload: Box<dyn std::any::Any + Send>) -> String {
    said(payload).unwrap_or_else(|| "the case was left".to_owned())
}

/// Calls `block_on` where one is already.
fn nested(executor: &dyn Executor) -> NestedBlockOn {
    match drive(executor, ready(())) {
        Ok(()) => NestedBlockOn::Works,
        Err(_) => NestedBlockOn::Refused,
    }
}
