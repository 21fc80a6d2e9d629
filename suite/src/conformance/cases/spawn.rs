//! Starting tasks.

use std::{
    sync::{Arc, Mutex},
    thread,
};

use runtime_matrix_core::{Executor, TaskThread};

use crate::{
    conformance::{
        case::{Case, case},
        lab::Lab,
        parts::{Count, Flag, Grave, join, own},
    },
    sync::lock,
};

const SOURCE: &str = "`Executor::spawn`";
/// More than any queue holds in place.
const MANY: u32 = 1_000;

pub(super) const CASES: &[Case] = &[
    case!(
        "spawn",
        runs_what_came_before_the_root,
        Must,
        "A task that was spawned before a root is driven MUST run with it."
    )
    .with_source(SOURCE)
    .with_hint("what is spawned while nobody drives has to wait in a queue"),
    case!(
        "spawn",
        does_not_poll_within_the_call,
        Must,
        "`spawn` MUST NOT poll the future within the call."
    )
    .with_source("`Executor::spawn`: as a task, while a root is driven")
    .with_hint("code that spawns while it holds a lock would deadlock"),
    case!(
        "spawn",
        runs_each_of_many_once,
        Must,
        "Each of many tasks MUST run to its end, and run once."
    )
    .with_source(SOURCE)
    .with_hint("a queue that is full drops what comes"),
    case!(
        "spawn",
        needs_no_join,
        Must,
        "A task MUST run whether or not anybody waits for it."
    )
    .with_source(SOURCE)
    .with_hint("the future is polled by its handle: hand it to the executor"),
    case!(
        "spawn",
        works_on_another_thread,
        Must,
        "A task that another thread spawns MUST run while the root waits."
    )
    .with_source("`Executor::spawn`: callable from any thread")
    .with_hint("a spawn has to rouse the thread that drives the root"),
    case!(
        "spawn",
        works_in_a_task,
        Must,
        "A task that a task spawns MUST run."
    )
    .with_source("`Executor::spawn`: callable from any thread")
    .with_hint(
        "the queue is taken out while its tasks are polled, and what came meanwhile is lost",
    ),
    case!(
        "spawn",
        works_in_a_destructor,
        Must,
        "A task that the destructor of a task's future spawns MUST run."
    )
    .with_source("`Executor::spawn`: callable from any thread")
    .with_hint("a future is dropped under a lock of the executor"),
    case!(
        "spawn",
        order_of_first_polls,
        Info,
        "Tasks that one thread spawns and polls MAY have their first polls in any order."
    )
    .with_source("the contract names none")
    .with_outcomes(&["in order", "in reverse", "another order"]),
    case!(
        "spawn",
        outlives_its_root,
        Info,
        "A task that waits when its root ends MAY go on with the next root."
    )
    .with_source("`Executor::spawn`: while a root is driven")
    .with_outcomes(&["goes on", "is dropped"]),
];

fn runs_what_came_before_the_root(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    instance.start(async move { set.set() }).detach();
    let what = "the task that was spawned before the root to run";
    instance.block_on(what, lab.until(what, || flag.is_set()));
    instance.end();
}

fn does_not_poll_within_the_call(lab: &Lab) {
    let instance = lab.instance();
    let (inline, spawner) = (Flag::default(), thread::current().id());
    let polled = inline.clone();
    let was_polled = instance.block_on("a task", async {
        let task = instance.start(async move {
            if thread::current().id() == spawner {
                polled.set_silently();
            }
        });
        let was_polled = inline.is_set();
        join(task).await;
        was_polled
    });
    lab.holds(
        !was_polled,
        "the task to be polled after `spawn` has returned",
        "it was polled within the call",
    );
    instance.end();
}

