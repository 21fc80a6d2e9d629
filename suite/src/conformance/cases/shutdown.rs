//! The end of an instance.

use std::{
    future::pending,
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use runtime_matrix_core::{
    BlockingAtShutdown, BoxFuture, Capability, Executor, Instances, Options, PendingAtExit,
    Shutdown,
};

use crate::conformance::{
    case::{Case, case},
    instance::{Instance, LONG},
    lab::Lab,
    parts::{Count, Flag, Grave, OnDrop, elsewhere, is_calm, join, own, turns},
};

const SOURCE: &str = "`Executor::shutdown`";
const SPAWN: &str = "`Executor::spawn`";
/// That many instances, one after the other, show whether each leaves a thread.
const INSTANCES: usize = 10;
/// A shutdown that has to give up does so after that long.
const SOON: Duration = Duration::from_millis(5);

pub(super) const CASES: &[Case] = &[
    case!(
        "shutdown",
        is_complete_when_nothing_is_left,
        Must,
        "A shutdown MUST be complete when no task and no job is left."
    )
    .with_source(SOURCE),
    case!(
        "shutdown",
        needs_no_root,
        Must,
        "An instance that has never driven a root MUST be able to shut down."
    )
    .with_source(SOURCE),
    case!(
        "shutdown",
        drops_a_task_that_waits,
        Must,
        "A shutdown MUST drop the future of a task that waits, where the card says that it does."
    )
    .with_source("`Card::pending_at_exit`")
    .with_hint("a queue of the runtime still owns the task: empty it, or say `NeverDropped`"),
    case!(
        "shutdown",
        drops_a_task_that_never_ran,
        Must,
        "A shutdown MUST drop the future of a task that was never polled, where the card says that it drops tasks."
    )
    .with_source("`Card::pending_at_exit`"),
    case!(
        "shutdown",
        drops_a_thousand_tasks,
        Must,
        "A shutdown MUST drop all futures that are left, however many."
    )
    .with_source(SOURCE),
    case!(
        "shutdown",
        drops_what_is_spawned_afterwards,
        Must,
        "The future of a spawn after the shutdown MUST be dropped."
    )
    .with_source(SPAWN),
    case!(
        "shutdown",
        polls_nothing_that_is_spawned_afterwards,
        Must,
        "The future of a spawn after the shutdown MUST NOT be polled."
    )
    .with_source(SPAWN),
    case!(
        "shutdown",
        tells_of_a_job_that_runs,
        Must,
        "A shutdown that waits for jobs MUST say that it has timed out when one still runs."
    )
    .with_source("`Shutdown::TimedOut`")
    .requiring(&[Capability::Blocking]),
    case!(
        "shutdown",
        returns_although_a_job_runs,
        Must,
        "A shutdown MUST return after its deadline although a job never ends."
    )
    .with_source(SOURCE)
    .requiring(&[Capability::Blocking]),
    case!(
        "shutdown",
        drops_or_runs_each_job,
        Must,
        "A job that has not started when the instance is shut down MUST be dropped or run."
    )
    .with_source("`Blocking::run`")
    .requiring(&[Capability::Blocking]),
    case!(
        "shutdown",
        takes_a_deadline_of_zero,
        Must,
        "A shutdown MUST take a deadline of zero."
    )
    .with_source(SOURCE),
    case!(
        "shutdown",
        ends_its_threads,
        Must,
        "A shutdown MUST end the threads that the instance has started."
    )
    .with_source(SOURCE)
    .with_hint("what stays for the whole process is no finding: one more for each instance is"),
    case!(
        "shutdown",
        works_on_another_thread,
        Must,
        "A shutdown MUST work on another thread than the one that built the instance."
    )
    .with_source("`Executor: Send + Sync`"),
    case!(
        "shutdown",
        last_owner_may_go_in_a_task,
        Must,
        "The last owner of an instance that was shut down MUST be able to go within a task of another one."
    )
    .with_source(SOURCE),
    case!(
        "shutdown",
        outlives_destructors_that_wake,
        Must,
        "A shutdown MUST return although a destructor of what it drops wakes a task."
    )
    .with_source("`Executor`: a waker may be used after its task has completed")
    .with_hint("a lock is held while futures are dropped: take them out first"),
    case!(
        "shutdown",
        outlives_destructors_that_spawn,
        Must,
        "A shutdown MUST return although a destructor of what it drops spawns a task."
    )
    .with_source(SPAWN)
    .with_hint("a lock is held while futures are dropped: take them out first"),
    case!(
        "shutdown",
        leaves_later_instances_alone,
        Must,
        "An instance that is built after the shutdown of another one MUST work."
    )
    .with_source("`RuntimeFactory::build`"),
    case!(
        "shutdown",
        drops_on_a_thread,
        Info,
        "Where a shutdown drops what is left differs."
    )
    .with_source(SOURCE)
    .with_outcomes(&["on the calling thread", "on another thread"]),
    Case::untested(
        "shutdown::build_errors_are_told",
        crate::conformance::case::Level::Must,
        "A build that does not get what it needs of the machine MUST return an error.",
        "no program can make the machine refuse a thread or a file without harm to what else runs",
    ),
];

fn is_complete_when_nothing_is_left(lab: &Lab) {
    let instance = lab.instance();
    let task = instance.start(async {});
    instance.block_on("the join of a task that ends", join(task));
    instance.end();
}

fn needs_no_root(lab: &Lab) {
    lab.instance().end();
}

/// Leaves the case where a shutdown does not drop tasks.
fn has_to_drop(lab: &Lab) {
    if lab.card().pending_at_exit != PendingAtExit::Dropped {
        lab.leave("the card says that a shutdown does not drop what is pending");
    }
}

fn drops_a_task_that_waits(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    start_waiting(lab, &instance, grave.guard());
    instance.end();
    lab.holds(
        grave.is_filled(),
        "the task that waited to be dropped by the shutdown",
        "it was still alive",
    );
}

/// Starts a task that waits for good and owns something, and drives it until it does.
fn start_waiting(lab: &Lab, instance: &Instance, owned: impl Send + 'static) {
    let started = Flag::default();
    let start = started.clone();
    let task = instance.start(async move {
        let _owned = owned;
        start.set_silently();
        pending::<()>().await;
    });
    task.detach();
    instance.block_on(
        "a task to wait",
        lab.until("a task to be polled", || started.is_set()),
    );
}

fn drops_a_task_that_never_ran(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    let guard = grave.guard();
    let waits = async move {
        let _guard = guard;
        pending::<()>().await;
    };
    instance.start(waits).detach();
    instance.end();
    lab.holds(
        grave.is_filled(),
        "the task that never ran to be dropped by the shutdown",
        "it was still alive",
    );
}

fn drops_a_thousand_tasks(lab: &Lab) {
    has_to_drop(lab);
    let (instance, dropped) = (lab.instance(), Count::default());
    for _ in 0..1000 {
        let count = dropped.clone();
        let guard = OnDrop::new(move || {
            count.add();
        });
        let waits = async move {
            let _guard = guard;
            pending::<()>().await;
        };
        instance.start(waits).detach();
    }
    instance.block_on("a few turns", turns(3));
    instance.end();
    lab.equal("the number of tasks dropped", dropped.count(), 1000);
}

fn drops_what_is_spawned_afterwards(lab: &Lab) {
    let (instance, grave) = (lab.instance(), Grave::default());
    let executor = instance.share();
    instance.end();
    drop(executor.spawn(Box::pin(own(grave.guard()))));
    lab.holds(
        grave.is_filled(),
        "what is spawned after the shutdown to be dropped",
        "it was still alive",
    );
}

fn polls_nothing_that_is_spawned_afterwards(lab: &Lab) {
    let (instance, polled) = (lab.instance(), Count::default());
    let executor = instance.share();
    instance.end();
    let count = polled.clone();
    drop(executor.spawn(Box::pin(async move {
        count.add();
    })));
    let was_polled = lab.happens(|| polled.count() > 0);
    lab.holds(
        !was_polled,
        "what is spawned after the shutdown not to be polled",
        "it was polled",
    );
}

/// Starts a job that runs until the flag is set, and waits until it does.
fn start_job(lab: &Lab, instance: &Instance) -> Flag {
    let (begun, over) = (Flag::default(), Flag::default());
    let (begin, end) = (begun.clone(), over.clone());
    run_job(lab, instance, move || {
        begin.set_silently();
        while !end.is_set() {
            thread::sleep(Duration::from_micros(200));
        }
    });
    lab.until_blocking("a job to begin", || begun.is_set());
    over
}

fn run_job(lab: &Lab, instance: &Instance, job: impl FnOnce() + Send + 'static) {
    match instance.blocking() {
        Some(blocking) => blocking.run(Box::new(job)),
        None => lab.fail("the pool for jobs that the card declares", "no pool"),
    }
}

fn tells_of_a_job_that_runs(lab: &Lab) {
    if lab.card().blocking_at_shutdown != BlockingAtShutdown::Waits {
        lab.leave("the card says that a shutdown leaves a job running");
    }
    let instance = lab.instance();
    let over = start_job(lab, &instance);
    let shutdown = instance.end_within(SOON);
    over.set();
    lab.equal(
        "what a shutdown says while a job runs",
        shutdown,
        Shutdown::TimedOut,
    );
}

fn returns_although_a_job_runs(lab: &Lab) {
    let instance = lab.instance();
    let over = start_job(lab, &instance);
    // Only what comes after it lets the job end.
    let _ = instance.end_within(SOON);
    over.set();
}

fn drops_or_runs_each_job(lab: &Lab) {
    let (instance, gone) = (lab.instance(), Count::default());
    for _ in 0..12 {
        let count = gone.clone();
        let guard = OnDrop::new(move || {
            count.add();
        });
        run_job(lab, &instance, move || drop(guard));
    }
    let _ = instance.end_within(LONG);
    lab.until_blocking("each of twelve jobs to be dropped or run", || {
        gone.count() == 12
    });
}

fn takes_a_deadline_of_zero(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a few turns", turns(2));
    let is_calm = is_calm(|| {
        let _ = instance.end_within(Duration::ZERO);
    });
    lab.holds(
        is_calm,
        "a shutdown with a deadline of zero to return",
        "it panicked",
    );
}

fn ends_its_threads(lab: &Lab) {
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
pub(super) fn own_threads(lab: &Lab) -> usize {
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

fn works_on_another_thread(lab: &Lab) {
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

fn last_owner_may_go_in_a_task(lab: &Lab) {
    let (instance, other) = (lab.instance(), lab.instance());
    let last = other.share();
    other.end();
    let went = Flag::default();
    let go = went.clone();
    let task = instance.start(async move {
        let was_calm = is_calm(|| drop(last));
        if was_calm {
            go.set_silently();
        }
    });
    instance.block_on("a task that drops an instance to end", join(task));
    lab.holds(
        went.is_set(),
        "the last owner of an instance to go within a task",
        "its drop panicked",
    );
    instance.end();
}

fn outlives_destructors_that_wake(lab: &Lab) {
    has_to_drop(lab);
    let (instance, sibling) = (lab.instance(), Flag::default());
    let waits = sibling.clone();
    instance.start(async move { waits.wait().await }).detach();
    start_waiting(lab, &instance, OnDrop::new(move || sibling.set()));
    let _ = instance.end_within(LONG);
}

fn outlives_destructors_that_spawn(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    let executor: Weak<dyn Executor> = Arc::downgrade(&instance.share());
    let guard = grave.guard();
    let spawns = OnDrop::new(move || {
        let future: BoxFuture<()> = Box::pin(own(guard));
        if let Some(executor) = executor.upgrade() {
            executor.spawn(future).detach();
        }
    });
    start_waiting(lab, &instance, spawns);
    let _ = instance.end_within(LONG);
    lab.holds(
        grave.is_filled(),
        "what a destructor spawned during the shutdown to be dropped",
        "it was still alive",
    );
}

fn leaves_later_instances_alone(lab: &Lab) {
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

fn drops_on_a_thread(lab: &Lab) {
    has_to_drop(lab);
    let (instance, grave) = (lab.instance(), Grave::default());
    start_waiting(lab, &instance, grave.guard());
    instance.end();
    let here = thread::current().id();
    lab.observed(match grave.dropped_on() {
        Some(thread) if thread == here => "on the calling thread",
        _ => "on another thread",
    });
}
