//! Waiting for a task's end by its native handle.

use std::{
    future::poll_fn,
    panic::resume_unwind,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
};

use runtime_matrix_core::NativeEnd;

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Count, Flag, Grave, join, own, turn, turns},
};

const SOURCE: &str = "`TaskHandle::join_native`";

pub(super) const CASES: &[Case] = &[
    case!(
        "join",
        tells_of_done,
        Must,
        "A native join MUST say that a task which ran to its end is done."
    )
    .with_source("`NativeEnd::Done`")
    .with_hint("a handle that is consumed by the join was taken for one that is dropped"),
    case!(
        "join",
        waits_for_the_end,
        Must,
        "A native join MUST NOT complete before the task has ended."
    )
    .with_source(SOURCE)
    .with_hint("the join completes when the task waits, or at once"),
    case!(
        "join",
        completes_after_the_drop,
        Must,
        "A native join MUST complete only after the task's future has been dropped."
    )
    .with_source("`Executor::spawn`: dropped as soon as it has completed")
    .with_hint("the end is told before the future is dropped: drop it first")
    .repeated(20),
    case!(
        "join",
        completes_after_the_end,
        Must,
        "A native join of a task that has ended already MUST complete."
    )
    .with_source(SOURCE)
    .with_hint("the end is told once, to whoever waits at that time: keep it"),
    case!(
        "join",
        works_in_a_task,
        Must,
        "A task MUST be able to join another task."
    )
    .with_source(SOURCE)
    .with_hint("the end wakes the root and no task"),
    case!(
        "join",
        tells_of_its_own_task,
        Must,
        "A native join MUST tell of the end of its own task."
    )
    .with_source(SOURCE)
    .with_hint("ends are kept by a number that two tasks share"),
    case!(
        "join",
        wakes_whoever_polled_it_last,
        Must,
        "A native join MUST wake the waker of its latest poll."
    )
    .with_source("`Future::poll` of the standard library: only the waker of the most recent call")
    .with_hint("the waker of the first poll is kept: replace it at each one"),
    case!(
        "join",
        dropped_before_its_end,
        Info,
        "A native join that is dropped MAY detach its task or cancel it."
    )
    .with_source("`TaskHandle`: what a dropped handle does differs")
    .with_outcomes(&["detaches", "cancels"]),
];

fn tells_of_done(lab: &Lab) {
    let instance = lab.instance();
    let task = instance.start(turn());
    let end = instance.block_on("a join", join(task));
    let came = format!("it said `{end:?}`");
    lab.holds(
        matches!(end, NativeEnd::Done),
        "the join of a task that ran to its end to say `Done`",
        &came,
    );
    instance.end();
}

fn waits_for_the_end(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let go = flag.clone();
    let was_early = instance.block_on("a join of a task that waits", async {
        let task = instance.start(async move { go.wait().await });
        let mut join = task.join_native();
        turns(5).await;
        let was_early = poll_fn(|cx| Poll::Ready(join.as_mut().poll(cx).is_ready())).await;
        flag.set();
        if !was_early {
            join.await;
        }
        was_early
    });
    lab.holds(
        !was_early,
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
        join(instance.start(own(guard))).await;
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "the future to have been dropped when the join completed",
        "it was still alive",
    );
    instance.end();
}

fn completes_after_the_end(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    instance.block_on("the join of a task that has ended", async {
        let task = instance.start(async move { drop(guard) });
        lab.until("the task to end", || grave.is_filled()).await;
        turns(5).await;
        join(task).await;
    });
    instance.end();
}

fn works_in_a_task(lab: &Lab) {
    let instance = lab.instance();
    let (go, flag) = (Flag::default(), Flag::default());
    let (waits, set) = (go.clone(), flag.clone());
    instance.block_on("a join within a task", async {
        let joined = instance.start(async move { waits.wait().await });
        let joiner = instance.start(async move {
            join(joined).await;
            set.set();
        });
        turns(5).await;
        go.set();
        lab.until("a join within a task to complete", || flag.is_set())
            .await;
        join(joiner).await;
    });
    instance.end();
}

fn tells_of_its_own_task(lab: &Lab) {
    let instance = lab.instance();
    let ends = instance.block_on("two joins", async {
        let panics = instance.start(async {
            turns(3).await;
            resume_unwind(Box::new("the first of two"));
        });
        let ends = instance.start(turns(3));
        [join(panics).await, join(ends).await]
    });
    let came = format!("the joins said {ends:?}");
    lab.holds(
        matches!(ends, [NativeEnd::Panicked(_), NativeEnd::Done]),
        "the first of two tasks to have panicked, and the second to be done",
        &came,
    );
    instance.end();
}

fn wakes_whoever_polled_it_last(lab: &Lab) {
    let instance = lab.instance();
    let (go, wakes) = (Flag::default(), Bell::default());
    let waits = go.clone();
    instance.block_on("a join that two have polled", async {
        let task = instance.start(async move { waits.wait().await });
        let mut join = task.join_native();
        for bell in [Bell::default(), wakes.clone()] {
            let waker = Waker::from(Arc::new(bell));
            let polled = join.as_mut().poll(&mut Context::from_waker(&waker));
            let came = "it completed while the task waited";
            lab.holds(polled.is_pending(), "the join to wait", came);
        }
        go.set();
        let what = "the waker of the join's latest poll to be woken";
        lab.until(what, || wakes.0.count() > 0).await;
        join.await;
    });
    instance.end();
}

fn dropped_before_its_end(lab: &Lab) {
    let instance = lab.instance();
    let (go, over, grave) = (Flag::default(), Flag::default(), Grave::default());
    let (waits, set, guard) = (go.clone(), over.clone(), grave.guard());
    instance.block_on("the task of a dropped join", async {
        let task = instance.start(async move {
            let _guard = guard;
            waits.wait().await;
            set.set_silently();
        });
        lab.until("the task to wait", || go.waker().is_some()).await;
        let mut join = task.join_native();
        poll_fn(|cx| Poll::Ready(join.as_mut().poll(cx).is_ready())).await;
        drop(join);
        go.set();
        lab.until("the task to end or to be dropped", || grave.is_filled())
            .await;
    });
    lab.observed(if over.is_set() { "detaches" } else { "cancels" });
    instance.end();
}

/// A waker that counts.
#[derive(Clone, Default)]
struct Bell(Count);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.add();
    }
}
