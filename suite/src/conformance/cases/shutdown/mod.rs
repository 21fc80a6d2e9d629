//! The end of an instance.

mod jobs;
mod tasks;
pub(super) mod threads;
mod whole;

use std::time::Duration;

use runtime_matrix_core::Capability;

use self::{
    jobs::{
        drops_or_runs_each_job, returns_although_a_job_runs, takes_a_deadline_of_zero,
        tells_of_a_job_that_runs,
    },
    tasks::{
        drops_a_task_that_never_ran, drops_a_task_that_waits, drops_a_thousand_tasks,
        drops_on_a_thread, drops_what_is_spawned_afterwards, last_owner_may_go_in_a_task,
        outlives_destructors_that_spawn, outlives_destructors_that_wake,
        polls_nothing_that_is_spawned_afterwards,
    },
    whole::{
        ends_its_threads, is_complete_when_nothing_is_left, leaves_later_instances_alone,
        needs_no_root, works_on_another_thread,
    },
};
use crate::conformance::case::{Case, case};

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
    .with_hint("what stays for the whole process is no finding: what comes with each few instances is"),
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
        "A shutdown MAY drop what is left on the thread that calls it, or on another one."
    )
    .with_source(SOURCE)
    .with_outcomes(&["on the calling thread", "on another thread"]),
    Case::untested(
        "shutdown::build_errors_are_told",
        crate::conformance::case::Level::Must,
        "A build that does not get what it needs of the machine MUST return an error.",
        "no program can make the machine refuse a thread or a file without harm to what else runs",
    )
    .with_source("`RuntimeFactory::build`"),
];
