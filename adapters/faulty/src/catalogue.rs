//! The faults there are, in the order of what they break.

use crate::fault::{Defect, Fault};

/// Writes a table of faults: `id: defect, "the sentence it breaks", "the case that finds it" says "part of its words";`.
macro_rules! catalogue {
    ($($id:ident: $defect:ident, $breaks:literal $(, $case:literal says $words:literal)?;)*) => {
        &[$(Fault {
            id: stringify!($id),
            defect: Defect::$defect,
            breaks: $breaks,
            killer: killer!($($case $words)?),
        }),*]
    };
}

/// Until each fault has one.
macro_rules! killer {
    () => {
        None
    };
    ($case:literal $words:literal) => {
        Some(($case, $words))
    };
}

pub(crate) static CATALOGUE: &[Fault] = catalogue! {
    wakes_are_lost: LosesWakes, "each wake of a waiting task leads to a poll";
    another_task_is_woken: WakesAnother, "a waker wakes the task that it was handed to";
    foreign_wakes_are_ignored: IgnoresForeignWakes, "a waker works from any thread";
    wakes_during_a_poll_are_lost: LosesWakesDuringPoll, "a wake that arrives while the future is polled leads to another poll";
    wakers_work_once: WakersWorkOnce, "a waker may be used more than once";
    wakes_by_reference_are_lost: LosesWakesByReference, "a waker that is woken by reference wakes its task";
    a_wake_panics_after_the_end: WakePanicsAfterEnd, "a waker that is used after the task has ended does nothing";
    waiting_tasks_are_polled_for_ever: PollsForEver, "a task that waits is not polled again and again";
    tasks_are_polled_after_ready: PollsAfterReady, "a future is never polled after it was ready";
    futures_are_never_dropped: NeverDrops, "a future that has completed is dropped";
    futures_are_dropped_at_the_shutdown: DropsAtShutdown, "a future is dropped as soon as it has completed";
    futures_are_dropped_elsewhere: DropsElsewhere, "a future is dropped on a thread of the instance";
    futures_are_dropped_after_their_join: DropsAfterJoin, "a future is dropped before its join completes";
    a_busy_task_starves_its_siblings: Starves, "a task that wakes itself lets others have their turns";
    a_spawn_polls_inline: PollsInline, "a task is not polled within the call that spawns it";
    tasks_are_lost: LosesTasks, "each spawned task is polled";
    panics_are_swallowed: SwallowsPanics, "a native join tells of a panic";
    payloads_are_lost: LosesPayloads, "a native join has the payload of a panic";
    a_panic_stops_everything: PanicEndsAll, "siblings outlive a panic";
    a_panic_of_the_root_is_swallowed: RootPanicSwallowed, "a panic of the root unwinds to the caller of `block_on`";
    block_on_returns_early: ReturnsEarly, "`block_on` returns when its root has completed", "block_on::returns_after_its_root" says "it returned before";
    block_on_works_once: RunsOneRoot, "`block_on` may be called again after it has returned";
    tasks_wait_for_the_root: DrivesNoTasks, "tasks make progress while the root waits";
    tasks_before_the_root_are_lost: LosesEarlyTasks, "what was spawned before a root is driven runs with it";
    a_nested_block_on_hangs: NestedHangs, "a nested `block_on` is refused or works, and never deadlocks";
    cancel_is_ignored: CancelIgnored, "a cancelled task is dropped before its cancel completes";
    cancel_returns_early: CancelReturnsEarly, "a cancel completes when the future has been dropped", "cancel::completes_after_the_drop" says "it was still alive";
    cancel_takes_a_sibling: CancelTakesSibling, "a cancel ends one task and no other";
    cancel_polls_once_more: CancelPollsOnce, "no line of a task runs that was cancelled before its first poll";
    cancel_hangs: CancelHangs, "a cancel completes";
    cancel_waits_to_be_polled: CancelIsLazy, "a cancel is requested by the call itself";
    detach_cancels: DetachCancels, "a detached task runs to its end";
    a_dropped_handle_cancels: DropCancels, "a dropped handle does what the card says";
    a_task_that_is_done_is_said_to_be_cancelled: DoneIsCancelled, "a native join tells done from cancelled", "join::tells_of_done" says "it said `Cancelled`";
    a_join_hangs_after_a_panic: JoinHangsAfterPanic, "a native join completes when the task has ended, however";
    a_join_completes_early: JoinCompletesEarly, "a native join completes when the task has ended, and not before", "join::waits_for_the_end" says "it completed while the task waited";
    sleeps_end_early: SleepsEndEarly, "a sleep never ends early";
    sleeps_never_end: SleepsNeverEnd, "a sleep ends";
    sleeps_end_in_reverse: SleepsEndInReverse, "of two sleeps the shorter one ends first";
    sleeps_begin_at_their_first_poll: SleepsBeginLate, "a sleep is counted from the call that makes it";
    a_sleep_of_zero_never_ends: ZeroSleepsNeverEnd, "a sleep of zero is allowed, and ends";
    a_dropped_sleep_stops_the_others: DroppedSleepsStopTime, "a dropped sleep gives its timer back and delays nobody";
    long_sleeps_end_at_once: LongSleepsEndAtOnce, "a sleep of any length is allowed, and never ends early";
    jobs_run_on_the_async_thread: JobsBlockTasks, "a blocking job holds up no task";
    jobs_are_lost: LosesJobs, "a blocking job runs";
    jobs_run_one_at_a_time: OneJobAtATime, "blocking jobs run beside each other";
    a_thread_is_leaked: LeaksThread, "a shutdown ends the threads of the instance";
    tasks_are_leaked_at_the_shutdown: KeepsTasksAtShutdown, "a shutdown drops the futures that are left";
    the_shutdown_panics: ShutdownPanics, "a shutdown does not panic";
    the_shutdown_lies: ShutdownLies, "a shutdown is complete when no job runs any more";
    tasks_run_after_the_shutdown: RunsAfterShutdown, "what is spawned after the shutdown is dropped without a poll";
    instances_share_their_tasks: SharesInstances, "two instances share nothing";
    sockets_are_claimed: ClaimsSockets, "the card claims the powers that there are";
    the_timer_is_not_declared: HidesTimer, "the card declares each power that there is";
    tasks_are_miscounted: MiscountsTasks, "`alive_tasks` is the number of tasks alive";
    the_clock_runs_back: ClockRunsBack, "a clock never runs back";
};
