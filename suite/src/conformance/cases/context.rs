//! What is entered while code of a task runs, its destructors too.

use std::{
    future::pending,
    pin::pin,
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, Capability, Executor, NestedBlockOn, TaskThread};

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Flag, Grave, OnDrop, is_calm, join, own, turn},
};

const SOURCE: &str = "`Executor::block_on`: the instance's context";
const NESTED: &str = "`Card::nested_block_on`";

pub(super) const CASES: &[Case] = &[
    case!(
        "context",
        is_entered_while_a_future_that_ended_is_dropped,
        Must,
        "A future that has completed MUST be dropped within the context, where a `block_on` is refused if it is in polls."
    )
    .with_source(NESTED)
    .with_hint("the future is dropped after the context was left, or on a thread that never enters it"),
    case!(
        "context",
        is_entered_while_a_cancelled_future_is_dropped,
        Must,
        "A future that is cancelled MUST be dropped within the context, where a `block_on` is refused if it is in polls."
    )
    .with_source(NESTED),
    case!(
        "context",
        drops_a_future_that_ended_where_it_was_polled,
        Must,
        "A future that has completed MUST be dropped on a thread that polls tasks."
    )
    .with_source("`Executor::spawn`: dropped as soon as it has completed; `Card::task_thread`")
    .with_hint("the future is sent to a thread that collects rubbish"),
    case!(
        "context",
        is_left_after_a_root,
        Must,
        "The context MUST be left when `block_on` returns: another instance may be driven on the thread then."
    )
    .with_source(SOURCE),
    case!(
        "context",
        spawns_from_a_destructor_of_a_cancelled_future,
        Must,
        "A destructor of a cancelled future MUST be able to spawn a task."
    )
    .with_source("`Executor::spawn`: callable from any thread"),
    case!(
        "context",
        makes_sleeps_in_destructors,
        Must,
        "A destructor of a future MUST be able to make a sleep."
    )
    .with_source("`Timer::sleep`: callable outside the instance's context")
    .requiring(&[Capability::Timer]),
    case!(
        "context",
        another_instance_within_a_root,
        Info,
        "A runtime MAY let another instance be driven within a root, or refuse it with a panic."
    )
    .with_source(NESTED)
    .with_outcomes(&["works", "is refused"]),
];

fn drops_a_future_that_ended_where_it_was_polled(lab: &Lab) {
    if lab.card().task_thread != TaskThread::Root {
        lab.leave("the card says that tasks are not polled on the root's thread alone");
    }
    let instance = lab.instance();
    let grave = Grave::default();
    let task = instance.start(own(grave.guard()));
    instance.block_on("a task that ends at once", join(task));
    lab.holds(
        grave.dropped_on() == Some(thread::current().id()),
        "the future to be dropped on the root's thread, where the card says that tasks are polled",
        "it was dropped on another thread",
    );
    instance.end();
}

/// Returns what tries a `block_on` when it is dropped, and the flags that tell that it was, and was refused.
fn tries_when_dropped(executor: &Arc<dyn Executor>) -> (impl Send + use<>, Flag, Flag) {
    let executor: Weak<dyn Executor> = Arc::downgrade(executor);
    let (tried, refused) = (Flag::default(), Flag::default());
    let (try_it, refuse) = (tried.clone(), refused.clone());
    let guard = OnDrop::new(move || {
        if let Some(executor) = executor.upgrade() {
            if !is_calm(|| executor.block_on(pin!(async {}))) {
                refuse.set_silently();
            }
            try_it.set_silently();
        }
    });
    (guard, tried, refused)
}

fn has_to_refuse(lab: &Lab) {
    if lab.card().nested_block_on != NestedBlockOn::Refused {
        lab.leave("the card says that a nested `block_on` works: nothing tells the context");
    }
}

fn is_entered_while_a_future_that_ended_is_dropped(lab: &Lab) {
    has_to_refuse(lab);
    let instance = lab.instance();
    let (guard, tried, refused) = tries_when_dropped(&instance.share());
    instance.start(own(guard)).detach();
    instance.block_on(
        "a task to end",
        lab.until("a future that has ended to be dropped", || tried.is_set()),
    );
    lab.holds(
        refused.is_set(),
        "a `block_on` to be refused while a future that has ended is dropped",
        "it worked",
    );
    instance.end();
}

fn is_entered_while_a_cancelled_future_is_dropped(lab: &Lab) {
    has_to_refuse(lab);
    let instance = lab.instance();
    let (guard, tried, refused) = tries_when_dropped(&instance.share());
    let started = Flag::default();
    let start = started.clone();
    let task = instance.start(async move {
        let _guard = guard;
        start.set_silently();
        pending::<()>().await;
    });
    instance.block_on("a cancel", async {
        lab.until("a task to be polled", || started.is_set()).await;
        task.cancel().await;
        lab.until("a cancelled future to be dropped", || tried.is_set())
            .await;
    });
    lab.holds(
        refused.is_set(),
        "a `block_on` to be refused while a cancelled future is dropped",
        "it worked",
    );
    instance.end();
}

fn is_left_after_a_root(lab: &Lab) {
    let (one, other) = (lab.instance(), lab.instance());
    one.block_on("a turn", turn());
    let is_calm = is_calm(|| other.block_on("a turn of another instance", turn()));
    lab.holds(
        is_calm,
        "another instance to be driven after a root has ended",
        "its `block_on` panicked",
    );
    one.end();
    other.end();
}

fn spawns_from_a_destructor_of_a_cancelled_future(lab: &Lab) {
    let (instance, ran) = (lab.instance(), Flag::default());
    let (executor, run) = (Arc::downgrade(&instance.share()), ran.clone());
    let guard = OnDrop::new(move || {
        let future: BoxFuture<()> = Box::pin(async move { run.set_silently() });
        if let Some(executor) = executor.upgrade() {
            executor.spawn(future).detach();
        }
    });
    let task = instance.start(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    instance.block_on("the cancel of a task whose destructor spawns", async {
        turn().await;
        task.cancel().await;
        lab.until(
            "what the destructor of a cancelled task spawned to run",
            || ran.is_set(),
        )
        .await;
    });
    instance.end();
}

fn makes_sleeps_in_destructors(lab: &Lab) {
    let (instance, calm) = (lab.instance(), Flag::default());
    let (executor, tell) = (Arc::downgrade(&instance.share()), calm.clone());
    let guard = OnDrop::new(move || {
        let sleeps = || {
            let executor = executor.upgrade();
            let timer = executor.as_ref().and_then(|executor| executor.timer());
            drop(timer.map(|timer| timer.sleep(Duration::from_millis(1))));
        };
        if is_calm(sleeps) {
            tell.set_silently();
        }
    });
    let task = instance.start(own(guard));
    instance.block_on(
        "the join of a task whose destructor makes a sleep",
        join(task),
    );
    lab.holds(
        calm.is_set(),
        "a destructor to make a sleep",
        "that panicked",
    );
    instance.end();
}

fn another_instance_within_a_root(lab: &Lab) {
    let (one, other) = (lab.instance(), lab.instance());
    let works = one.block_on("a root of another instance", async {
        is_calm(|| other.block_on("a turn of another instance", turn()))
    });
    lab.observed(if works { "works" } else { "is refused" });
    one.end();
    let _ = other.end_within(Duration::from_millis(200));
}
