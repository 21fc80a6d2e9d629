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
    wakes_are_lost: LosesWakes, "each wake of a waiting task leads to a poll", "polling::follows_each_wake_that_is_waited_for" says "still waits for the poll that follows wake";
    another_task_is_woken: WakesAnother, "a waker wakes the task that it was handed to", "wakers::wake_the_task_that_was_polled" says "a poll of task";
    foreign_wakes_are_ignored: IgnoresForeignWakes, "a waker works from any thread", "wakers::work_from_any_thread" says "still waits for the end of a task that a thread has woken";
    wakes_during_a_poll_are_lost: LosesWakesDuringPoll, "a wake that arrives while the future is polled leads to another poll", "wakers::work_while_their_task_is_polled" says "still waits for the end of a task that wakes itself while it is polled";
    wakers_work_once: WakersWorkOnce, "a waker may be used more than once", "wakers::work_more_than_once" says "the poll that follows wake 2 by the same waker";
    wakes_by_reference_are_lost: LosesWakesByReference, "a waker that is woken by reference wakes its task", "wakers::work_by_reference" says "still waits for the end of a task that was woken by reference";
    a_wake_panics_after_the_end: WakePanicsAfterEnd, "a waker that is used after the task has ended does nothing", "wakers::do_nothing_after_the_end" says "it panicked";
    waiting_tasks_are_polled_for_ever: PollsForEver, "a task that waits is not polled again and again", "polling::lets_a_task_alone_that_waits" says "1000 polls";
    wakes_by_value_are_lost: LosesWakesByValue, "a waker that is woken by value wakes its task", "wakers::work_by_value" says "still waits for the end of a task that was woken by value";
    old_wakers_are_dead: OldWakersDie, "a waker of an earlier poll wakes its task", "wakers::work_after_later_polls" says "the poll that follows a wake by the waker of the first poll";
    wakes_from_destructors_are_lost: LosesWakesInDrop, "a waker works where a destructor uses it", "wakers::work_in_a_destructor" says "still waits for the end of a task that a destructor has woken";
    wakes_without_a_root_are_lost: LosesWakesWithoutRoot, "a wake that comes while no root is driven leads to a poll once one is", "wakers::work_while_no_root_is_driven" says "still waits for the end of a task that was woken between two roots";
    wakes_from_other_tasks_are_lost: LosesWakesOfSiblings, "a waker works where another task uses it", "wakers::work_in_another_task" says "still waits for the end of a task that another one has woken";
    wakes_beyond_the_queue_are_lost: QueueOverflows, "wakes of many tasks at once lead to a poll of each of them", "wakers::work_by_the_thousand" says "still waits for the end of a thousand tasks that are woken at once";
    tasks_are_polled_after_ready: PollsAfterReady, "a future is never polled after it was ready", "polling::never_after_ready" says "came:     1";
    tasks_are_polled_after_a_panic: PollsAfterPanic, "a future is never polled after a poll of it has panicked", "polling::never_after_a_panic" says "came:     2";
    futures_are_never_dropped: NeverDrops, "a future that has completed is dropped", "join::completes_after_the_drop" says "it was still alive";
    futures_are_dropped_at_the_shutdown: DropsAtShutdown, "a future is dropped as soon as it has completed", "join::completes_after_the_drop" says "it was still alive";
    futures_are_dropped_elsewhere: DropsElsewhere, "a future is dropped on a thread of the instance", "context::drops_a_future_that_ended_where_it_was_polled" says "it was dropped on another thread";
    futures_are_dropped_after_their_join: DropsAfterJoin, "a future is dropped before its join completes", "join::completes_after_the_drop" says "it was still alive";
    a_busy_task_starves_its_siblings: Starves, "a task that wakes itself lets others have their turns", "fairness::a_busy_task_lets_its_siblings_run" says "it came after 10001";
    the_newest_task_starves_the_oldest: NewestFirst, "tasks that wake one another let others have their turns", "fairness::two_that_wake_one_another_let_a_third_run" says "it came after 10002";
    a_spawn_polls_inline: PollsInline, "a task is not polled within the call that spawns it", "spawn::does_not_poll_within_the_call" says "it was polled within the call";
    tasks_are_lost: LosesTasks, "each spawned task is polled", "spawn::runs_each_of_many_once" says "each of many tasks to run";
    tasks_of_other_threads_are_lost: LosesForeignTasks, "a task may be spawned on any thread", "spawn::works_on_another_thread" says "a task that another thread spawns";
    tasks_of_tasks_are_lost: LosesTasksOfTasks, "a task may be spawned by a task", "spawn::works_in_a_task" says "the task that a task spawned to run";
    tasks_of_destructors_are_lost: LosesTasksOfDestructors, "a task may be spawned by the destructor of a future", "spawn::works_in_a_destructor" says "the task that a destructor spawned to run";
    tasks_wait_for_their_join: TasksAwaitTheirJoin, "a task runs whether or not anybody joins it", "spawn::needs_no_join" says "a task to run that nobody joins";
    panics_are_swallowed: SwallowsPanics, "a native join tells of a panic", "panics::are_told_to_their_joiner" says "it said `Done`";
    payloads_are_lost: LosesPayloads, "a native join has the payload of a panic", "panics::keep_their_payload" says "the payload, as the number it was";
    a_panic_stops_everything: PanicEndsAll, "siblings outlive a panic", "panics::leave_the_siblings_alone" says "the sibling of a task that panicked to end";
    tasks_after_a_panic_are_lost: LosesTasksAfterPanic, "the instance outlives a panic", "panics::leave_the_instance_usable" says "a task that was spawned after a panic to run";
    futures_that_panic_are_kept: KeepsWhatPanicked, "a future that panics is dropped", "panics::drop_the_future" says "it was still alive";
    a_detached_panic_reaches_the_root: DetachedPanicsReachRoot, "a panic of a detached task is nobody else's", "panics::of_a_detached_task_reach_nobody" says "a detached task panicked";
    a_panic_of_the_root_is_swallowed: RootPanicSwallowed, "a panic of the root unwinds to the caller of `block_on`", "panics::of_the_root_unwind_to_the_caller" says "it returned";
    payloads_of_roots_are_lost: RootPayloadsLost, "a panic of the root keeps its payload", "panics::of_the_root_keep_their_payload" says "the payload, as the number it was";
    a_panic_of_the_root_spoils_the_instance: RootPanicSpoils, "the instance stays usable after a panic of the root", "panics::of_the_root_leave_the_instance_usable" says "the instance is spoilt";
    roots_are_polled_after_ready: RootsPolledAfterReady, "a root is never polled after it was ready", "polling::never_a_root_after_ready" says "the number of polls of a root that is ready at once";
    block_on_returns_early: ReturnsEarly, "`block_on` returns when its root has completed", "block_on::returns_after_its_root" says "it returned before";
    block_on_works_once: RunsOneRoot, "`block_on` may be called again after it has returned", "block_on::may_be_called_again" says "`block_on` has been called before";
    block_on_keeps_to_one_thread: RootsKeepTheirThread, "`block_on` may be called on any thread", "block_on::may_be_called_on_another_thread" says "`block_on` belongs to another thread";
    tasks_wait_for_the_root: DrivesNoTasks, "tasks make progress while the root waits", "block_on::drives_tasks_while_the_root_waits" says "a flag that only a task sets";
    tasks_before_the_root_are_lost: LosesEarlyTasks, "what was spawned before a root is driven runs with it", "spawn::runs_what_came_before_the_root" says "the task that was spawned before the root to run";
    a_nested_block_on_hangs: NestedHangs, "a nested `block_on` is refused or works, and never deadlocks", "block_on::within_a_root_keeps_to_the_card" says "a `block_on` within a root";
    a_nested_block_on_spoils_the_instance: NestedSpoils, "the instance stays usable after a nested `block_on`", "block_on::outlives_a_nested_call" says "the instance is spoilt";
    a_busy_root_starves_its_tasks: RootStarves, "a root that wakes itself lets tasks have their turns", "fairness::a_busy_root_lets_tasks_run" says "it came after 10001";
    cancel_is_ignored: CancelIgnored, "a cancelled task is dropped before its cancel completes", "cancel::ends_a_busy_task" says "it runs on";
    cancel_returns_early: CancelReturnsEarly, "a cancel completes when the future has been dropped", "cancel::completes_after_the_drop" says "it was still alive";
    cancel_takes_a_sibling: CancelTakesSibling, "a cancel ends one task and no other", "cancel::ends_no_other_task" says "those alive are [false, false, true]";
    cancel_polls_once_more: CancelPollsOnce, "no line of a task runs that was cancelled before its first poll", "cancel::runs_no_line_before_the_first_poll" says "came:     1";
    cancel_hangs: CancelHangs, "a cancel completes", "cancel::completes_after_the_end" says "still waits for the cancel of a task that has completed";
    cancel_waits_to_be_polled: CancelIsLazy, "a cancel is requested by the call itself", "cancel::is_asked_for_by_the_call" says "nothing of it within";
    cancel_is_taken_back_when_dropped: CancelStopsWhenDropped, "a cancel whose future is dropped ends the task all the same", "cancel::goes_on_when_its_future_is_dropped" says "nothing of it within";
    cancel_from_other_threads_is_ignored: CancelIgnoredElsewhere, "a cancel works from any thread", "cancel::works_from_a_thread" says "nothing of it within";
    cancel_hangs_in_a_task: CancelHangsInTask, "a cancel works where another task asks for it", "cancel::works_in_another_task" says "still waits for a task that cancels another one";
    cancel_unwinds_after_a_panic: CancelUnwinds, "a cancel of a task that has panicked does not unwind", "cancel::completes_after_a_panic" says "it unwinds with the task's panic";
    detach_cancels: DetachCancels, "a detached task runs to its end", "detach::lets_the_task_run_to_its_end" says "the detached task to end";
    futures_of_detached_tasks_are_kept: KeepsWhatIsDetached, "the future of a detached task is dropped at its end", "detach::drops_the_future_at_its_end" says "the future of a detached task to be dropped at its end";
    a_late_detach_panics: DetachPanicsAfterEnd, "a detach of a task that has ended does nothing", "detach::does_nothing_after_the_end" says "there is nothing left to detach";
    a_late_drop_panics: DropPanicsAfterEnd, "a dropped handle of a task that has ended does nothing", "detach::a_dropped_handle_does_nothing_after_the_end" says "there is nothing left to give up";
    a_dropped_handle_cancels: DropCancels, "a dropped handle does what the card says", "card::handle_drop" says "the dropped handle cancelled its task: declare `Cancels`";
    a_task_that_is_done_is_said_to_be_cancelled: DoneIsCancelled, "a native join tells done from cancelled", "join::tells_of_done" says "it said `Cancelled`";
    a_join_hangs_after_a_panic: JoinHangsAfterPanic, "a native join completes when the task has ended, however", "panics::complete_a_join_that_waits" says "the join of a task that panicked to complete";
    a_join_completes_early: JoinCompletesEarly, "a native join completes when the task has ended, and not before", "join::waits_for_the_end" says "it completed while the task waited";
    a_join_tells_of_a_sibling: JoinsOfSiblings, "a native join tells of its own task", "join::tells_of_its_own_task" says "the joins said [Done";
    a_late_join_hangs: LateJoinsHang, "a native join completes also when the task has ended before", "join::completes_after_the_end" says "the join of a task that has ended";
    a_join_keeps_its_first_waker: JoinKeepsFirstWaker, "a native join wakes the waker of its latest poll", "join::wakes_whoever_polled_it_last" says "the waker of the join's latest poll to be woken";
    a_join_hangs_in_a_task: JoinHangsInTasks, "a task may join another one", "join::works_in_a_task" says "a join within a task to complete";
    sleeps_end_early: SleepsEndEarly, "a sleep never ends early", "timers::never_end_early" says "it was over after";
    sleeps_never_end: SleepsNeverEnd, "a sleep ends", "timers::end" says "a sleep of a millisecond";
    sleeps_end_in_reverse: SleepsEndInReverse, "of two sleeps the shorter one ends first", "timers::end_shorter_ones_first" says "the one of half an hour ended first";
    sleeps_begin_at_their_first_poll: SleepsBeginLate, "a sleep is counted from the call that makes it", "timers::count_from_the_call" says "the one made later ended first";
    a_sleep_of_zero_never_ends: ZeroSleepsNeverEnd, "a sleep of zero is allowed, and ends", "timers::of_zero_end" says "a sleep of zero";
    a_dropped_sleep_stops_the_others: DroppedSleepsStopTime, "a dropped sleep gives its timer back and delays nobody", "timers::delay_nobody_once_dropped" says "a sleep after one that was dropped unpolled";
    long_sleeps_end_at_once: LongSleepsEndAtOnce, "a sleep of any length is allowed, and never ends early", "timers::may_be_far_away" says "it was over at once";
    jobs_run_on_the_async_thread: JobsBlockTasks, "a blocking job holds up no task", "blocking::run_off_the_roots_thread" says "it ran on the thread of the root";
    jobs_are_lost: LosesJobs, "a blocking job runs", "blocking::each_job_runs" says "six jobs, one after the other";
    jobs_run_one_at_a_time: OneJobAtATime, "blocking jobs run beside each other", "blocking::run_beside_each_other" says "two jobs that wait for each other";
    a_thread_is_leaked: LeaksThread, "a shutdown ends the threads of the instance", "shutdown::ends_its_threads" says "the threads of ten instances to end";
    a_thread_is_leaked_at_times: LeaksThreadAtTimes, "a shutdown ends the threads of the instance, of each of many", "instances::leave_no_thread_one_after_the_other" says "the threads of a hundred instances to end";
    tasks_are_leaked_at_the_shutdown: KeepsTasksAtShutdown, "a shutdown drops the futures that are left", "shutdown::drops_a_task_that_waits" says "the task that waited to be dropped by the shutdown";
    the_shutdown_panics: ShutdownPanics, "a shutdown does not panic", "shutdown::is_complete_when_nothing_is_left" says "the shutdown has failed";
    the_shutdown_lies: ShutdownLies, "a shutdown is complete when no job runs any more", "shutdown::tells_of_a_job_that_runs" says "what a shutdown says while a job runs";
    tasks_run_after_the_shutdown: RunsAfterShutdown, "what is spawned after the shutdown is dropped without a poll", "shutdown::polls_nothing_that_is_spawned_afterwards" says "it was polled";
    instances_share_their_tasks: SharesInstances, "two instances share nothing", "instances::poll_no_task_of_another" says "the polls of a task by another instance";
    sockets_are_claimed: ClaimsSockets, "the card claims the powers that there are", "card::declared_powers_are_there" says "none: take `net` off the card";
    tasks_that_are_not_send_are_claimed: ClaimsLocal, "the card claims no power that no executor offers", "card::local_is_not_declared" says "declares `local`, which nothing offers";
    threads_are_claimed: ClaimsThreads, "tasks run at once if the card says so", "card::threads" says "two tasks never ran at once";
    the_timer_is_not_declared: HidesTimer, "the card declares each power that there is", "card::powers_that_are_there_are_declared" says "a card without: declare `timer`";
    the_shutdown_waits_for_good: ShutdownHangsOnJobs, "a shutdown waits no longer than its deadline", "shutdown::returns_although_a_job_runs" says "the shutdown of the instance";
    the_shutdown_needs_a_root: ShutdownNeedsRoot, "an instance may be shut down at any time outside of its roots", "shutdown::needs_no_root" says "there has been no root";
    the_shutdown_needs_time: ShutdownNeedsTime, "a deadline of a shutdown may be zero", "shutdown::takes_a_deadline_of_zero" says "a shutdown with a deadline of zero to return";
    the_shutdown_keeps_to_one_thread: ShutdownKeepsItsThread, "a shutdown may be called on any thread", "shutdown::works_on_another_thread" says "a shutdown on another thread to return";
    the_shutdown_locks_wakers: ShutdownLocksWakers, "a waker works while the instance is shut down", "shutdown::outlives_destructors_that_wake" says "the shutdown of the instance";
    the_shutdown_locks_spawns: ShutdownLocksSpawns, "a spawn returns while the instance is shut down", "shutdown::outlives_destructors_that_spawn" says "the shutdown of the instance";
    late_tasks_are_kept: KeepsLateTasks, "what is spawned after the shutdown is dropped", "shutdown::drops_what_is_spawned_afterwards" says "it was still alive";
    jobs_are_kept: KeepsJobs, "a job is run or dropped", "shutdown::drops_or_runs_each_job" says "each of twelve jobs to be dropped or run";
    a_last_owner_panics_in_a_task: LastOwnerPanicsInTasks, "nothing happens when the last owner of an instance goes within a task", "shutdown::last_owner_may_go_in_a_task" says "its drop panicked";
    instances_take_turns: OneRootAtATime, "two instances are driven at a time", "instances::are_driven_at_a_time" says "root to run beside the";
    a_last_owner_keeps_to_one_thread: LastOwnerKeepsItsThread, "the last owner of an instance may go on any thread", "threads::may_drop_the_executor" says "its drop panicked";
    each_poll_has_a_thread: PollsElsewhere, "no more threads poll tasks than there are workers", "threads::are_no_more_than_workers" says "tasks to be polled by at most 1 threads";
    cancels_of_other_threads_are_ignored: IgnoresForeignCancels, "a handle cancels its task on any thread", "threads::may_cancel_a_task" says "the task that another thread cancels to be dropped";
    the_context_is_left_in_destructors: ContextLeftInDestructors, "a future is dropped within the context", "context::is_entered_while_a_future_that_ended_is_dropped" says "it worked";
    the_context_stays: ContextStays, "the context is left when `block_on` returns", "context::is_left_after_a_root" says "its `block_on` panicked";
    sleeps_panic_in_destructors: SleepsPanicInDestructors, "a sleep may be made outside the context, as in a destructor", "context::makes_sleeps_in_destructors" says "a destructor to make a sleep";
    tasks_are_miscounted: MiscountsTasks, "`alive_tasks` is the number of tasks alive", "tools::counts_the_tasks_that_are_alive" says "the number of tasks alive";
    the_clock_runs_back: ClockRunsBack, "a clock never runs back", "timers::clock_never_runs_back" says "the clock not to run back";
    the_Id_has_capitals: CapitalId, "an id is made of lower-case words", "card::id_is_lower_case_words" says "`the_Id_has_capitals`";
    the_version_is_empty: EmptyVersion, "a version that is told is not empty", "card::version_is_not_empty" says "a version that is empty";
    workers_are_said_to_be_none: NoWorkers, "an instance has a worker", "card::workers_are_counted" says "no worker";
    all_threads_are_said_to_be_its_own: EmptyPrefix, "a prefix of own threads is not empty", "card::prefixes_of_own_threads_are_not_empty" says "an empty one among";
    instances_are_said_to_be_one: SaysGlobal, "`instances` is declared as it is", "card::instances" says "two instances share no thread";
    dropped_handles_are_said_to_cancel: SaysDropCancels, "`handle_drop` is declared as it is", "card::handle_drop" says "the task outlived its handle: declare `Detaches`";
    joins_are_said_to_unwind: SaysJoinUnwinds, "`panic_at_join` is declared as it is", "card::panic_at_join" says "the join returned the panic: declare `Returned`";
    nested_roots_are_said_to_work: SaysNestedWorks, "`nested_block_on` is declared as it is", "card::nested_block_on" says "panicked: declare `Refused`";
    tasks_are_said_to_need_no_root: SaysTasksRunAlone, "`progress_outside_block_on` is declared as it is", "card::progress_outside_block_on" says "no task made progress while no root was driven: declare `false`";
    tasks_are_said_to_outlive_the_shutdown: SaysNeverDropped, "`pending_at_exit` is declared as it is", "card::pending_at_exit" says "its future was dropped: declare `Dropped`";
    jobs_are_said_to_be_left: SaysJobsAreLeft, "`blocking_at_shutdown` is declared as it is", "card::blocking_at_shutdown" says "the shutdown waited for the job: declare `Waits`";
    tasks_are_said_to_have_workers: SaysWorkers, "`task_thread` is declared as it is", "card::task_thread" says "all tasks were polled on the root's thread";
    yielding_tasks_are_said_to_be_repolled: SaysRepolls, "`self_wake` is declared as it is", "card::self_wake" says "another task had its turn: declare `Queues`";
    sleeps_of_zero_are_said_to_be_ready: SaysZeroIsReady, "`zero_sleep_yields` is declared as it is", "card::zero_sleep_yields" says "a sleep of zero took 2 polls";
    the_grain_is_overstated: SaysTimerIsCoarse, "`timer_grain` is declared as it is", "card::timer_grain" says "sleeps was 0ns late: declare no more than it takes";
    sleeps_end_late: SleepsEndLate, "a sleep ends within the grain of the card", "card::timer_grain" says "was 10ms late";
    sleeps_need_the_context: SleepsNeedContext, "a sleep may be made outside the instance's context", "timers::may_be_made_outside" says "a panic";
    equal_sleeps_collide: EqualSleepsCollide, "sleeps of one length all end", "timers::of_one_length_all_end" says "the end of eight sleeps of one length";
    sleeps_beyond_a_number_are_forgotten: ForgetsManySleeps, "each of many sleeps ends", "timers::end_all_of_a_thousand" says "the end of a thousand sleeps";
    sleeps_keep_their_first_waker: SleepsKeepFirstWaker, "a sleep wakes the waker of its latest poll", "timers::wake_whoever_polled_last" says "a sleep that was polled with another waker before";
    sleeps_end_when_polled_again: SleepsEndWhenPolledAgain, "a poll does not end a sleep before its time", "timers::heed_no_spurious_poll" says "it was over within five polls";
    sleeps_stay_on_their_thread: SleepsStayOnThread, "a sleep may move between threads", "timers::move_between_threads" says "a sleep that another thread has polled";
    the_clock_starts_late: ClockStartsLate, "a clock counts from the building of the instance", "timers::clock_starts_at_zero" says "it said 3600s";
    the_clock_stands: ClockStands, "a clock moves with the sleeps", "timers::clock_moves_with_sleeps" says "it moved by 0ns";
    few_jobs_fit: FewJobsFit, "each of many jobs runs", "blocking::two_hundred_jobs_run" says "the end of two hundred jobs";
    jobs_need_the_context: JobsNeedContext, "a job may be handed over by any thread", "blocking::are_taken_from_other_threads" says "a panic";
    the_clock_runs_beside_jobs: JobsDoNotHoldClock, "a clock that heeds its jobs stands while one runs", "blocking::hold_the_clock" says "a sleep ended before the job did";
    a_pause_is_ignored: PausesAreIgnored, "a clock moves on when its jobs wait", "blocking::let_the_clock_go_in_a_pause" says "a sleep that a paused job waits for";
    jobs_wake_nobody: JobsWakeNobody, "a job may wake a task", "blocking::wake_who_waits" says "a task that a job wakes";
    jobs_spawn_nothing: JobsSpawnNothing, "a job may spawn onto its instance", "blocking::may_spawn" says "a task that a job spawned";
    the_listener_tells_port_zero: ListenersTellPortZero, "a listener on port zero tells the port that it was given", "network::port_zero_is_a_free_one" says "tcp 127.0.0.1:0";
    a_port_is_given_twice: PortsAreGivenTwice, "two listeners on port zero have two ports", "network::two_listeners_have_two_ports" says "both are at tcp 127.0.0.1:49152";
    an_address_is_given_twice: AddressesAreGivenTwice, "an address at which somebody listens is in use", "network::an_address_in_use_is_refused" says "a second listener";
    a_connect_to_nobody_waits_for_ever: ConnectsToNobodyHang, "a connect to where nobody listens is refused", "network::a_connect_to_nobody_is_refused" says "still waits for a connect to a port that nobody listens on";
    a_dropped_listener_still_listens: DroppedListenersListen, "a dropped listener gives its socket back", "network::a_dropped_listener_takes_no_connection" says "it was connected";
    a_dropped_accept_loses_its_connection: DroppedAcceptsTakeConnections, "dropping the future of an accept loses no connection", "network::a_dropped_accept_loses_no_connection" says "still waits for an accept after one that was dropped";
    the_latest_accept_is_woken_alone: AcceptsForgetEachOther, "several tasks wait for a connection at a time", "network::several_accepts_get_one_each" says "still waits for three accepts that wait at a time";
    tasks_have_no_sockets: TasksHaveNoSockets, "sockets are there for any task of the instance", "network::is_there_for_tasks" says "the call panicked";
    sockets_stay_on_their_thread: SocketsStayOnThread, "a socket is dropped anywhere", "network::is_dropped_anywhere" says "the drop panicked";
    a_unix_listener_makes_no_file: UnixFilesAreNotMade, "a Unix listener makes its file", "network::a_unix_listener_makes_its_file" says "there was none";
    a_unix_listener_removes_its_file: UnixFilesAreRemoved, "a Unix listener does not remove its file", "network::a_unix_listener_leaves_its_file" says "it was gone";
    a_missing_file_is_refused: MissingFilesAreRefused, "a connect to a Unix path without a file finds none", "network::a_connect_to_a_missing_file_finds_none" says "ConnectionRefused";
    unix_sockets_are_unsupported: UnixIsUnsupported, "what the platform has is supported", "network::unix_sockets_carry_bytes" says "an error: unsupported";
    bytes_are_lost: BytesAreLost, "bytes arrive whole", "network::bytes_arrive_in_order" says "came:     100002";
    bytes_come_twice: BytesComeTwice, "bytes arrive once", "network::bytes_arrive_in_order" says "came:     100004";
    bytes_are_swapped: BytesAreSwapped, "bytes arrive in order", "network::bytes_arrive_in_order" says "came:     others";
    a_direction_waits_for_the_other: WritesAwaitReads, "both directions carry bytes at a time", "network::both_directions_carry_bytes_at_once" says "still waits for two messages that cross";
    a_writer_waits_for_nobody: WritesWaitForNobody, "a writer waits for its reader", "network::a_writer_waits_for_its_reader" says "nothing was in its way";
    a_write_wakes_nobody: ReadsAreNotWoken, "bytes wake who waits for them", "network::a_write_wakes_a_waiting_read" says "still waits for a read that waited for its bytes";
    a_read_wakes_nobody: WritesAreNotWoken, "room wakes who waits for it", "network::a_read_wakes_a_waiting_write" says "still waits for a write that waited for room";
    a_read_keeps_its_first_waker: ReadsKeepFirstWaker, "bytes wake whoever polled the read last", "network::bytes_wake_whoever_polled_last" says "still waits for a read that another task has begun";
    a_close_tells_the_peer_nothing: ClosesEndNothing, "after a close the peer reads an end of file", "network::a_close_is_read_as_the_end" says "still waits for the end of what a closed end sent";
    a_close_loses_bytes: ClosesLoseBytes, "a close sends what was written", "network::a_close_sends_what_was_written" says "came:     []";
    a_close_ends_both_directions: ClosesEndBothDirections, "what has been closed can still be read from", "network::half_a_close_leaves_the_answer" says "the answer";
    a_dropped_end_never_ends: DroppedEndsNeverEnd, "when an end is dropped its peer reads an end of file", "network::a_dropped_end_is_read_as_the_end" says "still waits for the end of what a dropped end sent";
    a_dropped_end_takes_bytes: DroppedEndsTakeWrites, "dropping an end closes both directions", "network::a_write_to_a_dropped_end_fails" says "nothing of it within";
};
