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
    ("each_receiver_gets_every_message", Breakage::SharesMessages, Panic("each receiver must get every message")),
    ("each_receiver_gets_every_message", Breakage::ReceiverIsNotWoken, Standstill("a receiver")),
    ("all_receivers_see_the_same_order", Breakage::ClonesSwapMessages, Panic("must see the messages in the same order")),
    ("a_message_wakes_every_waiting_receiver", Breakage::WakesOneReceiver, Panic("a message must wake every receiver that waits")),
    ("a_new_receiver_sees_only_what_comes_after", Breakage::NewReceiverGetsTheOld, Panic("must not see what was sent before")),
    ("a_clone_has_the_same_messages_queued", Breakage::CloneStartsEmpty, Panic("a clone must have the same messages queued")),
    ("clones_are_counted", Breakage::ReceiversAreNotCounted, Panic("inactive receiver must count as one")),
    ("a_broadcast_waits_for_the_slowest_receiver", Breakage::AlwaysOverflows, Panic("a broadcast into a full channel must wait")),
    ("a_broadcast_waits_for_the_slowest_receiver", Breakage::FirstReceiveMakesRoom, Panic("a message that one receiver has not seen must keep its room")),
    ("a_broadcast_waits_for_the_slowest_receiver", Breakage::SenderIsNotWoken, Panic("must wake the broadcast that waits for its room")),
    ("a_full_channel_refuses_a_try_broadcast", Breakage::FullSaysClosed, Panic("a full channel must say that it is full, but said Err(Closed(..))")),
    ("a_full_channel_refuses_a_try_broadcast", Breakage::FullGivesBackAnother, Panic("a full channel must give back the message that it refuses")),
    ("a_larger_capacity_makes_room", Breakage::CapacityIsFixed, Panic("a larger capacity must make room at once")),
    ("a_dropped_receiver_holds_nobody_up", Breakage::DroppedReceiverHoldsItsMessages, Panic("what a dropped receiver did not see must make room")),
    ("a_receiver_that_panicked_holds_nobody_up", Breakage::DroppedReceiverHoldsItsMessages, Standstill("the producer")),
    ("a_message_that_overflows_replaces_the_oldest", Breakage::OverflowHidesTheReplaced, Panic("give back the one that it replaced")),
    ("a_receiver_that_lags_is_told_how_many_it_missed", Breakage::LagIsSilent, Panic("must be told how many messages it missed")),
    ("a_receiver_that_lags_is_told_how_many_it_missed", Breakage::LagIsMiscounted, Panic("must be told how many messages it missed")),
    ("a_smaller_capacity_drops_the_oldest", Breakage::CapacityIsFixed, Panic("a smaller capacity must drop what there is no room for")),
    ("a_stream_skips_what_was_dropped", Breakage::StreamEndsAtALag, Panic("a stream must go on with what is left")),
    ("an_inactive_receiver_keeps_the_channel_open", Breakage::DeactivationCloses, Panic("an inactive receiver must keep the channel open")),
    ("an_inactive_receiver_keeps_the_channel_open", Breakage::InactiveSaysClosed, Panic("without active receivers must say so, but said Err(Closed(..))")),
    ("an_inactive_receiver_gets_nothing", Breakage::InactiveStillReceives, Panic("an inactive receiver must not hold the senders up")),
    ("a_broadcast_waits_for_an_active_receiver", Breakage::ActivationWakesNoSender, Standstill("the producer")),
    ("a_broadcast_waits_for_an_active_receiver", Breakage::InactiveStillReceives, Panic("must not go into a channel without active receivers")),
    ("a_broadcast_that_is_not_to_wait_fails_at_once", Breakage::AlwaysAwaitsActive, Panic("must fail at once")),
    ("a_close_wakes_every_waiting_receiver", Breakage::CloseWakesNoReceiver, Standstill("receiver 2")),
    ("a_close_gives_the_waiting_senders_their_messages_back", Breakage::CloseWakesNoSender, Standstill("producer 3")),
    ("a_close_gives_the_waiting_senders_their_messages_back", Breakage::ClosedGivesBackAnother, Panic("must get its message back at the close")),
    ("a_closed_channel_gives_out_what_was_queued", Breakage::CloseDropsTheQueue, Panic("must still give each receiver what was queued")),
    ("only_the_first_close_closes", Breakage::EachCloseSaysFirst, Panic("a second close must say that it found the channel closed")),
    ("the_last_sender_dropped_ends_the_receivers", Breakage::KeepsASender, Standstill("the receiver")),
    ("the_last_sender_dropped_ends_the_receivers", Breakage::AnySenderCloses, Panic("must stay open while it has a sender")),
    ("the_last_receiver_dropped_fails_the_senders", Breakage::KeepsAReceiver, Standstill("the producer")),
    ("the_last_receiver_dropped_fails_the_senders", Breakage::AnyReceiverCloses, Panic("must stay open while it has a receiver")),
    ("a_receive_cancelled_after_its_wake_leaves_the_message", Breakage::CancelledReceiveTakesAMessage, Panic("must leave its message to the next one")),
    ("a_receive_that_gave_nothing_has_taken_nothing", Breakage::TakesOnePollAhead, Panic("must not have taken one")),
    ("a_broadcast_cancelled_before_its_wake_sends_nothing", Breakage::CancelledBroadcastStillDelivers, Panic("must leave its room to another")),
    ("a_broadcast_cancelled_after_its_wake_passes_it_on", Breakage::CancelledBroadcastKeepsTheWake, Panic("must pass the wake on")),
    ("a_job_broadcasts_to_tasks", Breakage::BlockingBroadcastDrops, Panic("each message that a job broadcasts must reach every receiver")),
    ("a_job_receives_from_a_task", Breakage::BlockingReceiveDrops, Panic("a job must receive each message that a task broadcasts")),
];
