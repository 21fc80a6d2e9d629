//! What becomes of tasks.

use std::{
    future::pending,
    sync::{Arc, Weak},
    thread,
};

use runtime_matrix_core::{BoxFuture, Executor, PendingAtExit};

use crate::conformance::{
    instance::{Instance, LONG},
    lab::Lab,
    parts::{Count, Flag, Grave, OnDrop, is_calm, join, own, turns},
};

/// Leaves the case where a shutdown does not drop tasks.
pub(super) fn has_to_drop(lab: &Lab) {
    if lab.card().pending_at_exit != PendingAtExit::Dropped {
        lab.leave("the card says that a shutdown does not drop what is pending");
    }
}

pub(super) fn drops_a_task_that_waits(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    start_waiting(lab, &instance, grave.guard());
    instance.end();
    lab.holds(
        grave.is_filled(),
        "the task that waited to be dropped by the shutdown",
        "it was still alive",
    );
}

/// Starts a task that waits for good and owns something, and drives it until it does.
pub(super) fn start_waiting(lab: &Lab, instance: &Instance, owned: impl Send + 'static) {
    let started = Flag::default();
    let start = started.clone();
    let task = instance.start(async move {
        let _owned = owned;
        start.set_silently();
        pending::<()>().await;
    });
    task.detach();
    instance.block_on(
        "a task to wait",
        lab.until("a task to be polled", || started.is_set()),
    );
}

pub(super) fn drops_a_task_that_never_ran(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    let guard = grave.guard();
    let waits = async move {
        let _guard = guard;
        pending::<()>().await;
    };
    instance.start(waits).detach();
    instance.end();
    lab.holds(
        grave.is_filled(),
        "the task that never ran to be dropped by the shutdown",
        "it was still alive",
    );
}

pub(super) fn drops_a_thousand_tasks(lab: &Lab) {
    has_to_drop(lab);
    let (instance, dropped) = (lab.instance(), Count::default());
    for _ in 0..1000 {
        let count = dropped.clone();
        let guard = OnDrop::new(move || {
            count.add();
        });
        let waits = async move {
            let _guard = guard;
            pending::<()>().await;
        };
        instance.start(waits).detach();
    }
    instance.block_on("a few turns", turns(3));
    instance.end();
    lab.equal("the number of tasks dropped", dropped.count(), 1000);
}

pub(super) fn drops_what_is_spawned_afterwards(lab: &Lab) {
    let (instance, grave) = (lab.instance(), Grave::default());
    let executor = instance.share();
    instance.end();
    drop(executor.spawn(Box::pin(own(grave.guard()))));
    lab.holds(
        grave.is_filled(),
        "what is spawned after the shutdown to be dropped",
        "it was still alive",
    );
}

pub(super) fn polls_nothing_that_is_spawned_afterwards(lab: &Lab) {
    let (instance, polled) = (lab.instance(), Count::default());
    let executor = instance.share();
    instance.end();
    let count = polled.clone();
    drop(executor.spawn(Box::pin(async move {
        count.add();
    })));
    let was_polled = lab.happens(|| polled.count() > 0);
    lab.holds(
        !was_polled,
        "what is spawned after the shutdown not to be polled",
        "it was polled",
    );
}

pub(super) fn last_owner_may_go_in_a_task(lab: &Lab) {
    let (instance, other) = (lab.instance(), lab.instance());
    let last = other.share();
    other.end();
    let went = Flag::default();
    let go = went.clone();
    let task = instance.start(async move {
        let was_calm = is_calm(|| drop(last));
        if was_calm {
            go.set_silently();
        }
    });
    instance.block_on("a task that drops an instance to end", join(task));
    lab.holds(
        went.is_set(),
        "the last owner of an instance to go within a task",
        "its drop panicked",
    );
    instance.end();
}

pub(super) fn outlives_destructors_that_wake(lab: &Lab) {
    has_to_drop(lab);
    let (instance, sibling) = (lab.instance(), Flag::default());
    let waits = sibling.clone();
    instance.start(async move { waits.wait().await }).detach();
    start_waiting(lab, &instance, OnDrop::new(move || sibling.set()));
    let _ = instance.end_within(LONG);
}

pub(super) fn outlives_destructors_that_spawn(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    let executor: Weak<dyn Executor> = Arc::downgrade(&instance.share());
    let guard = grave.guard();
    let spawns = OnDrop::new(move || {
        let future: BoxFuture<()> = Box::pin(own(guard));
        if let Some(executor) = executor.upgrade() {
            executor.spawn(future).detach();
        }
    });
    start_waiting(lab, &instance, spawns);
    let _ = instance.end_within(LONG);
    lab.holds(
        grave.is_filled(),
        "what a destructor spawned during the shutdown to be dropped",
        "it was still alive",
    );
}

pub(super) fn drops_on_a_thread(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    start_waiting(lab, &instance, grave.guard());
    instance.end();
    let here = thread::current().id();
    lab.observed(match grave.dropped_on() {
        Some(thread) if thread == here => "on the calling thread",
        _ => "on another thread",
    });
}
