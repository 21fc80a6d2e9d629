//! Ending a task from outside.

use std::{
    future::{pending, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, Mutex},
    task::{Poll, Waker},
    thread,
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, Capability, TaskHandle, TaskThread};

use crate::{
    conformance::{
        case::{Case, Level, case},
        instance::Instance,
        lab::Lab,
        parts::{Count, Flag, Grave, OnDrop, Probe, elsewhere, turn, turns},
    },
    sync::lock,
};

const SOURCE: &str = "`TaskHandle::cancel`";

pub(super) const CASES: &[Case] = &[
    case!(
        "cancel",
        completes_after_the_drop,
        Must,
        "A cancel MUST complete only after the task's future has been dropped."
    )
    .with_source(SOURCE)
    .with_hint(
        "the runtime's own cancel only asks: wrap the future and signal from the wrapper once it is dropped",
    )
    .repeated(50),
    case!(
        "cancel",
        completes_after_the_drop_of_a_task_that_has_not_begun,
        Must,
        "A cancel MUST complete only after the drop of the future, even if that was never polled."
    )
    .with_source(SOURCE)
    .repeated(20),
    case!(
        "cancel",
        runs_no_line_before_the_first_poll,
        Must,
        "No line of a task MUST have run if a cancel wins before its first poll."
    )
    .with_source(SOURCE)
    .with_hint("the wrapper has to look whether it is cancelled before it polls what is in it"),
    case!(
        "cancel",
        ends_a_busy_task,
        Must,
        "A cancel MUST end a task that wakes itself all the time."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        completes_after_the_end,
        Must,
        "A cancel of a task that has completed MUST complete and do nothing."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        completes_after_a_panic,
        Must,
        "A cancel of a task that has panicked MUST complete, and MUST NOT unwind."
    )
    .with_source(SOURCE)
    .with_hint("it waits for the task's end by a join, which unwinds with the task's payload"),
    case!(
        "cancel",
        is_asked_for_by_the_call,
        Must,
        "A cancel MUST be requested by the call itself, not by polling what that returns."
    )
    .with_source(SOURCE)
    .with_hint("an `async fn` does nothing before it is polled: `requested` polls it once"),
    case!(
        "cancel",
        goes_on_when_its_future_is_dropped,
        Must,
        "A cancel whose future is dropped MUST end the task all the same."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        ends_no_other_task,
        Must,
        "A cancel MUST end its own task and no other."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        ends_many_at_once,
        Must,
        "Cancels of many tasks that are under way together MUST all complete after the drops."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        works_in_another_task,
        Must,
        "A cancel MUST work where another task of the instance asks for it."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        works_in_a_child_of_the_task,
        Must,
        "A cancel MUST work where a task asks for it that the cancelled one has spawned."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        works_from_a_thread,
        Must,
        "A cancel MUST work from any thread while the instance is driven."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        races_with_a_wake,
        Must,
        "A cancel MUST complete after the drop although the task is woken at the same time."
    )
    .with_source(SOURCE)
    .repeated(20),
    case!(
        "cancel",
        lets_a_destructor_spawn,
        Must,
        "The destructor of a cancelled task MUST be able to spawn."
    )
    .with_source("`Executor::spawn`: callable from any thread")
    .with_hint("futures are dropped under a lock that `spawn` needs"),
    case!(
        "cancel",
        lets_a_destructor_cancel,
        Must,
        "The destructor of a cancelled task MUST be able to cancel another task."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        gives_a_sleep_back,
        Must,
        "A cancel during a sleep MUST give the timer back and delay no other sleep."
    )
    .with_source("`Timer::sleep`")
    .requiring(&[Capability::Timer]),
    case!(
        "cancel",
        drops_the_future,
        Info,
        "A cancelled future is dropped within the call that asks for it, or later."
    )
    .with_source("`tokio::task::JoinHandle::abort`, `async_task::Task::cancel`")
    .with_outcomes(&["within the call", "later"]),
    case!(
        "cancel",
        drops_the_future_on,
        Info,
        "A cancelled future is dropped by the thread that drives the root, or by another one."
    )
    .with_source("`async_task::Task::cancel`: by the executor's threads")
    .with_outcomes(&["the root's thread", "another thread"]),
    Case::untested(
        "cancel::is_asked_for_once",
        Level::Must,
        "A second cancel of the same task MUST do nothing.",
        "guaranteed by type: the first one consumes the handle",
    )
    .with_source(SOURCE),
    Case::untested(
        "cancel::leaves_nothing_to_join",
        Level::Must,
        "A join of a task whose cancel was asked for MUST tell that it was cancelled.",
        "guaranteed by type: the cancel consumes the handle that a join would need",
    )
    .with_source(SOURCE),
];

