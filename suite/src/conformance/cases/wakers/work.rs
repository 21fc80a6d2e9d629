//! What a waker does while its task lives.

use std::{
    future::{pending, poll_fn},
    task::{Poll, Waker},
    thread,
};

use crate::conformance::{
    instance::Instance,
    lab::Lab,
    parts::{Flag, OnDrop, Probe, elsewhere},
};

/// Waits until the probe waits, without waking anybody by reference.
pub(super) async fn waits(lab: &Lab, probe: &Probe) {
    let _waiting = lab.waits("the first poll of a task");
    poll_fn(|cx| {
        if probe.is_waiting() {
            return Poll::Ready(());
        }
        let by_value = cx.waker().clone();
        by_value.wake();
        Poll::Pending
    })
    .await;
}

/// Starts a task, wakes it in that way once it waits, and waits for its end.
#[track_caller]
pub(super) fn ends(lab: &Lab, what: &str, wake: impl AsyncFnOnce(&Probe)) {
    ends_on(lab, lab.instance(), what, wake);
}

pub(super) fn work_from_any_thread(lab: &Lab) {
    ends(
        lab,
        "the end of a task that a thread has woken",
        async |probe| {
            let waker = probe.waker();
            elsewhere(|| waker.into_iter().for_each(Waker::wake));
        },
    );
}

pub(super) fn work_more_than_once(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on("a task that one waker wakes three times", async {
        waits(lab, &probe).await;
        let waker = probe.first_waker();
        for wake in 1..=3 {
            let before = probe.polls();
            waker.iter().for_each(Waker::wake_by_ref);
            let what = format!("the poll that follows wake {wake} by the same waker");
            lab.until(&what, || probe.polls() > before).await;
        }
        task.cancel().await;
    });
    instance.end();
}

pub(super) fn work_by_reference(lab: &Lab) {
    ends(
        lab,
        "the end of a task that was woken by reference",
        async |probe| probe.waker().iter().for_each(Waker::wake_by_ref),
    );
}

pub(super) fn work_by_value(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on("the end of a task that was woken by value", async {
        lab.until("the first poll of a task", || probe.is_waiting())
            .await;
        probe.end();
        task.join_native().await;
    });
    instance.end();
}

pub(super) fn work_after_later_polls(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on("the end of a task", async {
        lab.until("the first poll of a task", || probe.is_waiting())
            .await;
        let first = probe.first_waker();
        probe.waker().into_iter().for_each(Waker::wake);
        lab.until("the second poll of a task", || probe.polls() > 1)
            .await;
        let before = probe.polls();
        first.into_iter().for_each(Waker::wake);
        let what = "the poll that follows a wake by the waker of the first poll";
        lab.until(what, || probe.polls() > before).await;
        task.cancel().await;
    });
    instance.end();
}

pub(super) fn work_when_their_original_is_gone(lab: &Lab) {
    let instance = lab.instance();
    let slot = Flag::default();
    let waits = slot.clone();
    let task = instance.start(async move { waits.wait().await });
    instance.block_on("the end of a task that the last clone has woken", async {
        lab.until("the first poll of a task", || slot.waker().is_some())
            .await;
        let last = slot.waker().map(|waker| {
            let clone = waker.clone();
            drop(waker);
            clone
        });
        slot.forget();
        slot.set_silently();
        elsewhere(|| last.into_iter().for_each(Waker::wake));
        task.join_native().await;
    });
    instance.end();
}

pub(super) fn wake_the_task_that_was_polled(lab: &Lab) {
    let instance = lab.instance();
    let probes: Vec<Probe> = (0..3).map(|_| Probe::default()).collect();
    let tasks: Vec<_> = probes
        .iter()
        .map(|probe| instance.start(probe.future()))
        .collect();
    instance.block_on("three tasks", async {
        lab.until("the first polls of three tasks", || {
            probes.iter().all(Probe::is_waiting)
        })
        .await;
        for (number, probe) in probes.iter().enumerate() {
            let before = probe.polls();
            probe.waker().into_iter().for_each(Waker::wake);
            let what = format!("a poll of task {number} of three, which was woken");
            lab.until(&what, || probe.polls() > before).await;
        }
        for task in tasks {
            task.cancel().await;
        }
    });
    instance.end();
}

pub(super) fn work_in_another_task(lab: &Lab) {
    let executor = lab.instance();
    let inside = executor.share();
    ends_on(
        lab,
        executor,
        "the end of a task that another one has woken",
        async move |probe| {
            let probe = probe.clone();
            let other = inside.spawn(Box::pin(async move { probe.end() }));
            other.join_native().await;
        },
    );
}

