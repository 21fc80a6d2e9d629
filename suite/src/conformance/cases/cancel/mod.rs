//! Ending a task from outside.

mod asking;
mod task;

use std::future::pending;

use runtime_matrix_core::{Capability, TaskHandle};

use self::{
    asking::{
        ends_many_at_once, ends_no_other_task, goes_on_when_its_future_is_dropped,
        is_asked_for_by_the_call, lets_a_destructor_cancel, lets_a_destructor_spawn,
        races_with_a_wake, works_from_a_thread, works_in_a_child_of_the_task,
        works_in_another_task,
    },
    task::{
        completes_after_a_panic, completes_after_the_drop,
        completes_after_the_drop_of_a_task_that_has_not_begun, completes_after_the_end,
        drops_the_future, drops_the_future_on, ends_a_busy_task, gives_a_sleep_back,
        runs_no_line_before_the_first_poll,
    },
};
use crate::conformance::{
    case::{Case, Level, case},
    instance::Instance,
    lab::Lab,
    parts::{Flag, Grave},
};

const SOURCE: &str = "`TaskHandle::cancel`";

pub(super) const CASES: &[Case] = &[
    case!(
        "cancel",
        completes_after_the_drop,
        Must,
        "A cancel MUST complete only after the task's future has been dropped."
    )
    .with_source(SOURCE)
    .with_hint(
        "the runtime's own cancel only asks: wrap the future and signal from the wrapper once it is dropped",
    )
    .repeated(50),
    case!(
        "cancel",
        completes_after_the_drop_of_a_task_that_has_not_begun,
        Must,
        "A cancel MUST complete only after the drop of the future, even if that was never polled."
    )
    .with_source(SOURCE)
    .repeated(20),
    case!(
        "cancel",
        runs_no_line_before_the_first_poll,
        Must,
        "No line of a task MUST have run if a cancel wins before its first poll."
    )
    .with_source(SOURCE)
    .with_hint("the wrapper has to look whether it is cancelled before it polls what is in it"),
    case!(
        "cancel",
        ends_a_busy_task,
        Must,
        "A cancel MUST end a task that wakes itself all the time."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        completes_after_the_end,
        Must,
        "A cancel of a task that has completed MUST complete and do nothing."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        completes_after_a_panic,
        Must,
        "A cancel of a task that has panicked MUST complete, and MUST NOT unwind."
    )
    .with_source(SOURCE)
    .with_hint("it waits for the task's end by a join, which unwinds with the task's payload"),
    case!(
        "cancel",
        is_asked_for_by_the_call,
        Must,
        "A cancel MUST be requested by the call itself, not by polling what that returns."
    )
    .with_source(SOURCE)
    .with_hint("an `async fn` does nothing before it is polled: `requested` polls it once"),
    case!(
        "cancel",
        goes_on_when_its_future_is_dropped,
        Must,
        "A cancel whose future is dropped MUST end the task all the same."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        ends_no_other_task,
        Must,
        "A cancel MUST end its own task and no other."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        ends_many_at_once,
        Must,
        "Cancels of many tasks that are under way together MUST all complete after the drops."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        works_in_another_task,
        Must,
        "A cancel MUST work where another task of the instance asks for it."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        works_in_a_child_of_the_task,
        Must,
        "A cancel MUST work where a task asks for it that the cancelled one has spawned."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        works_from_a_thread,
        Must,
        "A cancel MUST work from any thread while the instance is driven."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        races_with_a_wake,
        Must,
        "A cancel MUST complete after the drop although the task is woken at the same time."
    )
    .with_source(SOURCE)
    .repeated(20),
    case!(
        "cancel",
        lets_a_destructor_spawn,
        Must,
        "The destructor of a cancelled task MUST be able to spawn."
    )
    .with_source("`Executor::spawn`: callable from any thread")
    .with_hint("futures are dropped under a lock that `spawn` needs"),
    case!(
        "cancel",
        lets_a_destructor_cancel,
        Must,
        "The destructor of a cancelled task MUST be able to cancel another task."
    )
    .with_source(SOURCE),
    case!(
        "cancel",
        gives_a_sleep_back,
        Must,
        "A cancel during a sleep MUST give the timer back and delay no other sleep."
    )
    .with_source("`Timer::sleep`")
    .requiring(&[Capability::Timer]),
    case!(
        "cancel",
        drops_the_future,
        Info,
        "A cancelled future MAY be dropped within the call that asks for it, or later."
    )
    .with_source("`tokio::task::JoinHandle::abort`, `async_task::Task::cancel`")
    .with_outcomes(&["within the call", "later"]),
    case!(
        "cancel",
        drops_the_future_on,
        Info,
        "A cancelled future MAY be dropped by the thread that drives the root, or by another one."
    )
    .with_source("`async_task::Task::cancel`: by the executor's threads")
    .with_outcomes(&["the root's thread", "another thread"]),
    Case::untested(
        "cancel::is_asked_for_once",
        Level::Must,
        "A second cancel of the same task MUST do nothing.",
        "guaranteed by type: the first one consumes the handle",
    )
    .with_source(SOURCE),
    Case::untested(
        "cancel::leaves_nothing_to_join",
        Level::Must,
        "A join of a task whose cancel was asked for MUST tell that it was cancelled.",
        "guaranteed by type: the cancel consumes the handle that a join would need",
    )
    .with_source(SOURCE),
];

/// A task that holds a guard and waits for ever.
struct Waiting {
    task: Box<dyn TaskHandle>,
    grave: Grave,
    started: Flag,
}

impl Waiting {
    fn start(instance: &Instance) -> Waiting {
        let (grave, started) = (Grave::default(), Flag::default());
        let (guard, start) = (grave.guard(), started.clone());
        let task = instance.start(async move {
            let _guard = guard;
            start.set_silently();
            pending::<()>().await;
        });
        Waiting {
            task,
            grave,
            started,
        }
    }

    /// Waits for its first poll; returns its handle, and what knows when it is gone.
    async fn polled(self, lab: &Lab) -> (Box<dyn TaskHandle>, Grave) {
        lab.until("the task to be polled", || self.started.is_set())
            .await;
        (self.task, self.grave)
    }
}

/// Says that a cancel has to complete after the drop.
fn holds_dropped(lab: &Lab, was_dropped: bool) {
    lab.holds(
        was_dropped,
        "the future to have been dropped when the cancel completed",
        "it was still alive",
    );
}