/// Starts a task that holds a guard and waits for ever.
fn start_waiting(instance: &Instance, grave: &Grave, started: &Flag) -> Box<dyn TaskHandle> {
    let (guard, start) = (grave.guard(), started.clone());
    instance.start(async move {
        let _guard = guard;
        start.set_silently();
        pending::<()>().await;
    })
}

fn completes_after_the_drop(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let task = start_waiting(&instance, &grave, &started);
    let was_dropped = instance.block_on("the cancel of a task that waits", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        task.cancel().await;
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "the future to have been dropped when the cancel completed",
        "it was still alive",
    );
    instance.end();
}

fn completes_after_the_drop_of_a_task_that_has_not_begun(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let was_dropped = instance.block_on("the cancel of a task that was just spawned", async {
        start_waiting(&instance, &grave, &started).cancel().await;
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "the future to have been dropped when the cancel completed",
        "it was still alive",
    );
    instance.end();
}

fn runs_no_line_before_the_first_poll(lab: &Lab) {
    if lab.card().task_thread != TaskThread::Root {
        lab.leave("a worker may poll the task before the cancel is asked for");
    }
    let instance = lab.instance();
    let ran = Count::default();
    let counted = ran.clone();
    instance.block_on("the cancel of a task that was just spawned", async {
        let task = instance.start(async move {
            counted.add();
        });
        task.cancel().await;
        turns(3).await;
    });
    lab.equal(
        "the lines that ran of a task that was cancelled before its first poll",
        ran.count(),
        0,
    );
    instance.end();
}

fn ends_a_busy_task(lab: &Lab) {
    let instance = lab.instance();
    let (grave, steps, stop) = (Grave::default(), Count::default(), Grave::default());
    let (guard, counted, stopped) = (grave.guard(), steps.clone(), stop.clone());
    let task = instance.start(async move {
        let _guard = guard;
        while !stopped.is_filled() {
            counted.add();
            turn().await;
        }
    });
    let was_dropped = instance.block_on("the cancel of a busy task", async {
        let _stop = stop.guard();
        lab.until("a busy task to be polled", || steps.count() > 0)
            .await;
        task.cancel().await;
        turns(3).await;
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "a busy task to have ended by its cancel",
        "it runs on",
    );
    instance.end();
}

fn completes_after_the_end(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    let task = instance.start(async move { drop(guard) });
    instance.block_on("the cancel of a task that has completed", async {
        lab.until("the end of a task", || grave.is_filled()).await;
        turns(3).await;
        task.cancel().await;
    });
    instance.end();
}

fn completes_after_a_panic(lab: &Lab) {
    let instance = lab.instance();
    let grave = Grave::default();
    let guard = grave.guard();
    let task = instance.start(async move {
        let _guard = guard;
        resume_unwind(Box::new("on purpose"));
    });
    let calm = instance.block_on("the cancel of a task that has panicked", async {
        lab.until("the end of a task that panics", || grave.is_filled())
            .await;
        turns(3).await;
        calmly(task.cancel()).await
    });
    lab.holds(
        calm,
        "the cancel of a task that has panicked to complete",
        "it unwinds with the task's panic",
    );
    instance.end();
}

/// Waits for a future and tells whether it has not unwound.
async fn calmly(mut future: BoxFuture<()>) -> bool {
    poll_fn(move |cx| {
        let poll = AssertUnwindSafe(|| future.as_mut().poll(cx));
        match catch_unwind(poll) {
            Ok(polled) => polled.map(|()| true),
            Err(_) => Poll::Ready(false),
        }
    })
    .await
}

fn is_asked_for_by_the_call(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let task = start_waiting(&instance, &grave, &started);
    instance.block_on("a cancel that nobody polls", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        let cancelled = task.cancel();
        let what = "the drop of a future whose cancel is asked for and not polled";
        lab.until(what, || grave.is_filled()).await;
        cancelled.await;
    });
    instance.end();
}

fn goes_on_when_its_future_is_dropped(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let task = start_waiting(&instance, &grave, &started);
    instance.block_on("a cancel whose future is dropped", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        drop(task.cancel());
        let what = "the drop of a future whose cancel was not waited for";
        lab.until(what, || grave.is_filled()).await;
    });
    instance.end();
}

