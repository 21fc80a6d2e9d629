//! What the task is at that is cancelled.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    task::Poll,
    thread,
    time::Duration,
};

use runtime_matrix_core::{BoxFuture, TaskThread};

use super::{Waiting, holds_dropped};
use crate::conformance::{
    lab::Lab,
    parts::{Count, Flag, Grave, turn, turns},
};

pub(super) fn completes_after_the_drop(lab: &Lab) {
    let instance = lab.instance();
    let waiting = Waiting::start(&instance);
    let was_dropped = instance.block_on("the cancel of a task that waits", async {
        let (task, grave) = waiting.polled(lab).await;
        task.cancel().await;
        grave.is_filled()
    });
    holds_dropped(lab, was_dropped);
    instance.end();
}

pub(super) fn completes_after_the_drop_of_a_task_that_has_not_begun(lab: &Lab) {
    let instance = lab.instance();
    let was_dropped = instance.block_on("the cancel of a task that was just spawned", async {
        let Waiting { task, grave, .. } = Waiting::start(&instance);
        task.cancel().await;
        grave.is_filled()
    });
    holds_dropped(lab, was_dropped);
    instance.end();
}

pub(super) fn runs_no_line_before_the_first_poll(lab: &Lab) {
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

pub(super) fn ends_a_busy_task(lab: &Lab) {
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

pub(super) fn completes_after_the_end(lab: &Lab) {
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

pub(super) fn completes_after_a_panic(lab: &Lab) {
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

pub(super) fn gives_a_sleep_back(lab: &Lab) {
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

pub(super) fn drops_the_future(lab: &Lab) {
    let instance = lab.instance();
    let waiting = Waiting::start(&instance);
    let at_once = instance.block_on("the cancel of a task that waits", async {
        let (task, grave) = waiting.polled(lab).await;
        let cancelled = task.cancel();
        let at_once = grave.dropped_on() == Some(thread::current().id());
        cancelled.await;
        at_once
    });
    lab.observed(if at_once { "within the call" } else { "later" });
    instance.end();
}

pub(super) fn drops_the_future_on(lab: &Lab) {
    let instance = lab.instance();
    let waiting = Waiting::start(&instance);
    let dropped_on = instance.block_on("the cancel of a task that waits", async {
        let (task, grave) = waiting.polled(lab).await;
        task.cancel().await;
        grave.dropped_on()
    });
    let is_here = dropped_on == Some(thread::current().id());
    lab.observed(if is_here {
        "the root's thread"
    } else {
        "another thread"
    });
    instance.end();
}