pub(super) fn work_in_a_destructor(lab: &Lab) {
    let instance = lab.instance();
    let inside = instance.share();
    ends_on(
        lab,
        instance,
        "the end of a task that a destructor has woken",
        async move |probe| {
            let probe = probe.clone();
            let on_drop = OnDrop::new(move || probe.end());
            let other = inside.spawn(Box::pin(async move {
                let _on_drop = on_drop;
                pending::<()>().await;
            }));
            other.cancel().await;
        },
    );
}

/// As [`ends`], on that instance.
#[track_caller]
pub(super) fn ends_on(lab: &Lab, instance: Instance, what: &str, wake: impl AsyncFnOnce(&Probe)) {
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on(what, async {
        waits(lab, &probe).await;
        probe.end_silently();
        wake(&probe).await;
        task.join_native().await;
    });
    instance.end();
}

pub(super) fn work_while_no_root_is_driven(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on("the first poll of a task", waits(lab, &probe));
    if !probe.is_waiting() {
        lab.leave("a task does not outlive the root that it was driven with");
    }
    probe.end();
    instance.block_on(
        "the end of a task that was woken between two roots",
        task.join_native(),
    );
    instance.end();
}

pub(super) fn work_in_a_task_of_another_instance(lab: &Lab) {
    let (instance, other) = (lab.instance(), lab.instance());
    let probe = Probe::default();
    let (task, ends) = (instance.start(probe.future()), probe.clone());
    thread::scope(|scope| {
        scope.spawn(|| {
            lab.until_blocking("the first poll of a task", || probe.is_waiting());
            let wakes = other.start(async move { ends.end() });
            other.block_on("a task that wakes one elsewhere", wakes.join_native());
        });
        instance.block_on(
            "the end of a task that one of another instance has woken",
            task.join_native(),
        );
    });
    other.end();
    instance.end();
}

pub(super) fn work_by_the_thousand(lab: &Lab) {
    let instance = lab.instance();
    let probes: Vec<Probe> = (0..1_000).map(|_| Probe::default()).collect();
    let tasks: Vec<_> = probes
        .iter()
        .map(|probe| instance.start(probe.future()))
        .collect();
    instance.block_on(
        "the end of a thousand tasks that are woken at once",
        async {
            let what = "the first polls of a thousand tasks";
            lab.until(what, || probes.iter().all(Probe::is_waiting))
                .await;
            probes.iter().for_each(Probe::end);
            for task in tasks {
                task.join_native().await;
            }
        },
    );
    instance.end();
}

pub(super) fn work_while_their_task_is_polled(lab: &Lab) {
    let instance = lab.instance();
    let mut polls = 0;
    let task = instance.start(poll_fn(move |cx| {
        polls += 1;
        if polls == 3 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }));
    instance.block_on(
        "the end of a task that wakes itself while it is polled",
        task.join_native(),
    );
    instance.end();
}

pub(super) fn work_from_a_thread_while_their_task_is_polled(lab: &Lab) {
    let instance = lab.instance();
    let mut polls = 0;
    let task = instance.start(poll_fn(move |cx| {
        polls += 1;
        if polls == 3 {
            return Poll::Ready(());
        }
        // It has been made before the poll is over.
        let waker = cx.waker().clone();
        elsewhere(|| waker.wake());
        Poll::Pending
    }));
    instance.block_on(
        "the end of a task that a thread wakes while it is polled",
        task.join_native(),
    );
    instance.end();
}

pub(super) fn wake_the_root_from_a_thread(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    thread::scope(|scope| {
        scope.spawn(|| {
            // Whether the root is being polled still, or its thread is parked, is chance.
            lab.until_blocking("the first poll of the root", || probe.is_waiting());
            probe.end();
        });
        instance.block_on("a wake of the root by a thread", probe.future());
    });
    instance.end();
}

pub(super) fn wake_the_root_more_than_once(lab: &Lab) {
    let instance = lab.instance();
    let (mut polls, mut first) = (0, None);
    let polled = instance.block_on("three wakes of the root by the same waker", async {
        poll_fn(|cx| {
            polls += 1;
            if polls > 3 {
                return Poll::Ready(polls);
            }
            first
                .get_or_insert_with(|| cx.waker().clone())
                .wake_by_ref();
            Poll::Pending
        })
        .await
    });
    lab.equal("the polls of the root", polled, 4);
    drop(first);
    instance.end();
}

pub(super) fn compare_equal_from_poll_to_poll(lab: &Lab) {
    let instance = lab.instance();
    let equal = Flag::default();
    let (is_equal, mut first) = (equal.clone(), None);
    let task = instance.start(poll_fn(move |cx| match &first {
        None => {
            first = Some(cx.waker().clone());
            cx.waker().wake_by_ref();
            Poll::Pending
        }
        Some(first) => {
            if cx.waker().will_wake(first) {
                is_equal.set_silently();
            }
            Poll::Ready(())
        }
    }));
    instance.block_on("the end of a task", task.join_native());
    lab.observed(if equal.is_set() { "equal" } else { "different" });
    instance.end();
}
