//! Handles that are given up.

use std::panic::{AssertUnwindSafe, catch_unwind};

use runtime_matrix_core::TaskHandle;

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Flag, Grave, own, turns},
    trial::said,
};

const SOURCE: &str = "`TaskHandle::detach`";

pub(super) const CASES: &[Case] = &[
    case!(
        "detach",
        lets_the_task_run_to_its_end,
        Must,
        "A task that is detached before its first poll MUST run to its end."
    )
    .with_source(SOURCE)
    .with_hint("the runtime cancels on drop: forget the handle, or call the runtime's own detach"),
    case!(
        "detach",
        lets_a_waiting_task_go_on,
        Must,
        "A task that is detached while it waits MUST run to its end."
    )
    .with_source(SOURCE)
    .with_hint("the runtime cancels on drop: forget the handle, or call the runtime's own detach"),
    case!(
        "detach",
        drops_the_future_at_its_end,
        Must,
        "The future of a detached task MUST be dropped as soon as it has completed."
    )
    .with_source("`Executor::spawn`: dropped as soon as it has completed")
    .with_hint("the future is kept for a joiner that never comes"),
    case!(
        "detach",
        does_nothing_after_the_end,
        Must,
        "A detach of a task that has ended MUST do nothing."
    )
    .with_source("`TaskHandle`: once the task has ended, the handle is like any other value"),
    case!(
        "detach",
        a_dropped_handle_does_nothing_after_the_end,
        Must,
        "A native handle that is dropped after the task has ended MUST do nothing."
    )
    .with_source(
        "`TaskHandle`: once the task has ended, the handle is dropped like any other value",
    ),
];

fn lets_the_task_run_to_its_end(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.block_on("a detached task", async {
        let task = instance.start(async move {
            turns(3).await;
            set.set();
        });
        task.detach();
        lab.until("the detached task to end", || flag.is_set())
            .await;
    });
    instance.end();
}

fn lets_a_waiting_task_go_on(lab: &Lab) {
    let instance = lab.instance();
    let (go, flag) = (Flag::default(), Flag::default());
    let (waits, set) = (go.clone(), flag.clone());
    instance.block_on("a detached task", async {
        let task = instance.start(async move {
            waits.wait().await;
            set.set();
        });
        lab.until("the task to wait", || go.waker().is_some()).await;
        task.detach();
        turns(2).await;
        go.set();
        lab.until("the task that was detached while it waited to end", || {
            flag.is_set()
        })
        .await;
    });
    instance.end();
}

fn drops_the_future_at_its_end(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    instance.block_on("a detached task", async {
        instance.start(own(guard)).detach();
        let what = "the future of a detached task to be dropped at its end";
        lab.until(what, || grave.is_filled()).await;
    });
    instance.end();
}

fn does_nothing_after_the_end(lab: &Lab) {
    after_the_end(lab, "a detach after the end", TaskHandle::detach);
}

fn a_dropped_handle_does_nothing_after_the_end(lab: &Lab) {
    let what = "a dropped handle of a task that has ended";
    after_the_end(lab, what, TaskHandle::drop_native);
}

/// Does something with the handle of a task that has ended.
#[track_caller]
fn after_the_end(lab: &Lab, what: &str, act: fn(Box<dyn TaskHandle>)) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    let acted = instance.block_on("a task", async {
        let task = instance.start(async move { drop(guard) });
        lab.until("the task to end", || grave.is_filled()).await;
        turns(2).await;
        catch_unwind(AssertUnwindSafe(|| act(task)))
    });
    if let Err(text) = acted.map_err(said) {
        lab.fail(
            format!("{what} to do nothing"),
            format!("it panicked with {text:?}"),
        );
    }
    instance.end();
}
