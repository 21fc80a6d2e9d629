//! That the declarations are true: each entry of the card is measured.

mod factory;
mod life;
mod powers;
mod tasks;
mod timing;

use std::fmt::Debug;

use runtime_matrix_core::Capability;

use self::{
    factory::{
        id_is_lower_case_words, prefixes_of_own_threads_are_not_empty, version_is_not_empty,
        workers_are_counted,
    },
    life::{blocking_at_shutdown, nested_block_on, pending_at_exit, progress_outside_block_on},
    powers::{
        declared_powers_are_there, instances, local_is_not_declared,
        powers_that_are_there_are_declared, threads,
    },
    tasks::{handle_drop, panic_at_join, self_wake, task_thread},
    timing::{timer_grain, zero_sleep_yields},
};
use crate::conformance::{
    case::{Case, case},
    lab::Lab,
};

pub(super) const CASES: &[Case] = &[
    case!(
        "card",
        id_is_lower_case_words,
        Must,
        "The id of a runtime MUST be lower-case words that are joined by `_`."
    )
    .with_source("`RuntimeFactory::id`")
    .with_hint("the id ends the names of tests: `my_runtime` for a factory `MyRuntime`"),
    case!(
        "card",
        version_is_not_empty,
        Must,
        "A version that a runtime tells MUST NOT be empty."
    )
    .with_source("`RuntimeFactory::version`")
    .with_hint("say `None` where the version is not known"),
    case!(
        "card",
        workers_are_counted,
        Must,
        "A runtime MUST say that an instance has one worker or more, whatever is asked for."
    )
    .with_source("`RuntimeFactory::workers`")
    .with_hint("a runtime that polls all its tasks on the root's thread has one"),
    case!(
        "card",
        prefixes_of_own_threads_are_not_empty,
        Must,
        "A prefix of the names of a runtime's own threads MUST NOT be empty."
    )
    .with_source("`RuntimeFactory::own_threads`")
    .with_hint("an empty prefix fits each thread of the process, so that no leaked one is found; name the threads"),
    case!(
        "card",
        declared_powers_are_there,
        Must,
        "Each power that the card declares MUST be there."
    )
    .with_source("`Card::capabilities`")
    .with_hint("implement the power, or take it off the card"),
    case!(
        "card",
        powers_that_are_there_are_declared,
        Must,
        "Each power that an instance has MUST be declared by the card."
    )
    .with_source("`Card::capabilities`")
    .with_hint("what is not declared is not tested, and tests that require it are left out"),
    case!(
        "card",
        local_is_not_declared,
        Must,
        "The card MUST NOT declare `local`, which no method of an executor offers."
    )
    .with_source("`Capability::Local`")
    .with_hint("take it off the card"),
    case!(
        "card",
        threads,
        Must,
        "The card MUST declare `threads` if tasks run in parallel, and only then."
    )
    .with_source("`Capability::Threads`")
    .with_hint("more than one thread has to poll tasks of one instance by default"),
    case!(
        "card",
        instances,
        Must,
        "The card MUST declare whether instances share their threads."
    )
    .with_source("`Card::instances`")
    .with_hint("the runtime has one global executor, and the factory hands out views of it"),
    case!(
        "card",
        handle_drop,
        Must,
        "The card MUST declare what a dropped native handle does to its task."
    )
    .with_source("`Card::handle_drop`")
    .with_hint("`drop_native` has to drop the runtime's own handle and nothing else"),
    case!(
        "card",
        panic_at_join,
        Must,
        "The card MUST declare how a native join tells of a panic."
    )
    .with_source("`Card::panic_at_join`"),
    case!(
        "card",
        nested_block_on,
        Must,
        "The card MUST declare whether a nested `block_on` works."
    )
    .with_source("`Card::nested_block_on`"),
    case!(
        "card",
        progress_outside_block_on,
        Must,
        "The card MUST declare whether tasks make progress while no root is driven."
    )
    .with_source("`Card::progress_outside_block_on`"),
    case!(
        "card",
        pending_at_exit,
        Must,
        "The card MUST declare what becomes of a pending task when the instance is shut down."
    )
    .with_source("`Card::pending_at_exit`"),
    case!(
        "card",
        blocking_at_shutdown,
        Must,
        "The card MUST declare what a shutdown does about a blocking job that runs."
    )
    .with_source("`Card::blocking_at_shutdown`")
    .with_hint("a runtime without jobs declares `None`"),
    case!(
        "card",
        task_thread,
        Must,
        "The card MUST declare where tasks are polled."
    )
    .with_source("`Card::task_thread`"),
    case!(
        "card",
        self_wake,
        Must,
        "The card MUST declare whether a task that wakes itself goes to the end of a queue."
    )
    .with_source("`Card::self_wake`"),
    case!(
        "card",
        zero_sleep_yields,
        Must,
        "The card MUST declare whether a sleep of zero yields."
    )
    .with_source("`Card::zero_sleep_yields`")
    .requiring(&[Capability::Timer]),
    case!(
        "card",
        timer_grain,
        Must,
        "The card MUST declare how late sleeps end on an idle machine: no less than that, and no more than ten times as much."
    )
    .with_source("`Card::timer_grain`")
    .with_hint("the best of many sleeps counts, and the worst of a few: declare what the timer rounds up to; up to 5 ms are never too much")
    .requiring(&[Capability::Timer]),
];

/// Fails the case if the card declares something else than what was measured, which `seen` tells.
#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what was declared and what was measured are words that are told"
)]
fn compare<T: Debug + PartialEq>(lab: &Lab, entry: &str, declared: T, measured: T, seen: &str) {
    if declared != measured {
        lab.fail(
            format!("what the card declares, `{entry}: {declared:?}`"),
            format!("{seen}: declare `{measured:?}`"),
        );
    }
}
