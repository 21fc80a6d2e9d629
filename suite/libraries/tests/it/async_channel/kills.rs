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
    ("messages_of_one_producer_arrive_in_order", Breakage::Lifo, Panic("in the order in which they were sent")),
    ("messages_of_several_producers_keep_the_order_of_each", Breakage::LifoAmongSenders, Panic("must keep their order among others")),
    ("a_send_into_a_full_channel_waits_for_room", Breakage::IgnoresTheCapacity, Panic("a send into a full channel must wait")),
    ("a_send_into_a_full_channel_waits_for_room", Breakage::SenderIsNotWoken, Panic("a receive must wake the send that waits for its room")),
    ("a_producer_runs_ahead_by_the_capacity_at_most", Breakage::IgnoresTheCapacity, Panic("must not run ahead by more than the capacity")),
    ("a_producer_runs_ahead_by_the_capacity_at_most", Breakage::SenderIsNotWoken, Standstill("the producer")),
    ("a_full_channel_refuses_a_try_send", Breakage::FullSaysClosed, Panic("a full channel must say that it is full, but said Err(Closed(..))")),
    ("a_full_channel_refuses_a_try_send", Breakage::FullGivesBackAnother, Panic("a full channel must give back the message that it refuses")),
    ("a_try_recv_tells_empty_from_closed", Breakage::EmptySaysClosed, Panic("must be empty, not closed")),
    ("a_try_recv_tells_empty_from_closed", Breakage::ClosedSaysEmpty, Panic("must be closed, not empty")),
    ("length_and_capacity_tell_how_full_a_channel_is", Breakage::TellsAnotherCapacity, Panic("the capacity that was asked for")),
    ("length_and_capacity_tell_how_full_a_channel_is", Breakage::LengthOnlyGrows, Panic("the length must not count what was received")),
    ("two_channels_of_one_play_ping_pong", Breakage::ReceiverIsNotWoken, Standstill("the echo")),
    ("a_close_wakes_every_waiting_receiver", Breakage::CloseWakesNoReceiver, Standstill("consumer 2")),
    ("a_close_wakes_every_waiting_sender", Breakage::CloseWakesNoSender, Standstill("producer 3")),
    ("a_closed_channel_gives_out_what_was_queued", Breakage::CloseDropsTheQueue, Panic("a closed channel must still give out what was queued")),
    ("a_closed_channel_gives_messages_back", Breakage::ClosedSwallowsMessages, Panic("must fail and give the message back")),
    ("a_closed_channel_gives_messages_back", Breakage::ClosedGivesBackAnother, Panic("must fail and give the message back")),
    ("only_the_first_close_closes", Breakage::EachCloseSaysFirst, Panic("a second close must say that it found the channel closed")),
    ("the_last_sender_dropped_ends_the_receivers", Breakage::KeepsASender, Standstill("the consumer")),
    ("the_last_sender_dropped_ends_the_receivers", Breakage::AnySenderCloses, Panic("must stay open while it has a sender")),
    ("the_last_receiver_dropped_fails_the_senders", Breakage::KeepsAReceiver, Standstill("the producer")),
    ("the_last_receiver_dropped_fails_the_senders", Breakage::AnyReceiverCloses, Panic("must stay open while it has a receiver")),
    ("closed_completes_when_nobody_receives_any_more", Breakage::ClosedIsAlwaysReady, Panic("`closed` must wait while the channel has a receiver")),
    ("closed_completes_when_nobody_receives_any_more", Breakage::ClosedIsNotWoken, Standstill("the watcher")),
    ("a_message_wakes_one_of_the_waiting_receivers", Breakage::WakesAllReceivers, Panic("one message must wake one receiver, but woke [0, 1, 2]")),
    ("each_message_wakes_another_receiver", Breakage::WakesOnlyOnce, Panic("three messages must wake three receivers, but woke [0]")),
    ("a_receive_cancelled_before_its_wake_takes_no_message", Breakage::CancelledReceiveTakesAMessage, Panic("a message must not go to a receive that was cancelled")),
    ("a_receive_cancelled_after_its_wake_passes_it_on", Breakage::CancelledReceiveKeepsTheWake, Panic("a receive cancelled after its wake must pass the wake on")),
    ("a_receive_that_gave_nothing_has_taken_nothing", Breakage::TakesOnePollAhead, Panic("must not have taken one")),
    ("a_send_cancelled_before_its_wake_sends_nothing", Breakage::CancelledSendStillDelivers, Panic("a send that was cancelled must not deliver its message")),
    ("a_send_cancelled_after_its_wake_passes_it_on", Breakage::CancelledSendKeepsTheWake, Panic("a send cancelled after its wake must pass the wake on")),
    ("each_message_is_received_exactly_once", Breakage::LosesMessages, Panic("no message must be lost")),
    ("each_message_is_received_exactly_once", Breakage::DuplicatesMessages, Panic("no message must be received twice")),
    ("a_panic_of_a_consumer_leaves_the_rest_to_the_others", Breakage::Prefetches, Panic("must be left to the others")),
    ("consumers_that_are_cancelled_lose_no_message", Breakage::CancelledReceiveTakesAMessage, Panic("no message must be lost with a consumer that is cancelled")),
    ("a_stream_waits_while_the_channel_is_empty", Breakage::StreamEndsWhenEmpty, Panic("a stream must not end while the channel has a sender")),
    ("a_stream_ends_when_the_channel_is_closed", Breakage::StreamNeverEnds, Standstill("the stream")),
    ("a_weak_sender_does_not_keep_the_channel_open", Breakage::WeakSenderIsStrong, Panic("a weak sender must not keep the channel open")),
    ("a_weak_receiver_does_not_keep_the_channel_open", Breakage::WeakReceiverIsStrong, Panic("a weak receiver must not keep the channel open")),
    ("clones_are_counted", Breakage::ClonesAreNotCounted, Panic("each clone of a sender must count as one")),
    ("a_forced_send_replaces_the_oldest_message", Breakage::ForcedSendHidesTheReplaced, Panic("must return the message that it replaced")),
    ("a_job_sends_to_a_task", Breakage::BlockingSendDrops, Panic("each message that a job sends must arrive")),
    ("a_job_receives_from_a_task", Breakage::BlockingReceiveDrops, Panic("a job must receive each message that a task sends")),
];
