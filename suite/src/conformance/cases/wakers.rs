//! What a waker promises.

use std::{
    future::{pending, poll_fn},
    task::{Poll, Waker},
    thread,
    time::Duration,
};

use crate::conformance::{
    case::{Case, case},
    instance::Instance,
    lab::Lab,
    parts::{Flag, OnDrop, Probe, elsewhere, is_calm},
};

const SOURCE: &str = "`Executor`, duties of the implementer: wakers";

pub(super) const CASES: &[Case] = &[
    case!(
        "wakers",
        work_from_any_thread,
        Must,
        "A waker MUST wake its task from any thread."
    )
    .with_source(SOURCE)
    .with_hint("the queue of ready tasks is a thread's own, or whoever drives is not unparked"),
    case!(
        "wakers",
        work_more_than_once,
        Must,
        "A waker MUST wake its task each time that it is used."
    )
    .with_source(SOURCE)
    .with_hint("a mark that says that the task is queued is not taken back before its poll"),
    case!(
        "wakers",
        work_by_reference,
        Must,
        "A waker that is woken by reference MUST wake its task."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_by_value,
        Must,
        "A waker that is woken by value MUST wake its task."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_after_later_polls,
        Must,
        "A waker of an earlier poll MUST wake its task as that of the latest one does."
    )
    .with_source(SOURCE)
    .with_hint("wakers are bound to a poll; they have to be bound to the task"),
    case!(
        "wakers",
        work_when_their_original_is_gone,
        Must,
        "A clone of a waker MUST wake its task after all others have been dropped."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        wake_the_task_that_was_polled,
        Must,
        "A waker MUST wake the task that it was handed to, whoever waits beside it."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_in_another_task,
        Must,
        "A waker MUST work where another task of the instance uses it."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_in_a_destructor,
        Must,
        "A waker MUST work where the destructor of another task uses it."
    )
    .with_source(SOURCE)
    .with_hint("futures are dropped under a lock that wakes need, or wakes are put off until then"),
    case!(
        "wakers",
        work_while_no_root_is_driven,
        Must,
        "A wake that comes while no root is driven MUST lead to a poll once one is."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_in_a_task_of_another_instance,
        Must,
        "A waker MUST work where a task of another instance uses it."
    )
    .with_source(SOURCE)
    .with_hint("a wake goes to the queue of whichever instance the thread is in"),
    case!(
        "wakers",
        work_by_the_thousand,
        Must,
        "Wakes of many tasks at once MUST lead to a poll of each of them."
    )
    .with_source(SOURCE)
    .with_hint("a queue of a fixed size drops what it has no room for"),
    case!(
        "wakers",
        work_while_their_task_is_polled,
        Must,
        "A wake that arrives while the future is being polled MUST lead to another poll."
    )
    .with_source("`Executor`, duties of the implementer: a wake during the poll")
    .with_hint("the mark of being queued is taken back after the poll, not before it"),
    case!(
        "wakers",
        work_from_a_thread_while_their_task_is_polled,
        Must,
        "A wake from another thread that arrives while the future is being polled MUST lead to another poll."
    )
    .with_source("`Executor`, duties of the implementer: a wake during the poll")
    .repeated(20),
    case!(
        "wakers",
        wake_the_root_from_a_thread,
        Must,
        "The root's waker MUST wake it from any thread, while it is polled and while its thread is parked."
    )
    .with_source(SOURCE)
    .repeated(20),
    case!(
        "wakers",
        wake_the_root_more_than_once,
        Must,
        "The root's waker MUST wake it each time that it is used."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_the_end,
        Must,
        "A waker MUST do nothing when it is used after its task has completed."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_the_end_on_a_thread,
        Must,
        "A waker MUST do nothing when another thread uses it after its task has completed."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_a_cancel,
        Must,
        "A waker MUST do nothing when it is used after its task has been cancelled."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_the_shutdown,
        Must,
        "A waker MUST do nothing when it is used after its task has completed and the instance has been shut down."
    )
    .with_source(SOURCE)
    .with_hint("the waker looks for the queue of an instance that is gone"),
    case!(
        "wakers",
        compare_equal_from_poll_to_poll,
        Info,
        "Whether the wakers of two polls of a task wake the same by `will_wake` is the runtime's choice."
    )
    .with_source("`std::task::Waker::will_wake`")
    .with_outcomes(&["equal", "different"]),
];