fn runs_each_of_many_once(lab: &Lab) {
    let instance = lab.instance();
    let count = Count::default();
    instance.block_on("many tasks", async {
        for _ in 0..MANY {
            let count = count.clone();
            let task = instance.start(async move {
                count.add();
            });
            task.detach();
        }
        lab.until("each of many tasks to run", || count.count() >= MANY)
            .await;
    });
    instance.end();
    lab.equal("the number of runs", count.count(), MANY);
}

fn needs_no_join(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let set = flag.clone();
    let task = instance.start(async move { set.set() });
    instance.block_on("a task that nobody joins", async {
        lab.until("a task to run that nobody joins", || flag.is_set())
            .await;
        join(task).await;
    });
    instance.end();
}

fn works_on_another_thread(lab: &Lab) {
    let instance = lab.instance();
    let (go, flag) = (Flag::default(), Flag::default());
    let (waits, set) = (go.clone(), flag.clone());
    let (executor, of_thread) = (instance.share(), lab.clone());
    let thread = thread::spawn(move || {
        of_thread.until_blocking("the root to wait", || waits.waker().is_some());
        let task = executor.spawn(Box::pin(async move {
            set.set_silently();
            waits.set();
        }));
        task.detach();
    });
    instance.block_on("a task that another thread spawns", go.wait());
    let returned = thread.join().is_ok();
    lab.holds(returned, "`spawn` to return", "it panicked on that thread");
    lab.holds(flag.is_set(), "the task to have run", "it has not");
    instance.end();
}

fn works_in_a_task(lab: &Lab) {
    let instance = lab.instance();
    let flag = Flag::default();
    let (set, executor) = (flag.clone(), instance.share());
    instance.block_on("a task of a task", async {
        let task = instance.start(async move {
            executor.spawn(Box::pin(async move { set.set() })).detach();
        });
        task.detach();
        lab.until("the task that a task spawned to run", || flag.is_set())
            .await;
    });
    instance.end();
}

fn works_in_a_destructor(lab: &Lab) {
    struct Last(Arc<dyn Executor>, Flag);
    impl Drop for Last {
        fn drop(&mut self) {
            let flag = self.1.clone();
            self.0.spawn(Box::pin(async move { flag.set() })).detach();
        }
    }
    let instance = lab.instance();
    let flag = Flag::default();
    let last = Last(instance.share(), flag.clone());
    instance.block_on("a task of a destructor", async {
        instance.start(own(last)).detach();
        let what = "the task that a destructor spawned to run";
        lab.until(what, || flag.is_set()).await;
    });
    instance.end();
}

fn order_of_first_polls(lab: &Lab) {
    if lab.card().task_thread != TaskThread::Root {
        lab.leave("several threads may poll its tasks, so the order is that of the day");
    }
    let instance = lab.instance();
    let polled = Arc::new(Mutex::new(Vec::new()));
    instance.block_on("five tasks", async {
        for number in 0..5 {
            let polled = Arc::clone(&polled);
            let task = instance.start(async move { lock(&polled).push(number) });
            task.detach();
        }
        lab.until("five tasks to run", || lock(&polled).len() >= 5)
            .await;
    });
    let order = lock(&polled).clone();
    lab.observed(match order[..] {
        [0, 1, 2, 3, 4] => "in order",
        [4, 3, 2, 1, 0] => "in reverse",
        _ => "another order",
    });
    instance.end();
}

fn outlives_its_root(lab: &Lab) {
    let instance = lab.instance();
    let (go, over, grave) = (Flag::default(), Flag::default(), Grave::default());
    let (waits, set, guard) = (go.clone(), over.clone(), grave.guard());
    instance.block_on("a task that waits", async {
        let task = instance.start(async move {
            let _guard = guard;
            waits.wait().await;
            set.set_silently();
        });
        task.detach();
        lab.until("the task to wait", || go.waker().is_some()).await;
    });
    go.set();
    let what = "the task of the root before to end or to be dropped";
    instance.block_on(what, lab.until(what, || grave.is_filled()));
    lab.observed(if over.is_set() {
        "goes on"
    } else {
        "is dropped"
    });
    instance.end();
}
