//! Tasks and roots that panic.

use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
    task::Poll,
};

use runtime_matrix_core::{Executor, NativeEnd};

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Flag, Grave, join, turn, turns},
    trial::said,
};

const DUTY: &str = "`Executor`: siblings and the instance live on";
const ROOT: &str = "`Executor::block_on`: a panic of the root unwinds to the caller";

pub(super) const CASES: &[Case] = &[
    case!(
        "panics",
        are_told_to_their_joiner,
        Must,
        "A native join MUST tell of the task's panic."
    )
    .with_source("`NativeEnd::Panicked`")
    .with_hint("the panic is caught and forgotten"),
    case!(
        "panics",
        keep_their_payload,
        Must,
        "A native join MUST have the payload of the panic, whole and of its own type."
    )
    .with_source("`NativeEnd::Panicked`")
    .with_hint("the payload is made a text: hand on the box that `catch_unwind` gives"),
    case!(
        "panics",
        complete_a_join_that_waits,
        Must,
        "A native join MUST complete when the task panics."
    )
    .with_source("`TaskHandle::join_native`: when the task has ended")
    .with_hint("the unwinding goes past the place where the joiner is woken"),
    case!(
        "panics",
        drop_the_future,
        Must,
        "A future that panics MUST be dropped before its join completes."
    )
    .with_source("`Executor::spawn`: dropped as soon as it has panicked")
    .with_hint("the future is kept, as if it were to be polled again"),
    case!(
        "panics",
        leave_the_siblings_alone,
        Must,
        "A panic of a task MUST NOT keep its siblings from their end."
    )
    .with_source(DUTY)
    .with_hint("the thread that polled the task has died of it"),
    case!(
        "panics",
        leave_the_instance_usable,
        Must,
        "A task that is spawned after another one has panicked MUST run."
    )
    .with_source(DUTY)
    .with_hint("a lock is poisoned, or a worker is gone"),
    case!(
        "panics",
        of_a_detached_task_reach_nobody,
        Must,
        "A panic of a detached task MUST NOT unwind into the root."
    )
    .with_source(DUTY)
    .with_hint("catch the panic where the task is polled"),
    case!(
        "panics",
        of_the_root_unwind_to_the_caller,
        Must,
        "A panic of the root MUST unwind to the caller of `block_on`."
    )
    .with_source(ROOT),
    case!(
        "panics",
        of_the_root_keep_their_payload,
        Must,
        "A panic of the root MUST reach the caller of `block_on` with its payload whole."
    )
    .with_source(ROOT)
    .with_hint("hand on the payload by `resume_unwind`, not by another panic"),
    case!(
        "panics",
        of_the_root_leave_the_instance_usable,
        Must,
        "A panic of the root MUST leave the instance usable."
    )
    .with_source("`Executor::block_on`: the instance stays usable")
    .with_hint("what is set while a root is driven is to be reset by a guard"),
];

/// Panics at its second poll.
async fn panic_with(payload: u64) {
    turn().await;
    resume_unwind(Box::new(payload));
}

fn are_told_to_their_joiner(lab: &Lab) {
    let instance = lab.instance();
    let task = instance.start(panic_with(77));
    let end = instance.block_on("the join of a task that panics", join(task));
    let came = format!("it said `{end:?}`");
    lab.holds(
        matches!(end, NativeEnd::Panicked(_)),
        "the join to tell of the panic",
        &came,
    );
    instance.end();
}

fn keep_their_payload(lab: &Lab) {
    let instance = lab.instance();
    let task = instance.start(panic_with(77));
    let end = instance.block_on("the join of a task that panics", join(task));
    if let NativeEnd::Panicked(payload) = end {
        let number = payload.downcast_ref::<u64>().copied();
        lab.equal("the payload, as the number it was,", number, Some(77));
    }
    instance.end();
}

fn complete_a_join_that_waits(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.block_on("the join of a task that panics", async {
        let task = instance.start(panic_with(77));
        let joiner = instance.start(async move {
            join(task).await;
            set.set();
        });
        joiner.detach();
        let what = "the join of a task that panicked to complete";
        lab.until(what, || flag.is_set()).await;
    });
    instance.end();
}

fn drop_the_future(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    let was_dropped = instance.block_on("the join of a task that panics", async {
        let task = instance.start(poll_fn(move |_| -> Poll<()> {
            let _ = &guard;
            resume_unwind(Box::new(77_u64))
        }));
        join(task).await;
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "a future that panicked to have been dropped when its join completed",
        "it was still alive",
    );
    instance.end();
}

fn leave_the_siblings_alone(lab: &Lab) {
    let instance = lab.instance();
    let (go, over) = (Flag::default(), Flag::default());
    let (waits, set) = (go.clone(), over.clone());
    instance.block_on("the sibling of a task that panics", async {
        let sibling = instance.start(async move {
            waits.wait().await;
            set.set();
        });
        sibling.detach();
        lab.until("the sibling to wait", || go.waker().is_some())
            .await;
        panics_detached(lab, &*instance).await;
        go.set();
        let what = "the sibling of a task that panicked to end";
        lab.until(what, || over.is_set()).await;
    });
    instance.end();
}

fn leave_the_instance_usable(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.block_on("a task after one that panicked", async {
        panics_detached(lab, &*instance).await;
        instance.start(async move { set.set() }).detach();
        let what = "a task that was spawned after a panic to run";
        lab.until(what, || flag.is_set()).await;
    });
    instance.end();
}

fn of_a_detached_task_reach_nobody(lab: &Lab) {
    let instance = lab.instance();
    let driven = drive(&*instance, async {
        panics_detached(lab, &*instance).await;
        turns(5).await;
    });
    if let Err(text) = driven.map_err(said) {
        lab.fail(
            "the root to end as ever while a detached task panics",
            format!("it unwound with {text:?}"),
        );
    }
    instance.end();
}

fn of_the_root_unwind_to_the_caller(lab: &Lab) {
    let instance = lab.instance();
    let driven = drive(&*instance, panic_with(77));
    lab.holds(
        driven.is_err(),
        "`block_on` to unwind with its root's panic",
        "it returned",
    );
    instance.end();
}

fn of_the_root_keep_their_payload(lab: &Lab) {
    let instance = lab.instance();
    if let Err(payload) = drive(&*instance, panic_with(77)) {
        let number = payload.downcast_ref::<u64>().copied();
        lab.equal("the payload, as the number it was,", number, Some(77));
    }
    instance.end();
}

fn of_the_root_leave_the_instance_usable(lab: &Lab) {
    let instance = lab.instance();
    drop(drive(&*instance, panic_with(77)));
    let driven = drive(&*instance, async {
        join(instance.start(turn())).await;
    });
    if let Err(text) = driven.map_err(said) {
        lab.fail(
            "a `block_on` after one whose root panicked to work",
            format!("it panicked with {text:?}"),
        );
    }
    instance.end();
}

/// Starts a task that panics and is detached, and waits until it has done so.
async fn panics_detached(lab: &Lab, executor: &dyn Executor) {
    let grave = Grave::default();
    let guard = grave.guard();
    let task = executor.spawn(Box::pin(async move {
        let _guard = guard;
        panic_with(77).await;
    }));
    task.detach();
    lab.until("a detached task to panic", || grave.is_filled())
        .await;
    turns(2).await;
}

fn drive(
    executor: &dyn Executor,
    root: impl Future<Output = ()>,
) -> Result<(), Box<dyn Any + Send>> {
    catch_unwind(AssertUnwindSafe(|| executor.block_on(pin!(root))))
}
