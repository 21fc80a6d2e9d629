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
    ("a_send_into_a_full_channel_waits_for_room", Breakage::MpscIgnoresTheCapacity, Panic("a send into a full channel must wait")),
    ("a_send_into_a_full_channel_waits_for_room", Breakage::MpscSenderIsNotWoken, Panic("must wake the send that waits for its room")),
    ("room_goes_to_the_send_that_waits_longest", Breakage::MpscLatestGoesFirst, Panic("room must go to the send that waits longest")),
    ("a_permit_keeps_its_room_until_it_is_used_or_dropped", Breakage::MpscIgnoresTheCapacity, Panic("while permits hold all the room")),
    ("a_permit_keeps_its_room_until_it_is_used_or_dropped", Breakage::MpscDroppedPermitKeepsItsRoom, Panic("a permit that was dropped must give its room back")),
    ("a_receive_cancelled_after_its_wake_leaves_the_message", Breakage::MpscCancelledReceiveTakesAMessage, Panic("a receive that was cancelled must not have taken a message")),
    ("a_send_cancelled_after_its_wake_passes_its_room_on", Breakage::MpscCancelledSendKeepsItsRoom, Panic("must pass its room on")),
    ("a_closed_channel_gives_out_what_was_queued", Breakage::MpscCloseDropsTheQueue, Panic("a closed channel must still give out what was queued")),
    ("a_closed_channel_gives_out_what_was_queued", Breakage::MpscClosedGivesBackAnother, Panic("must fail and give the message back")),
    ("the_last_sender_dropped_ends_the_receiver", Breakage::MpscKeepsASender, Standstill("the receiver")),
    ("a_dropped_receiver_fails_the_senders_that_wait", Breakage::MpscDroppedReceiverStaysOpen, Standstill("producer 1")),
    ("a_dropped_receiver_fails_the_senders_that_wait", Breakage::MpscClosedGivesBackAnother, Panic("must get its message back when the receiver is gone")),
    ("a_value_wakes_who_polled_last", Breakage::OneshotReceiverIsNotWoken, Standstill("the receiver")),
    ("a_value_wakes_who_polled_last", Breakage::OneshotWakesWhoPolledFirst, Standstill("the receiver")),
    ("a_dropped_sender_fails_the_receiver", Breakage::OneshotDroppedSenderStaysOpen, Standstill("the receiver")),
    ("a_dropped_receiver_gives_the_value_back", Breakage::OneshotSwallowsTheValue, Panic("a value that nobody can receive must come back")),
    ("a_dropped_receiver_gives_the_value_back", Breakage::OneshotClosedIsNotWoken, Panic("a receiver that is dropped must wake who waits for that")),
    ("a_receiver_sees_the_latest_value_once", Breakage::WatchStaysChanged, Panic("`changed` must wait for a value that the receiver has not seen")),
    ("a_value_wakes_every_waiting_receiver", Breakage::WatchWakesOneReceiver, Panic("a value must wake every receiver that waits for one")),
    ("a_changed_cancelled_after_its_wake_has_seen_nothing", Breakage::WatchCancelledChangedSees, Panic("must not have seen the value")),
    ("the_sender_dropped_ends_the_receivers_after_its_last_value", Breakage::WatchDropsTheLastValue, Panic("the last value must be seen although the sender is gone")),
    ("the_sender_dropped_ends_the_receivers_after_its_last_value", Breakage::WatchKeepsASender, Standstill("the receiver")),
    ("each_receiver_gets_what_is_sent_from_its_subscription_on", Breakage::BroadcastSharesMessages, Panic("each receiver must get what is sent from its subscription on")),
    ("a_receiver_that_lags_is_told_how_many_it_missed", Breakage::BroadcastLagIsSilent, Panic("must be told how many messages it missed")),
    ("the_last_sender_dropped_ends_the_subscribers", Breakage::BroadcastKeepsASender, Standstill("receiver 2")),
    ("one_task_at_a_time_holds_the_lock", Breakage::MutexIsTwo, Panic("what is done under the lock must not be undone by another")),
    ("the_lock_goes_to_who_waits_longest", Breakage::MutexLatestGoesFirst, Panic("the lock must go to who waits longest")),
    ("a_lock_cancelled_after_its_wake_passes_it_on", Breakage::MutexCancelledLockKeepsIt, Panic("a lock cancelled after its wake must pass it on")),
    ("a_panic_of_the_holder_unlocks", Breakage::MutexPanicKeepsTheLock, Standstill("the next holder")),
    ("readers_share_and_a_writer_excludes", Breakage::RwLockReadersExclude, Panic("readers must share the lock")),
    ("readers_share_and_a_writer_excludes", Breakage::RwLockWriterSharesIt, Panic("a writer must wait while a reader holds the lock")),
    ("a_writer_that_waits_is_not_overtaken_by_readers", Breakage::RwLockReadersOvertake, Panic("must not be overtaken by a reader")),
    ("a_write_that_is_cancelled_lets_the_readers_behind_it_in", Breakage::RwLockCancelledWriteKeepsItsPlace, Panic("must wake the readers behind it")),
    ("an_acquire_of_many_is_not_overtaken_by_one_of_fewer", Breakage::SemaphoreFewerOvertake, Panic("must not be overtaken by one of fewer")),
    ("an_acquire_that_is_cancelled_gives_back_what_it_had_gathered", Breakage::SemaphoreCancelledAcquireKeepsItsShare, Panic("must wake who waits behind it")),
    ("an_acquire_cancelled_after_its_wake_passes_its_permit_on", Breakage::SemaphoreCancelledAcquireKeepsItsWake, Panic("must pass its permit on")),
    ("a_close_fails_every_waiting_acquire", Breakage::SemaphoreCloseWakesNobody, Standstill("acquire 2")),
    ("a_notification_without_a_waiter_is_kept_once", Breakage::NotifyForgetsThePermit, Panic("must be kept for the next one")),
    ("a_notification_without_a_waiter_is_kept_once", Breakage::NotifyKeepsEachPermit, Panic("only one must be kept")),
    ("a_notification_goes_to_who_waits_longest", Breakage::NotifyLatestGoesFirst, Panic("must wake one, who waits longest")),
    ("a_notification_of_all_wakes_who_waits_and_is_not_kept", Breakage::NotifyWaitersWakesOne, Panic("must wake all who wait")),
    ("a_notification_of_all_wakes_who_waits_and_is_not_kept", Breakage::NotifyWaitersKeepsAPermit, Panic("must not be kept for who comes later")),
    ("a_wait_cancelled_after_its_wake_passes_it_on", Breakage::NotifyCancelledKeepsTheWake, Panic("must pass the notification on")),
    ("a_barrier_opens_when_all_have_come", Breakage::BarrierTakesOneFewer, Panic("a barrier must be closed until all have come")),
    ("a_barrier_opens_when_all_have_come", Breakage::BarrierAllLead, Panic("only one, must lead")),
    ("a_barrier_closes_again", Breakage::BarrierStaysOpen, Panic("a barrier must be closed until all have come")),
    ("one_initialiser_runs_for_all", Breakage::OnceCellRunsEach, Panic("the one initialiser that ran")),
    ("an_initialiser_that_is_cancelled_leaves_the_cell_to_the_next", Breakage::OnceCellCancelledKeepsTheCell, Panic("must wake the next one")),
    ("an_initialiser_that_fails_leaves_the_cell_empty", Breakage::OnceCellFailureIsAValue, Panic("must tell its caller")),
    ("a_job_sends_to_a_task", Breakage::MpscBlockingSendDrops, Panic("each message that a job sends must arrive")),
    ("a_job_receives_from_a_task", Breakage::MpscBlockingReceiveDrops, Panic("a job must receive each message that a task sends")),
];
