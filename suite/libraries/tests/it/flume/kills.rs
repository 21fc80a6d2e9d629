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
    ("messages_of_one_producer_arrive_in_order", Breakage::SenderIsNotWoken, Standstill("the producer")),
    ("sends_that_wait_are_received_in_turn", Breakage::Lifo, Panic("in the order in which they began to wait")),
    ("a_send_into_a_full_channel_waits_for_room", Breakage::IgnoresTheCapacity, Panic("a send into a full channel must wait")),
    ("a_send_into_a_full_channel_waits_for_room", Breakage::SenderIsNotWoken, Panic("a receive must wake the send that waits for its room")),
    ("a_full_channel_refuses_a_try_send", Breakage::FullSaysDisconnected, Panic("a full channel must say that it is full, but said Err(\"Disconnected(..)\")")),
    ("a_full_channel_refuses_a_try_send", Breakage::FullGivesBackAnother, Panic("a full channel must give back the message that it refuses")),
    ("a_try_recv_tells_empty_from_disconnected", Breakage::EmptySaysDisconnected, Panic("must be empty, not disconnected")),
    ("a_try_recv_tells_empty_from_disconnected", Breakage::DisconnectedSaysEmpty, Panic("must be disconnected, not empty")),
    ("length_and_capacity_tell_how_full_a_channel_is", Breakage::TellsAnotherCapacity, Panic("the capacity that was asked for")),
    ("length_and_capacity_tell_how_full_a_channel_is", Breakage::LengthOnlyGrows, Panic("the length must not count what was received")),
    ("a_drain_takes_all_that_is_queued", Breakage::DrainLeavesOne, Panic("a drain must take all that is queued, in order")),
    ("a_rendezvous_send_waits_until_it_is_received", Breakage::RendezvousQueues, Panic("must not take a message that nobody receives")),
    ("a_rendezvous_try_send_needs_a_receiver_that_waits", Breakage::RendezvousQueues, Panic("must refuse a message that nobody waits for")),
    ("a_rendezvous_try_send_needs_a_receiver_that_waits", Breakage::RendezvousRefuses, Panic("must hand a message to a receive that waits")),
    ("the_last_sender_dropped_ends_every_receiver", Breakage::KeepsASender, Standstill("consumer 2")),
    ("the_last_sender_dropped_ends_every_receiver", Breakage::DisconnectWakesNoReceiver, Standstill("consumer 2")),
    ("the_last_sender_dropped_ends_every_receiver", Breakage::AnySenderDisconnects, Panic("must stay connected while it has a sender")),
    ("the_last_receiver_dropped_gives_waiting_messages_back", Breakage::KeepsAReceiver, Standstill("producer 3")),
    ("the_last_receiver_dropped_gives_waiting_messages_back", Breakage::DisconnectWakesNoSender, Standstill("producer 3")),
    ("the_last_receiver_dropped_gives_waiting_messages_back", Breakage::AnyReceiverDisconnects, Panic("must stay connected while it has a receiver")),
    ("the_last_receiver_dropped_gives_waiting_messages_back", Breakage::DisconnectedGivesBackAnother, Panic("must get its message back when no receiver is left")),
    ("a_disconnected_channel_gives_out_what_was_queued", Breakage::DisconnectDropsTheQueue, Panic("must still give out what was queued")),
    ("a_disconnected_channel_takes_no_message", Breakage::DisconnectedSwallowsMessages, Panic("must fail and give the message back")),
    ("a_disconnected_channel_takes_no_message", Breakage::DisconnectedGivesBackAnother, Panic("must fail and give the message back")),
    ("a_weak_sender_does_not_keep_the_channel_connected", Breakage::WeakSenderIsStrong, Panic("a weak sender must not keep the channel connected")),
    ("clones_are_counted", Breakage::ClonesAreNotCounted, Panic("each clone of a sender must count as one")),
    ("a_message_wakes_one_of_the_waiting_receivers", Breakage::ReceiverIsNotWoken, Panic("must wake one more receiver, but 1 woke []")),
    ("a_message_wakes_one_of_the_waiting_receivers", Breakage::WakesAllReceivers, Panic("must wake one more receiver, but 1 woke [0, 1, 2]")),
    ("a_receiver_beaten_to_its_message_waits_for_the_next", Breakage::WakesOnlyOnce, Panic("must be woken for the next")),
    ("a_receive_polled_by_another_task_wakes_that_one", Breakage::WakesTheFirstTask, Panic("must wake the task that polled the receive last")),
    ("a_receive_cancelled_before_its_wake_takes_no_message", Breakage::CancelledReceiveTakesAMessage, Panic("a message must not go to a receive that was cancelled")),
    ("a_receive_cancelled_after_its_wake_passes_it_on", Breakage::CancelledReceiveKeepsTheWake, Panic("a receive cancelled after its wake must pass the wake on")),
    ("a_receive_that_gave_nothing_has_taken_nothing", Breakage::TakesOnePollAhead, Panic("must not have taken one")),
    ("a_send_cancelled_before_its_wake_sends_nothing", Breakage::CancelledSendStillDelivers, Panic("a send that was cancelled must not deliver its message")),
    ("a_send_cancelled_after_its_wake_holds_up_nobody", Breakage::CancelledSendKeepsTheNextWake, Panic("must not hold up the one behind it")),
    ("each_message_is_received_exactly_once", Breakage::LosesMessages, Panic("no message must be lost")),
    ("each_message_is_received_exactly_once", Breakage::DuplicatesMessages, Panic("no message must be received twice")),
    ("consumers_that_are_cancelled_lose_no_message", Breakage::CancelledReceiveTakesAMessage, Panic("no message must be lost with a consumer that is cancelled")),
    ("a_stream_ends_when_the_channel_is_disconnected", Breakage::StreamNeverEnds, Standstill("the stream")),
    ("streams_share_the_messages", Breakage::WakesOnlyOnce, Panic("a message must wake a stream that waits")),
    ("streams_share_the_messages", Breakage::StreamEndsWhenEmpty, Panic("a stream must wait while the channel is empty")),
    ("a_job_sends_to_a_task", Breakage::BlockingSendDrops, Panic("each message that a job sends must arrive")),
    ("a_job_receives_from_a_task", Breakage::BlockingReceiveDrops, Panic("a job must receive each message that a task sends")),
    ("a_timeout_gives_the_message_back", Breakage::TimeoutSwallowsTheMessage, Panic("must give its message back at its limit")),
];