/// Waits until the probe waits, without waking anybody by reference.
async fn waits(lab: &Lab, probe: &Probe) {
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
fn ends(lab: &Lab, what: &str, wake: impl AsyncFnOnce(&Probe)) {
    ends_on(lab, lab.instance(), what, wake);
}

fn work_from_any_thread(lab: &Lab) {
    ends(
        lab,
        "the end of a task that a thread has woken",
        async |probe| {
            let waker = probe.waker();
            elsewhere(|| waker.into_iter().for_each(Waker::wake));
        },
    );
}

fn work_more_than_once(lab: &Lab) {
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

fn work_by_reference(lab: &Lab) {
    ends(
        lab,
        "the end of a task that was woken by reference",
        async |probe| probe.waker().iter().for_each(Waker::wake_by_ref),
    );
}

fn work_by_value(lab: &Lab) {
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

fn work_after_later_polls(lab: &Lab) {
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

fn work_when_their_original_is_gone(lab: &Lab) {
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

fn wake_the_task_that_was_polled(lab: &Lab) {
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

fn work_in_another_task(lab: &Lab) {
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

fn work_in_a_destructor(lab: &Lab) {
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
fn ends_on(lab: &Lab, instance: Instance, what: &str, wake: impl AsyncFnOnce(&Probe)) {
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

fn work_while_no_root_is_driven(lab: &Lab) {
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

fn work_in_a_task_of_another_instance(lab: &Lab) {
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

fn work_by_the_thousand(lab: &Lab) {
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

fn work_while_their_task_is_polled(lab: &Lab) {
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

fn work_from_a_thread_while_their_task_is_polled(lab: &Lab) {
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

fn wake_the_root_from_a_thread(lab: &Lab) {
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

fn wake_the_root_more_than_once(lab: &Lab) {
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

fn do_nothing_after_the_end(lab: &Lab) {
    let instance = lab.instance();
    let waker = of_an_ended_task(lab, &instance);
    let calm = instance.block_on("a wake of a task that has ended", async {
        is_calm(|| waker.into_iter().for_each(Waker::wake))
    });
    lab.holds(
        calm,
        "a wake after the task's end to do nothing",
        "it panicked",
    );
    instance.end();
}

fn do_nothing_after_the_end_on_a_thread(lab: &Lab) {
    let instance = lab.instance();
    let waker = of_an_ended_task(lab, &instance);
    let calm = elsewhere(|| waker.into_iter().for_each(Waker::wake));
    lab.holds(
        calm,
        "a thread's wake after the task's end to do nothing",
        "it panicked",
    );
    instance.end();
}

fn do_nothing_after_a_cancel(lab: &Lab) {
    let instance = lab.instance();
    let probe = Probe::default();
    let task = instance.start(probe.future());
    let calm = instance.block_on("the cancel of a task", async {
        waits(lab, &probe).await;
        let waker = probe.waker();
        task.cancel().await;
        is_calm(|| waker.into_iter().for_each(Waker::wake))
    });
    lab.holds(
        calm,
        "a wake after the task was cancelled to do nothing",
        "it panicked",
    );
    instance.end();
}

fn do_nothing_after_the_shutdown(lab: &Lab) {
    let instance = lab.instance();
    let waker = of_an_ended_task(lab, &instance);
    // A waker may keep a part of the instance alive: what the shutdown says of that is not asked.
    let _ = instance.end_within(Duration::ZERO);
    let calm = is_calm(|| waker.into_iter().for_each(Waker::wake));
    lab.holds(
        calm,
        "a wake after the shutdown to do nothing",
        "it panicked",
    );
}

/// Returns the waker of a task that has come to its end.
fn of_an_ended_task(lab: &Lab, instance: &Instance) -> Option<Waker> {
    let probe = Probe::default();
    let task = instance.start(probe.future());
    instance.block_on("the end of a task", async {
        waits(lab, &probe).await;
        let waker = probe.waker();
        probe.end();
        task.join_native().await;
        waker
    })
}

fn compare_equal_from_poll_to_poll(lab: &Lab) {
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
