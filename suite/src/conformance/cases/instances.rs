//! What two instances owe each other.

use std::{
    future::pending,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use runtime_matrix_core::{Capability, Instances, NativeClock, Options};

use super::shutdown::threads;
use crate::{
    conformance::{
        case::{Case, case},
        lab::Lab,
        parts::{Count, Flag, elsewhere, is_calm, join, turn, turns},
    },
    sync::lock,
};

const SOURCE: &str = "`RuntimeFactory`: an instance shares nothing with another one";

pub(super) const CASES: &[Case] = &[
    case!(
        "instances",
        poll_no_task_of_another,
        Must,
        "An instance MUST NOT poll a task of another one."
    )
    .with_source(SOURCE),
    case!(
        "instances",
        poll_no_task_of_another_that_is_woken,
        Must,
        "A wake of one instance's task MUST NOT make another instance poll it."
    )
    .with_source(SOURCE),
    case!(
        "instances",
        outlive_each_other,
        Must,
        "The end of one instance MUST leave another one alone."
    )
    .with_source(SOURCE),
    case!(
        "instances",
        keep_their_tasks_when_another_ends,
        Must,
        "The end of one instance MUST NOT end a task of another one."
    )
    .with_source(SOURCE),
    case!(
        "instances",
        are_driven_at_a_time,
        Must,
        "Two instances MUST be able to be driven at a time, on two threads."
    )
    .with_source(SOURCE),
    case!(
        "instances",
        wait_for_each_other,
        Must,
        "A task of one instance MUST be able to join a task of another one."
    )
    .with_source("`Executor`: a waker works from any thread"),
    case!(
        "instances",
        keep_clocks_of_their_own,
        Must,
        "The clock of one instance MUST NOT be moved by another one."
    )
    .provisional()
    .with_source(SOURCE)
    .requiring(&[Capability::Timer, Capability::NativeClock]),
    case!(
        "instances",
        count_their_own_tasks,
        Must,
        "An instance MUST NOT count the tasks of another one."
    )
    .with_source("`Executor::alive_tasks`"),
    case!(
        "instances",
        leave_no_thread_one_after_the_other,
        Must,
        "A hundred instances, one after the other, MUST NOT leave threads behind."
    )
    .with_source("`Executor::shutdown`"),
    case!(
        "instances",
        of_one_seed,
        Info,
        "Two instances of one seed MAY do the same in the same order, or in another one."
    )
    .with_source("`Options::seed`")
    .with_outcomes(&["the same order", "another order"])
    .varying(),
];

/// Leaves the case where all instances are one.
fn has_to_be_fresh(lab: &Lab) {
    if lab.card().instances != Instances::Fresh {
        lab.leave("the card says that all instances are views of one");
    }
}

/// Leaves the case where tasks run without a root too.
fn has_to_rest(lab: &Lab) {
    has_to_be_fresh(lab);
    if lab.card().progress_outside_block_on {
        lab.leave("the card says that tasks make progress on their own");
    }
}

fn poll_no_task_of_another(lab: &Lab) {
    has_to_rest(lab);
    let (one, other, polled) = (lab.instance(), lab.instance(), Count::default());
    let count = polled.clone();
    one.start(async move {
        count.add();
    })
    .detach();
    other.block_on("a few turns", turns(5));
    lab.equal("the polls of a task by another instance", polled.count(), 0);
    one.end();
    other.end();
}

fn poll_no_task_of_another_that_is_woken(lab: &Lab) {
    has_to_rest(lab);
    let (one, other) = (lab.instance(), lab.instance());
    let (flag, ended) = (Flag::default(), Flag::default());
    let (waits, ends) = (flag.clone(), ended.clone());
    one.start(async move {
        waits.wait().await;
        ends.set_silently();
    })
    .detach();
    one.block_on(
        "a task to wait",
        lab.until("a task to be polled", || flag.waker().is_some()),
    );
    other.block_on("a few turns", async {
        flag.set();
        turns(5).await;
    });
    lab.holds(
        !ended.is_set(),
        "a task that is woken while another instance is driven to wait for its own",
        "the other one polled it",
    );
    one.end();
    other.end();
}

fn outlive_each_other(lab: &Lab) {
    let (one, other) = (lab.instance(), lab.instance());
    one.block_on("a few turns", turns(2));
    other.end();
    let is_calm = is_calm(|| {
        let task = one.start(turns(2));
        one.block_on("the join of a task", join(task));
    });
    lab.holds(
        is_calm,
        "an instance to be driven after the end of another one",
        "`block_on` panicked",
    );
    one.end();
}

fn keep_their_tasks_when_another_ends(lab: &Lab) {
    let (one, other, flag) = (lab.instance(), lab.instance(), Flag::default());
    let (waits, ended) = (flag.clone(), Flag::default());
    let ends = ended.clone();
    let task = one.start(async move {
        waits.wait().await;
        ends.set_silently();
    });
    // In one root: what waits may end with its root.
    let is_calm = is_calm(|| {
        one.block_on("the join of a task", async {
            lab.until("a task to be polled", || flag.waker().is_some())
                .await;
            elsewhere(move || other.end());
            flag.set();
            join(task).await;
        });
    });
    lab.holds(
        is_calm && ended.is_set(),
        "a task to run on after the end of another instance",
        "it did not",
    );
    one.end();
}

fn are_driven_at_a_time(lab: &Lab) {
    let (one, other) = (lab.instance(), lab.instance());
    let (here, there) = (Flag::default(), Flag::default());
    let is_calm = thread::scope(|scope| {
        let second = scope.spawn(|| {
            other.block_on("the root of another instance", async {
                there.set_silently();
                lab.until("the first root to run beside the second", || here.is_set())
                    .await;
            });
        });
        let is_calm = is_calm(|| {
            one.block_on("the root of another instance", async {
                here.set_silently();
                lab.until("the second root to run beside the first", || there.is_set())
                    .await;
            });
        });
        second.join().is_ok() && is_calm
    });
    lab.holds(
        is_calm,
        "two instances to be driven at a time",
        "a `block_on` panicked",
    );
    one.end();
    other.end();
}

fn wait_for_each_other(lab: &Lab) {
    let (one, other, flag) = (lab.instance(), lab.instance(), Flag::default());
    let waits = flag.clone();
    let far = other.start(async move { waits.wait().await });
    let joined = Flag::default();
    let joins = joined.clone();
    let near = one.start(async move {
        join(far).await;
        joins.set_silently();
    });
    thread::scope(|scope| {
        scope.spawn(|| {
            other.block_on("a join of another instance", async {
                while flag.waker().is_none() {
                    turn().await;
                }
                flag.set();
                lab.until("a task to join one of another instance", || joined.is_set())
                    .await;
            });
        });
        one.block_on("the join of a task of another instance", join(near));
    });
    lab.holds(
        joined.is_set(),
        "a task to join one of another instance",
        "it did not",
    );
    one.end();
    other.end();
}

fn keep_clocks_of_their_own(lab: &Lab) {
    has_to_be_fresh(lab);
    let (one, other) = (lab.instance(), lab.instance());
    let sleep = one.timer_of().sleep(Duration::from_secs(10));
    one.block_on("a sleep of the instance's own time", sleep);
    let passed = other.native_clock().map(NativeClock::now);
    lab.equal(
        "the clock of an instance while another one sleeps",
        passed,
        Some(Duration::ZERO),
    );
    one.end();
    other.end();
}

fn count_their_own_tasks(lab: &Lab) {
    has_to_be_fresh(lab);
    let (one, other) = (lab.instance(), lab.instance());
    let Some(before) = other.alive_tasks() else {
        lab.leave("the runtime does not tell how many tasks are alive");
    };
    one.start(pending()).detach();
    let after = other.alive_tasks();
    lab.equal(
        "the number of tasks while another instance has one more",
        after,
        Some(before),
    );
    let _ = one.end_within(Duration::from_millis(100));
    other.end();
}

fn leave_no_thread_one_after_the_other(lab: &Lab) {
    has_to_be_fresh(lab);
    let use_one = || {
        let instance = lab.instance();
        instance.block_on("a turn", turn());
        instance.end();
    };
    let what = "the threads of a hundred instances to end";
    threads::leave_none(lab, 100, what, use_one);
}

fn of_one_seed(lab: &Lab) {
    let run = || {
        let instance = lab.instance_with(&Options::default().with_seed(7));
        let order = Arc::new(Mutex::new(Vec::new()));
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let order = Arc::clone(&order);
                instance.start(async move {
                    turns(2).await;
                    lock(&order).push(number);
                })
            })
            .collect();
        instance.block_on("the joins of twenty tasks", async {
            for task in tasks {
                join(task).await;
            }
        });
        instance.end();
        let order: Vec<u32> = lock(&order).clone();
        order
    };
    let is_same = run() == run();
    lab.observed(if is_same {
        "the same order"
    } else {
        "another order"
    });
}
