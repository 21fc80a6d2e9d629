//! Starting tasks.

use std::thread;

use crate::conformance::{
    case::{Case, case},
    lab::Lab,
    parts::{Count, Flag},
};

const SOURCE: &str = "`Executor::spawn`";
const MANY: u32 = 1_000;

pub(super) const CASES: &[Case] = &[
    case!(
        "spawn",
        runs_what_was_spawned_before_the_root,
        Must,
        "A task that was spawned before a root is driven MUST run with it."
    )
    .with_source(SOURCE),
    case!(
        "spawn",
        does_not_poll_within_the_call,
        Must,
        "`spawn` MUST NOT poll the future within the call."
    )
    .with_source(SOURCE)
    .with_hint("code that spawns under a lock would deadlock"),
    case!(
        "spawn",
        polls_each_of_many,
        Must,
        "Each of many tasks MUST run to its end, and run once."
    )
    .with_source(SOURCE),
    case!(
        "spawn",
        works_from_another_thread,
        Must,
        "`spawn` MUST be callable from any thread while a root is driven."
    )
    .with_source(SOURCE),
];

fn runs_what_was_spawned_before_the_root(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.start(async move { set.set() }).detach();
    instance.block_on("a task that was spawned before it", async {
        lab.until("the task that was spawned before the root to run", || {
            flag.is_set()
        })
        .await;
    });
    instance.end();
}

fn does_not_poll_within_the_call(lab: &Lab) {
    let instance = lab.instance();
    let (polled_on, spawner) = (Flag::default(), thread::current().id());
    let inline = polled_on.clone();
    instance.block_on("a spawn", async {
        let task = instance.start(async move {
            if thread::current().id() == spawner {
                inline.set_silently();
            }
        });
        let was_polled = polled_on.is_set();
        lab.holds(
            !was_polled,
            "the task to be polled after `spawn` has returned",
            "it was polled within the call",
        );
        drop(task.join_native().await);
    });
    instance.end();
}

fn polls_each_of_many(lab: &Lab) {
    let instance = lab.instance();
    let count = Count::default();
    instance.block_on("many tasks", async {
        for _ in 0..MANY {
            let count = count.clone();
            instance
                .start(async move {
                    count.add();
                })
                .detach();
        }
        lab.until("each of a thousand tasks to run", || count.count() >= MANY)
            .await;
    });
    instance.end();
    lab.equal("the number of runs", count.count(), MANY);
}

fn works_from_another_thread(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let (set, executor) = (flag.clone(), instance.share());
    let thread = thread::spawn(move || {
        executor.spawn(Box::pin(async move { set.set() })).detach();
    });
    instance.block_on("a task that another thread spawns", async {
        lab.until("the task that another thread spawns to run", || {
            flag.is_set()
        })
        .await;
    });
    let returned = thread.join().is_ok();
    lab.holds(returned, "`spawn` to return", "it panicked on that thread");
    instance.end();
}
