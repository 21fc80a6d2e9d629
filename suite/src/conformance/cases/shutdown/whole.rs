//! What becomes of the instance, and of others.

use runtime_matrix_core::{Instances, Options};

use super::INSTANCES;
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
    use_one();
    let after_one = own_threads(lab);
    for _ in 0..INSTANCES {
        use_one();
    }
    // One that is the process's may have got its name only now: a thread for each instance is a leak.
    lab.until_blocking("the threads of ten instances to end", || {
        own_threads(lab) < after_one + INSTANCES
    });
}

/// Counts the threads of this process that have a name of the runtime's.
pub(in crate::conformance::cases) fn own_threads(lab: &Lab) -> usize {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        lab.leave("this system does not tell the names of a process's threads");
    };
    let names = threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok());
    // The kernel keeps fifteen bytes of a name.
    let own = lab.factory().own_threads();
    let is_own =
        |name: &String| (own.iter()).any(|own| name.starts_with(&own[..own.len().min(15)]));
    names.filter(is_own).count()
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
