//! Which property each breakage must fail, and with which words.

use super::{PROPERTIES, broken::Breakage};
use crate::{
    death::Death::{Panic, Standstill},
    kills::{Kill, Table, kill_tests},
};

const TABLE: Table<Breakage> = Table {
    properties: PROPERTIES,
    breakages: Breakage::ALL,
    kills: KILLS,
    matrix: include_str!("matrix.txt"),
};

kill_tests!(TABLE);

#[rustfmt::skip]
const KILLS: &[Kill<Breakage>] = &[
    ("a_locked_mutex_lets_nobody_else_in", Breakage::MutexDoesNotExclude, Panic("a try_lock must not get a mutex that is locked")),
    ("a_locked_mutex_lets_nobody_else_in", Breakage::TryLockAlwaysLocks, Panic("a try_lock must not get a mutex that is locked")),
    ("a_locked_mutex_lets_nobody_else_in", Breakage::UnlockWakesNobody, Panic("an unlock must wake the lock that waits for it")),
    ("each_holder_sees_what_the_last_one_left", Breakage::MutexDoesNotExclude, Panic("each holder must see what the last one left")),
    ("each_holder_sees_what_the_last_one_left", Breakage::UnlockWakesNobody, Standstill("a holder")),
    ("a_panic_of_the_holder_releases_the_mutex", Breakage::PanicKeepsTheMutex, Panic("a panic of the holder must release the mutex")),
    ("an_unlock_wakes_one_of_those_that_wait", Breakage::MutexHasNoQueue, Panic("an unlock must wake one that waits, but woke [0, 1, 2]")),
    ("an_unlock_wakes_one_of_those_that_wait", Breakage::UnlockWakesNobody, Panic("an unlock must wake one that waits, but woke []")),
    ("a_lock_cancelled_before_its_wake_is_passed_over", Breakage::CancelledLockKeepsItsPlace, Panic("an unlock must not wake a lock that was cancelled")),
    ("a_lock_cancelled_after_its_wake_passes_it_on", Breakage::CancelledLockKeepsTheWake, Panic("a lock cancelled after its wake must pass the wake on")),
    ("a_lock_that_starves_comes_before_newcomers", Breakage::MutexHasNoQueue, Panic("a try_lock must not overtake a lock that starves")),
    ("a_starved_lock_that_is_cancelled_lets_newcomers_in", Breakage::CancelledLockKeepsItsPlace, Panic("must not be kept for a lock that starved and was cancelled")),
    ("readers_share_the_lock", Breakage::ReadersExcludeEachOther, Panic("a reader must not wait for another reader")),
    ("a_writer_lets_nobody_else_in", Breakage::WriterDoesNotExclude, Panic("a reader must not get in beside a writer")),
    ("a_writer_lets_nobody_else_in", Breakage::WriterWakesNoReader, Panic("a writer that leaves must wake a reader")),
    ("an_upgradable_reader_shares_with_readers_alone", Breakage::UpgradableReadersShare, Panic("at most one upgradable reader must get in at a time")),
    ("a_writer_that_waits_holds_new_readers_back", Breakage::WaitingWriterIsOvertaken, Panic("a reader must wait behind a writer that waits")),
    ("only_the_last_reader_lets_the_writer_in", Breakage::LastReaderWakesNobody, Panic("the last reader that leaves must wake the writer")),
    ("a_writer_that_leaves_lets_all_readers_in", Breakage::WriterWakesNoReader, Standstill("reader 2")),
    ("a_write_cancelled_before_its_wake_lets_readers_in_again", Breakage::CancelledWriteKeepsItsPlace, Panic("a write that is cancelled must wake a reader behind it")),
    ("a_write_cancelled_after_its_wake_passes_it_on", Breakage::CancelledWriteKeepsTheWake, Panic("a write cancelled after its wake must pass the wake on")),
    ("an_upgrade_waits_for_the_readers", Breakage::UpgradeDoesNotWait, Panic("a try_upgrade must fail beside a reader")),
    ("an_upgrade_waits_for_the_readers", Breakage::LastReaderWakesNobody, Panic("the last reader that leaves must wake the upgrade")),
    ("a_cancelled_upgrade_gives_the_lock_up", Breakage::CancelledUpgradeKeepsItsPlace, Panic("an upgrade that is cancelled must not hold readers back")),
    ("a_downgrade_lets_readers_in_but_no_writer", Breakage::DowngradeGivesUp, Panic("no writer must get in between a writer and its downgrade")),
    ("a_downgrade_lets_readers_in_but_no_writer", Breakage::DowngradeKeepsReadersOut, Panic("a downgrade must wake a reader")),
    ("as_many_get_in_as_there_are_permits", Breakage::OnePermitTooMany, Panic("as many must get in as there are permits")),
    ("as_many_get_in_as_there_are_permits", Breakage::ReleaseWakesNobody, Standstill("a holder")),
    ("permits_are_counted", Breakage::OnePermitTooMany, Panic("a permit must not be available while it is held")),
    ("permits_are_counted", Breakage::ForgottenGuardReleases, Panic("a guard that is forgotten must keep its permit")),
    ("a_released_permit_wakes_one_of_those_that_wait", Breakage::ReleaseWakesAll, Panic("a released permit must wake one that waits, but woke [0, 1, 2]")),
    ("added_permits_let_as_many_in", Breakage::AddsOnePermit, Panic("two permits must wake two that wait, but woke [0]")),
    ("an_acquire_cancelled_before_its_wake_is_passed_over", Breakage::CancelledAcquireKeepsItsPlace, Panic("a permit must not wake an acquire that was cancelled")),
    ("an_acquire_cancelled_after_its_wake_passes_it_on", Breakage::CancelledAcquireKeepsTheWake, Panic("an acquire cancelled after its wake must pass the wake on")),
    ("nobody_passes_before_the_last_arrives", Breakage::BarrierOpensEarly, Panic("nobody must pass a barrier before the last arrives")),
    ("nobody_passes_before_the_last_arrives", Breakage::ArrivalWakesNobody, Standstill("walker 2")),
    ("the_last_to_arrive_leads_in_each_round", Breakage::EverybodyLeads, Panic("the last to arrive must be the only leader")),
    ("the_last_to_arrive_leads_in_each_round", Breakage::BarrierStaysOpen, Panic("a barrier must hold until the last arrives, in each round")),
    ("one_initializer_runs_for_all", Breakage::EachInitializerRuns, Panic("one initializer must run for all")),
    ("one_initializer_runs_for_all", Breakage::InitializerWakesNobody, Standstill("a user")),
    ("an_initializer_that_fails_leaves_the_cell_to_the_next", Breakage::FailureFillsTheCell, Panic("a failure must leave the cell empty")),
    ("an_initializer_that_fails_leaves_the_cell_to_the_next", Breakage::InitializerWakesNobody, Panic("an initializer that fails must wake the next")),
    ("an_initializer_that_panics_leaves_the_cell_to_the_next", Breakage::PanicKeepsTheCellBusy, Panic("an initializer that panics must wake the next")),
    ("an_initializer_that_is_cancelled_leaves_the_cell_to_the_next", Breakage::CancellationKeepsTheCellBusy, Panic("an initializer that is cancelled must wake the next")),
    ("a_value_that_is_set_ends_each_wait", Breakage::SetWakesNobody, Standstill("reader 2")),
    ("a_full_cell_gives_values_back", Breakage::SetSwallowsTheSecond, Panic("a full cell must give back the value that it refuses")),
    ("a_full_cell_gives_values_back", Breakage::TrySetAlwaysSets, Panic("a full cell must give back the value that it refuses at once")),
    ("a_try_set_does_not_wait_for_an_initializer", Breakage::TrySetAlwaysSets, Panic("a cell that is being initialized must give the value back")),
    ("a_finished_acquire_holds_back_the_next", Breakage::FinishedAcquireIsDropped, Panic("today an acquire that has finished holds back the next")),
    ("a_finished_write_holds_back_the_next", Breakage::FinishedWriteIsDropped, Panic("today a write that has finished holds back the next")),
    ("overtaken_readers_wake_one_another", Breakage::WriterWakesNoReader, Panic("today readers that a writer has overtaken wake one another")),
    ("a_cancelled_wait_has_arrived_all_the_same", Breakage::BarrierOpensLate, Panic("today a barrier counts a wait that was cancelled")),
    ("a_job_waits_for_the_mutex_of_a_task", Breakage::BlockingLockDoesNotLock, Panic("a job must see what the task left in the mutex")),
    ("a_job_waits_for_the_value_of_a_task", Breakage::BlockingWaitDoesNotWait, Panic("a job must get the value that a task sets")),
];
