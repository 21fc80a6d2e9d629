//! Waiting for a task's end by its native handle.

use std::{future::poll_fn, task::Poll};

use runtime_matrix_core::NativeEnd;

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Flag, Grave, turn, turns},
};

const SOURCE: &str = "`TaskHandle::join_native`";

pub(super) const CASES: &[Case] = &[
    case!(
        "join",
        tells_of_done,
        Must,
        "A native join MUST say that a task which ran to its end is done."
    )
    .with_source(SOURCE),
    case!(
        "join",
        waits_for_the_end,
        Must,
        "A native join MUST NOT complete before the task has ended."
    )
    .with_source(SOURCE),
    case!(
        "join",
        completes_after_the_drop,
        Must,
        "A native join MUST complete only after the task's future has been dropped."
    )
    .with_source("`Executor::spawn`")
    .with_hint("the output is published before the future is dropped")
    .repeated(20),
];

fn tells_of_done(lab: &Lab) {
    let instance = lab.instance();
    let end = instance.block_on("a join", async {
        instance.start(turn()).join_native().await
    });
    lab.holds(
        matches!(end, NativeEnd::Done),
        "a join to say `Done`",
        &format!("it said `{end:?}`"),
    );
    instance.end();
}

fn waits_for_the_end(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let go = flag.clone();
    let was_ready = instance.block_on("a join of a task that waits", async {
        let mut join = instance.start(async move { go.wait().await }).join_native();
        turns(5).await;
        let was_ready = poll_fn(|cx| Poll::Ready(join.as_mut().poll(cx).is_ready())).await;
        flag.set();
        if !was_ready {
            drop(join.await);
        }
        was_ready
    });
    lab.holds(
        !was_ready,
        "the join to wait for the task's end",
        "it completed while the task waited",
    );
    instance.end();
}

fn completes_after_the_drop(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    let was_dropped = instance.block_on("a join", async {
        let task = instance.start(poll_fn(move |_| {
            // What an async block owns goes when it ends; what a closure owns, when it is dropped.
            let _ = &guard;
            Poll::Ready(())
        }));
        drop(task.join_native().await);
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "the future to have been dropped when the join completed",
        "it was still alive",
    );
    instance.end();
}
