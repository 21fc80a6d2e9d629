//! What a waker promises.

mod late;
mod work;

use self::{
    late::{
        do_nothing_after_a_cancel, do_nothing_after_the_end, do_nothing_after_the_end_on_a_thread,
        do_nothing_after_the_shutdown,
    },
    work::{
        compare_equal_from_poll_to_poll, wake_the_root_from_a_thread, wake_the_root_more_than_once,
        wake_the_task_that_was_polled, work_after_later_polls, work_by_reference,
        work_by_the_thousand, work_by_value, work_from_a_thread_while_their_task_is_polled,
        work_from_any_thread, work_in_a_destructor, work_in_a_task_of_another_instance,
        work_in_another_task, work_more_than_once, work_when_their_original_is_gone,
        work_while_no_root_is_driven, work_while_their_task_is_polled,
    },
};
use crate::conformance::case::{Case, case};

const SOURCE: &str = "`Executor`, duties of the implementer: wakers";

pub(super) const CASES: &[Case] = &[
    case!(
        "wakers",
        work_from_any_thread,
        Must,
        "A waker MUST wake its task from any thread."
    )
    .with_source(SOURCE)
    .with_hint("the queue of ready tasks is a thread's own, or whoever drives is not unparked"),
    case!(
        "wakers",
        work_more_than_once,
        Must,
        "A waker MUST wake its task each time that it is used."
    )
    .with_source(SOURCE)
    .with_hint("a mark that says that the task is queued is not taken back before its poll"),
    case!(
        "wakers",
        work_by_reference,
        Must,
        "A waker that is woken by reference MUST wake its task."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_by_value,
        Must,
        "A waker that is woken by value MUST wake its task."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_after_later_polls,
        Must,
        "A waker of an earlier poll MUST wake its task as that of the latest one does."
    )
    .with_source(SOURCE)
    .with_hint("wakers are bound to a poll; they have to be bound to the task"),
    case!(
        "wakers",
        work_when_their_original_is_gone,
        Must,
        "A clone of a waker MUST wake its task after all others have been dropped."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        wake_the_task_that_was_polled,
        Must,
        "A waker MUST wake the task that it was handed to, whoever waits beside it."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_in_another_task,
        Must,
        "A waker MUST work where another task of the instance uses it."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_in_a_destructor,
        Must,
        "A waker MUST work where the destructor of another task uses it."
    )
    .with_source(SOURCE)
    .with_hint("futures are dropped under a lock that wakes need, or wakes are put off until then"),
    case!(
        "wakers",
        work_while_no_root_is_driven,
        Must,
        "A wake that comes while no root is driven MUST lead to a poll once one is."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        work_in_a_task_of_another_instance,
        Must,
        "A waker MUST work where a task of another instance uses it."
    )
    .with_source(SOURCE)
    .with_hint("a wake goes to the queue of whichever instance the thread is in"),
    case!(
        "wakers",
        work_by_the_thousand,
        Must,
        "Wakes of many tasks at once MUST lead to a poll of each of them."
    )
    .with_source(SOURCE)
    .with_hint("a queue of a fixed size drops what it has no room for"),
    case!(
        "wakers",
        work_while_their_task_is_polled,
        Must,
        "A wake that arrives while the future is being polled MUST lead to another poll."
    )
    .with_source("`Executor`, duties of the implementer: a wake during the poll")
    .with_hint("the mark of being queued is taken back after the poll, not before it"),
    case!(
        "wakers",
        work_from_a_thread_while_their_task_is_polled,
        Must,
        "A wake from another thread that arrives while the future is being polled MUST lead to another poll."
    )
    .with_source("`Executor`, duties of the implementer: a wake during the poll")
    .repeated(20),
    case!(
        "wakers",
        wake_the_root_from_a_thread,
        Must,
        "The root's waker MUST wake it from any thread, while it is polled and while its thread is parked."
    )
    .with_source(SOURCE)
    .repeated(20),
    case!(
        "wakers",
        wake_the_root_more_than_once,
        Must,
        "The root's waker MUST wake it each time that it is used."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_the_end,
        Must,
        "A waker MUST do nothing when it is used after its task has completed."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_the_end_on_a_thread,
        Must,
        "A waker MUST do nothing when another thread uses it after its task has completed."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_a_cancel,
        Must,
        "A waker MUST do nothing when it is used after its task has been cancelled."
    )
    .with_source(SOURCE),
    case!(
        "wakers",
        do_nothing_after_the_shutdown,
        Must,
        "A waker MUST do nothing when it is used after its task has completed and the instance has been shut down."
    )
    .with_source(SOURCE)
    .with_hint("the waker looks for the queue of an instance that is gone"),
    case!(
        "wakers",
        compare_equal_from_poll_to_poll,
        Info,
        "The wakers of two polls of a task MAY be equal or different by `will_wake`."
    )
    .with_source("`std::task::Waker::will_wake`")
    .with_outcomes(&["equal", "different"]),
];
