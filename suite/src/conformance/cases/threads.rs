//! Tasks in parallel, and calls from other threads.

use std::{
    collections::HashSet,
    num::NonZeroUsize,
    sync::{Arc, Mutex},
    thread,
};

use runtime_matrix_core::{Capability, Options, TaskThread};

use crate::{
    conformance::{
        case::{Case, case},
        lab::Lab,
        parts::{Count, Flag, Grave, elsewhere, is_calm, join, turn, turns},
    },
    sync::lock,
};

pub(super) const CASES: &[Case] = &[
    case!(
        "threads",
        run_tasks_in_parallel,
        Must,
        "Two tasks MUST run in parallel where the card declares threads and there are two workers."
    )
    .with_source("`Capability::Threads`")
    .requiring(&[Capability::Threads]),
    case!(
        "threads",
        spawn_at_a_time_and_lose_none,
        Must,
        "Tasks that several threads spawn at a time MUST all run."
    )
    .with_source("`Executor::spawn`: callable from any thread"),
    case!(
        "threads",
        may_cancel_a_task,
        Must,
        "A handle that was moved to another thread MUST cancel its task."
    )
    .with_source("`TaskHandle: Send`"),
    case!(
        "threads",
        are_no_more_than_workers,
        Must,
        "Tasks MUST be polled by no more threads than there are workers, and that of the root where the card says so."
    )
    .with_source("`RuntimeFactory::workers`"),
    case!(
        "threads",
        may_drop_the_executor,
        Must,
        "The last owner of an instance that was shut down MUST be able to go on another thread."
    )
    .with_source("`Executor: Send + Sync`"),
];

fn run_tasks_in_parallel(lab: &Lab) {
    let options = Options::default();
    if lab.factory().workers(&options) < 2 {
        lab.leave("the runtime has one worker here");
    }
    let instance = lab.instance();
    let (one, other) = (Flag::default(), Flag::default());
    let meet = |mine: &Flag, theirs: &Flag| {
        let (lab, mine, theirs) = (lab.clone(), mine.clone(), theirs.clone());
        instance.start(async move {
            mine.set_silently();
            lab.until_blocking("a task that runs in parallel", || theirs.is_set());
        })
    };
    let tasks = [meet(&one, &other), meet(&other, &one)];
    instance.block_on("the joins of tasks that run in parallel", async {
        for task in tasks {
            join(task).await;
        }
    });
    instance.end();
}

fn spawn_at_a_time_and_lose_none(lab: &Lab) {
    let (instance, ran) = (lab.instance(), Count::default());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let count = ran.clone();
                    let counts = async move {
                        count.add();
                    };
                    instance.start(counts).detach();
                }
            });
        }
    });
    instance.block_on(
        "tasks of several threads",
        lab.until("each of a hundred tasks of four threads to run", || {
            ran.count() == 100
        }),
    );
    instance.end();
}

fn may_cancel_a_task(lab: &Lab) {
    let (instance, flag, grave) = (lab.instance(), Flag::default(), Grave::default());
    let (waits, guard) = (flag.clone(), grave.guard());
    let task = instance.start(async move {
        let _guard = guard;
        waits.wait().await;
    });
    let was_dropped = instance.block_on("a cancel of another thread", async {
        lab.until("a task to be polled", || flag.waker().is_some())
            .await;
        let mut cancelled = None;
        elsewhere(|| cancelled = Some(task.cancel()));
        if let Some(cancelled) = cancelled {
            cancelled.await;
        }
        flag.forget();
        grave.is_filled()
    });
    lab.holds(
        was_dropped,
        "the task that another thread cancels to be dropped",
        "it was still alive",
    );
    instance.end();
}

fn are_no_more_than_workers(lab: &Lab) {
    let options = Options::default().with_workers(NonZeroUsize::MIN);
    let at_most =
        lab.factory().workers(&options) + usize::from(lab.card().task_thread == TaskThread::Either);
    let instance = lab.instance_with(&options);
    let threads = Arc::new(Mutex::new(HashSet::new()));
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let threads = Arc::clone(&threads);
            instance.start(async move {
                for _ in 0..3 {
                    lock(&threads).insert(thread::current().id());
                    turn().await;
                }
            })
        })
        .collect();
    instance.block_on("the joins of twenty tasks", async {
        for task in tasks {
            join(task).await;
        }
    });
    let polled = lock(&threads).len();
    if polled > at_most {
        let expected = format!("tasks to be polled by at most {at_most} threads");
        lab.fail(expected, format!("{polled} of them"));
    }
    instance.end();
}

fn may_drop_the_executor(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a few turns", turns(2));
    let last = instance.share();
    instance.end();
    let was_calm = Flag::default();
    let calm = was_calm.clone();
    elsewhere(move || {
        if is_calm(|| drop(last)) {
            calm.set_silently();
        }
    });
    lab.holds(
        was_calm.is_set(),
        "the last owner of an instance to go on another thread",
        "its drop panicked",
    );
}
