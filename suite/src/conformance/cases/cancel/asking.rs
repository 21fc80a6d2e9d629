//! Who asks for a cancel, and how.

use std::{
    future::pending,
    sync::{Arc, Mutex},
    task::Waker,
    thread,
};

use runtime_matrix_core::TaskHandle;

use super::{Waiting, holds_dropped};
use crate::{
    conformance::{
        lab::Lab,
        parts::{Flag, Grave, OnDrop, Probe, elsewhere, turn, turns},
    },
    sync::lock,
};

pub(super) fn is_asked_for_by_the_call(lab: &Lab) {
    let instance = lab.instance();
    let waiting = Waiting::start(&instance);
    instance.block_on("a cancel that nobody polls", async {
        let (task, grave) = waiting.polled(lab).await;
        let cancelled = task.cancel();
        let what = "the drop of a future whose cancel is asked for and not polled";
        lab.until(what, || grave.is_filled()).await;
        cancelled.await;
    });
    instance.end();
}

pub(super) fn goes_on_when_its_future_is_dropped(lab: &Lab) {
    let instance = lab.instance();
    let waiting = Waiting::start(&instance);
    instance.block_on("a cancel whose future is dropped", async {
        let (task, grave) = waiting.polled(lab).await;
        drop(task.cancel());
        let what = "the drop of a future whose cancel was not waited for";
        lab.until(what, || grave.is_filled()).await;
    });
    instance.end();
}

pub(super) fn ends_no_other_task(lab: &Lab) {
    let instance = lab.instance();
    let probes: Vec<Probe> = (0..3).map(|_| Probe::default()).collect();
    let mut tasks: Vec<_> = probes
        .iter()
        .map(|probe| instance.start(probe.future()))
        .collect();
    let alive = instance.block_on("the cancel of one of three tasks", async {
        lab.until("the first polls of three tasks", || {
            probes.iter().all(Probe::is_waiting)
        })
        .await;
        tasks.remove(1).cancel().await;
        turns(5).await;
        let alive: Vec<bool> = probes.iter().map(Probe::is_waiting).collect();
        for task in tasks {
            task.cancel().await;
        }
        alive
    });
    lab.holds(
        alive == [true, false, true],
        "the second of three tasks to end, and no other",
        &format!("those alive are {alive:?}"),
    );
    instance.end();
}

pub(super) fn ends_many_at_once(lab: &Lab) {
    let instance = lab.instance();
    let tasks: Vec<_> = (0..100).map(|_| Waiting::start(&instance)).collect();
    let left = instance.block_on("a hundred cancels", async {
        let (mut cancels, mut graves) = (Vec::new(), Vec::new());
        for waiting in tasks {
            let (task, grave) = waiting.polled(lab).await;
            cancels.push(task.cancel());
            graves.push(grave);
        }
        for cancel in cancels {
            cancel.await;
        }
        graves.iter().filter(|grave| !grave.is_filled()).count()
    });
    lab.equal("the futures left after a hundred cancels", left, 0);
    instance.end();
}

pub(super) fn works_in_another_task(lab: &Lab) {
    let instance = lab.instance();
    let waiting = Waiting::start(&instance);
    let was_dropped = instance.block_on("a task that cancels another one", async {
        let (task, grave) = waiting.polled(lab).await;
        let seen = Flag::default();
        let (sees, of) = (seen.clone(), grave.clone());
        let cancels = instance.start(async move {
            task.cancel().await;
            if of.is_filled() {
                sees.set_silently();
            }
        });
        cancels.join_native().await;
        seen.is_set()
    });
    lab.holds(
        was_dropped,
        "the future to have been dropped when a task's cancel of it completed",
        "it was still alive",
    );
    instance.end();
}

pub(super) fn works_in_a_child_of_the_task(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let (guard, inside) = (grave.guard(), instance.share());
    let own: Arc<Mutex<Option<Box<dyn TaskHandle>>>> = Arc::default();
    let (of_child, done) = (Arc::clone(&own), Flag::default());
    let is_done = done.clone();
    let task = instance.start(async move {
        let _guard = guard;
        let child = inside.spawn(Box::pin(async move {
            loop {
                let parent = lock(&of_child).take();
                if let Some(parent) = parent {
                    parent.cancel().await;
                    return is_done.set();
                }
                turn().await;
            }
        }));
        child.detach();
        drop(inside);
        pending::<()>().await;
    });
    *lock(&own) = Some(task);
    instance.block_on("a task that cancels its parent", done.wait());
    lab.holds(
        grave.is_filled(),
        "the parent to have been dropped when its child's cancel of it completed",
        "it was still alive",
    );
    instance.end();
}

pub(super) fn works_from_a_thread(lab: &Lab) {
    let instance = lab.instance();
    let waiting = Waiting::start(&instance);
    instance.block_on("a cancel that a thread asks for", async {
        let (task, grave) = waiting.polled(lab).await;
        let mut cancelled = None;
        elsewhere(|| cancelled = Some(task.cancel()));
        let what = "the drop of a future whose cancel a thread asked for";
        lab.until(what, || grave.is_filled()).await;
        drop(cancelled);
    });
    instance.end();
}

pub(super) fn races_with_a_wake(lab: &Lab) {
    let instance = lab.instance();
    let (probe, grave) = (Probe::default(), Grave::default());
    let (guard, future) = (grave.guard(), probe.future());
    let task = instance.start(async move {
        let _guard = guard;
        future.await;
    });
    let was_dropped = instance.block_on("the cancel of a task that a thread wakes", async {
        lab.until("the first poll of a task", || probe.is_waiting())
            .await;
        let waker = probe.waker();
        let wakes = thread::spawn(move || {
            for _ in 0..20 {
                waker.iter().for_each(Waker::wake_by_ref);
            }
        });
        task.cancel().await;
        let was_dropped = grave.is_filled();
        let _ = wakes.join();
        was_dropped
    });
    holds_dropped(lab, was_dropped);
    instance.end();
}

pub(super) fn lets_a_destructor_spawn(lab: &Lab) {
    let instance = lab.instance();
    let (ran, started, inside) = (Flag::default(), Flag::default(), instance.share());
    let (runs, start) = (ran.clone(), started.clone());
    let task = instance.start(async move {
        let _on_drop = OnDrop::new(move || {
            let spawned = inside.spawn(Box::pin(async move { runs.set_silently() }));
            spawned.detach();
        });
        start.set_silently();
        pending::<()>().await;
    });
    instance.block_on("the cancel of a task whose destructor spawns", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        task.cancel().await;
        let what = "the end of a task that a destructor has spawned";
        lab.until(what, || ran.is_set()).await;
    });
    instance.end();
}

pub(super) fn lets_a_destructor_cancel(lab: &Lab) {
    let instance = lab.instance();
    let (waiting, begun) = (Waiting::start(&instance), Flag::default());
    instance.block_on("the cancel of a task whose destructor cancels", async {
        let (other, grave) = waiting.polled(lab).await;
        let begins = begun.clone();
        let task = instance.start(async move {
            let _on_drop = OnDrop::new(move || drop(other.cancel()));
            begins.set_silently();
            pending::<()>().await;
        });
        lab.until("the task to be polled", || begun.is_set()).await;
        task.cancel().await;
        let what = "the drop of a future that a destructor has cancelled";
        lab.until(what, || grave.is_filled()).await;
    });
    instance.end();
}