fn ends_no_other_task(lab: &Lab) {
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

fn ends_many_at_once(lab: &Lab) {
    let instance = lab.instance();
    let graves: Vec<Grave> = (0..100).map(|_| Grave::default()).collect();
    let started = Flag::default();
    let tasks: Vec<_> = graves
        .iter()
        .map(|grave| start_waiting(&instance, grave, &started))
        .collect();
    let left = instance.block_on("a hundred cancels", async {
        lab.until("a task to be polled", || started.is_set()).await;
        let cancels: Vec<_> = tasks.into_iter().map(TaskHandle::cancel).collect();
        for cancel in cancels {
            cancel.await;
        }
        graves.iter().filter(|grave| !grave.is_filled()).count()
    });
    lab.equal("the futures left after a hundred cancels", left, 0);
    instance.end();
}

fn works_in_another_task(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let task = start_waiting(&instance, &grave, &started);
    let was_dropped = instance.block_on("a task that cancels another one", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
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

fn works_in_a_child_of_the_task(lab: &Lab) {
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

fn works_from_a_thread(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let task = start_waiting(&instance, &grave, &started);
    instance.block_on("a cancel that a thread asks for", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        let mut cancelled = None;
        elsewhere(|| cancelled = Some(task.cancel()));
        let what = "the drop of a future whose cancel a thread asked for";
        lab.until(what, || grave.is_filled()).await;
        drop(cancelled);
    });
    instance.end();
}

fn races_with_a_wake(lab: &Lab) {
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
    lab.holds(
        was_dropped,
        "the future to have been dropped when the cancel completed",
        "it was still alive",
    );
    instance.end();
}

fn lets_a_destructor_spawn(lab: &Lab) {
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

fn lets_a_destructor_cancel(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started, begun) = (Grave::default(), Flag::default(), Flag::default());
    let other = start_waiting(&instance, &grave, &started);
    let begins = begun.clone();
    let task = instance.start(async move {
        let _on_drop = OnDrop::new(move || drop(other.cancel()));
        begins.set_silently();
        pending::<()>().await;
    });
    instance.block_on("the cancel of a task whose destructor cancels", async {
        lab.until("both tasks to be polled", || {
            started.is_set() && begun.is_set()
        })
        .await;
        task.cancel().await;
        let what = "the drop of a future that a destructor has cancelled";
        lab.until(what, || grave.is_filled()).await;
    });
    instance.end();
}

fn gives_a_sleep_back(lab: &Lab) {
    let instance = lab.instance();
    let sleep = instance.timer_of().sleep(Duration::from_secs(3_600));
    let other = instance.timer_of().sleep(Duration::from_millis(1));
    let started = Flag::default();
    let start = started.clone();
    let sleeps = instance.start(async move {
        start.set_silently();
        sleep.await;
    });
    instance.block_on("a short sleep after the cancel of a long one", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        sleeps.cancel().await;
        other.await;
    });
    instance.end();
}

fn drops_the_future(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let task = start_waiting(&instance, &grave, &started);
    let at_once = instance.block_on("the cancel of a task that waits", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        let cancelled = task.cancel();
        let at_once = grave.dropped_on() == Some(thread::current().id());
        cancelled.await;
        at_once
    });
    lab.observed(if at_once { "within the call" } else { "later" });
    instance.end();
}

fn drops_the_future_on(lab: &Lab) {
    let instance = lab.instance();
    let (grave, started) = (Grave::default(), Flag::default());
    let task = start_waiting(&instance, &grave, &started);
    instance.block_on("the cancel of a task that waits", async {
        lab.until("the task to be polled", || started.is_set())
            .await;
        task.cancel().await;
    });
    let is_here = grave.dropped_on() == Some(thread::current().id());
    lab.observed(if is_here {
        "the root's thread"
    } else {
        "another thread"
    });
    instance.end();
}
