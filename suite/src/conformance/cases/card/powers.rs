use std::{
    collections::HashSet,
    sync::mpsc,
    thread::{self, ThreadId},
    time::Duration,
};

use runtime_matrix_core::{Capability, Instances};

use super::compare;
use crate::conformance::{instance::Instance, lab::Lab, parts::Flag};

/// Tells of each power that an executor hands out whether it does.
fn powers(instance: &Instance) -> [(Capability, bool); 4] {
    [
        (Capability::Timer, instance.timer().is_some()),
        (Capability::Blocking, instance.blocking().is_some()),
        (Capability::Net, instance.net().is_some()),
        (Capability::NativeClock, instance.native_clock().is_some()),
    ]
}

pub(super) fn declared_powers_are_there(lab: &Lab) {
    let instance = lab.instance();
    for (power, is_there) in powers(&instance) {
        if lab.card().capabilities.has(power) && !is_there {
            let name = power.name();
            lab.fail(
                format!("the power `{name}`, which the card declares"),
                format!("none: take `{name}` off the card"),
            );
        }
    }
    instance.end();
}

pub(super) fn powers_that_are_there_are_declared(lab: &Lab) {
    let instance = lab.instance();
    for (power, is_there) in powers(&instance) {
        if is_there && !lab.card().capabilities.has(power) {
            let name = power.name();
            lab.fail(
                format!("a card that declares `{name}`, which is there"),
                format!("a card without: declare `{name}`"),
            );
        }
    }
    instance.end();
}

pub(super) fn local_is_not_declared(lab: &Lab) {
    lab.holds(
        !lab.card().capabilities.has(Capability::Local),
        "a card without `local`",
        "a card that declares `local`, which nothing offers",
    );
}

pub(super) fn threads(lab: &Lab) {
    let declared = lab.card().capabilities.has(Capability::Threads);
    let instance = lab.instance();
    // No runtime promises that two given tasks run at once: one may sit in the queue of a worker that the other one
    // blocks. So it is tried until they do.
    let mut tries = 0;
    let mut met = two_tasks_meet(&instance);
    while declared && !met && lab.has_time() {
        met = two_tasks_meet(&instance);
        tries += 1;
    }
    let seen = if met {
        "two tasks ran at once".to_owned()
    } else {
        format!("two tasks never ran at once, in {tries} more tries")
    };
    compare(lab, "threads", declared, met, &seen);
    instance.end();
}

/// Runs two tasks, each of which waits a moment for the other one; tells whether they met.
fn two_tasks_meet(instance: &Instance) -> bool {
    const MOMENT: Duration = Duration::from_millis(20);
    let (ping, pong) = (mpsc::channel(), mpsc::channel());
    let (one, two) = (Flag::default(), Flag::default());
    let (met, meet) = (one.clone(), two.clone());
    instance.block_on("two tasks that block for a moment", async {
        let first = instance.start(async move {
            let _ = ping.0.send(());
            if pong.1.recv_timeout(MOMENT).is_ok() {
                one.set();
            }
        });
        let second = instance.start(async move {
            let _ = pong.0.send(());
            if ping.1.recv_timeout(MOMENT).is_ok() {
                two.set();
            }
        });
        first.join_native().await;
        second.join_native().await;
    });
    // The second to run finds the first one's message, even if that one has given up.
    met.is_set() && meet.is_set()
}

pub(super) fn instances(lab: &Lab) {
    let declared = lab.card().instances;
    let (first, second) = (lab.instance(), lab.instance());
    // Which thread runs a task is chance, so it is tried until they share one.
    let (mut ours, mut theirs) = (HashSet::new(), HashSet::new());
    let mut share = || {
        ours.extend(threads_of(&first));
        theirs.extend(threads_of(&second));
        !ours.is_disjoint(&theirs)
    };
    let mut tries = 1;
    let mut is_shared = share();
    while !is_shared
        && lab.has_time()
        && (declared == Instances::Global || tries < 3)
        && tries < 200
    {
        is_shared = share();
        tries += 1;
    }
    let (measured, seen) = if is_shared {
        (Instances::Global, "two instances share a thread")
    } else {
        (Instances::Fresh, "two instances share no thread")
    };
    compare(lab, "instances", declared, measured, seen);
    first.end();
    second.end();
}

/// Runs some tasks, on a thread of their own, and returns the threads that polled them.
fn threads_of(instance: &Instance) -> HashSet<ThreadId> {
    let drive = || {
        let (sender, receiver) = mpsc::channel();
        instance.block_on("some tasks", async {
            for _ in 0..20 {
                let sender = sender.clone();
                let task = instance.start(async move {
                    let _ = sender.send(thread::current().id());
                });
                task.join_native().await;
            }
        });
        receiver.try_iter().collect()
    };
    thread::scope(|scope| scope.spawn(drive).join().unwrap_or_default())
}
