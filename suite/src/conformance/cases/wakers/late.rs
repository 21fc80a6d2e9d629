//! What a waker does when its task is gone.

use std::{task::Waker, time::Duration};

use super::work::waits;
use crate::conformance::{
    instance::Instance,
    lab::Lab,
    parts::{Probe, elsewhere, is_calm},
};

pub(super) fn do_nothing_after_the_end(lab: &Lab) {
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

pub(super) fn do_nothing_after_the_end_on_a_thread(lab: &Lab) {
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

pub(super) fn do_nothing_after_a_cancel(lab: &Lab) {
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

pub(super) fn do_nothing_after_the_shutdown(lab: &Lab) {
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
pub(super) fn of_an_ended_task(lab: &Lab, instance: &Instance) -> Option<Waker> {
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
