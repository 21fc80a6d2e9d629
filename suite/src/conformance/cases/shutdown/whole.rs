//! What becomes of the instance, and of others.

use runtime_matrix_core::{Instances, Options};

use super::{INSTANCES, threads};
use crate::conformance::{
    instance::LONG,
    lab::Lab,
    parts::{Flag, elsewhere, is_calm, join, turns},
};

pub(super) fn is_complete_when_nothing_is_left(lab: &Lab) {
    let instance = lab.instance();
    let task = instance.start(async {});
    instance.block_on("the join of a task that ends", join(task));
    instance.end();
}

pub(super) fn needs_no_root(lab: &Lab) {
    lab.instance().end();
}

pub(super) fn ends_its_threads(lab: &Lab) {
    if lab.card().instances == Instances::Global {
        lab.leave("the card says that all instances are views of one, whose threads stay");
    }
    let use_one = || {
        let instance = lab.instance();
        let task = instance.start(turns(2));
        instance.block_on("the join of a task that ends", join(task));
        instance.end();
    };
    let what = "the threads of ten instances to end";
    threads::leave_none(lab, INSTANCES, what, use_one);
}

pub(super) fn works_on_another_thread(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a few turns", turns(2));
    let is_calm = elsewhere(move || {
        let _ = instance.end_within(LONG);
    });
    lab.holds(
        is_calm,
        "a shutdown on another thread to return",
        "it panicked",
    );
}

pub(super) fn leaves_later_instances_alone(lab: &Lab) {
    let first = lab.instance();
    let kept = first.share();
    first.end();
    let second = lab.instance_with(&Options::default());
    let ran = Flag::default();
    let run = ran.clone();
    let task = second.start(async move { run.set_silently() });
    let drives = is_calm(|| drop(second.block_on("the join of a task", join(task))));
    lab.holds(
        drives && ran.is_set(),
        "a task to run on an instance that is built after another one's shutdown",
        "it did not",
    );
    second.end();
    drop(kept);
}
