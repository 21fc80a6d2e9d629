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
    ("each_sender_has_one_slot_beyond_the_buffer", Breakage::OneSlotForAllSenders, Panic("each sender must have a slot of its own")),
    ("each_sender_has_one_slot_beyond_the_buffer", Breakage::IgnoresTheBuffer, Panic("a full channel must say that it is full, but said Ok(())")),
    ("each_sender_has_one_slot_beyond_the_buffer", Breakage::FullSaysDisconnected, Panic("a full channel must say that it is full, but said Err(")),
    ("each_sender_has_one_slot_beyond_the_buffer", Breakage::FullGivesBackAnother, Panic("a full channel must give back the message that it refuses")),
    ("a_full_sender_is_ready_after_a_receive", Breakage::IgnoresTheBuffer, Panic("a sender that has used its slot must wait for room")),
    ("a_full_sender_is_ready_after_a_receive", Breakage::SenderIsNotWoken, Panic("a receive must wake the sender that waits for its room")),
    ("each_receive_lets_one_sender_go_on", Breakage::WakesAllSenders, Panic("must wake one more sender, but 1 woke [0, 1, 2]")),
    ("each_receive_lets_one_sender_go_on", Breakage::SenderIsNotWoken, Panic("must wake one more sender, but 1 woke []")),
    ("a_sender_polled_by_another_task_wakes_that_one", Breakage::WakesTheFirstTask, Panic("must wake the task that polled the sender last")),
    ("a_sender_dropped_while_it_waits_holds_up_nobody", Breakage::DroppedSenderHoldsUpTheOthers, Panic("must not hold up those behind it")),
    ("messages_of_each_producer_arrive_once_and_in_order", Breakage::Lifo, Panic("must arrive once and in order")),
    ("messages_of_each_producer_arrive_once_and_in_order", Breakage::LosesMessages, Panic("must arrive once and in order")),
    ("messages_of_each_producer_arrive_once_and_in_order", Breakage::DuplicatesMessages, Panic("must arrive once and in order")),
    ("messages_of_each_producer_arrive_once_and_in_order", Breakage::SenderIsNotWoken, Standstill("producer 2")),
    ("a_closed_channel_gives_out_what_was_sent", Breakage::CloseDropsTheQueue, Panic("must still give out what was sent before")),
    ("a_closed_channel_gives_messages_back", Breakage::ClosedSwallowsMessages, Panic("a closed channel must refuse a message, but said Ok(())")),
    ("a_closed_channel_gives_messages_back", Breakage::ClosedGivesBackAnother, Panic("a closed channel must give back the message that it refuses")),
    ("a_close_wakes_every_sender_that_waits", Breakage::CloseWakesNoSender, Standstill("producer 3")),
    ("a_dropped_receiver_wakes_every_sender_that_waits", Breakage::CloseWakesNoSender, Standstill("producer 3")),
    ("the_last_sender_dropped_ends_the_receiver", Breakage::KeepsASender, Standstill("the consumer")),
    ("the_last_sender_dropped_ends_the_receiver", Breakage::AnySenderCloses, Panic("a channel must stay open while it has a sender")),
    ("one_sender_can_close_the_channel_for_all", Breakage::CloseChannelOnlyDisconnects, Panic("must be closed for the others")),
    ("a_disconnected_sender_leaves_the_channel_to_the_others", Breakage::DisconnectClosesTheChannel, Panic("a sender that was disconnected must not close the channel")),
    ("a_disconnected_sender_leaves_the_channel_to_the_others", Breakage::DisconnectDoesNothing, Panic("a sender that was disconnected must send nothing")),
    ("a_message_wakes_the_receive_that_waits", Breakage::ReceiverIsNotWoken, Panic("a message must wake the receive that waits for it")),
    ("a_receive_cancelled_after_its_wake_leaves_its_message", Breakage::CancelledReceiveTakesItsMessage, Panic("must leave its message to the next")),
    ("a_receive_that_gave_nothing_has_taken_nothing", Breakage::TakesOnePollAhead, Panic("must not have taken one")),
    ("a_try_recv_tells_empty_from_closed", Breakage::EmptySaysClosed, Panic("must be empty, not closed")),
    ("a_try_recv_tells_empty_from_closed", Breakage::ClosedSaysEmpty, Panic("must be closed, not empty")),
    ("a_stream_ends_when_the_channel_is_closed", Breakage::StreamEndsWhenEmpty, Panic("a stream must not end while the channel has a sender")),
    ("a_stream_ends_when_the_channel_is_closed", Breakage::StreamNeverEnds, Standstill("the stream")),
    ("an_unbounded_channel_takes_all_at_once", Breakage::UnboundedHasABound, Panic("must take each message at once")),
    ("an_unbounded_channel_takes_all_at_once", Breakage::LengthOnlyGrows, Panic("the length must not count what was received")),
    ("an_unbounded_channel_takes_all_at_once", Breakage::Lifo, Panic("must give out its messages in order")),
    ("an_unbounded_send_to_nobody_gives_the_message_back", Breakage::ClosedSwallowsMessages, Panic("must refuse a message, but said Ok(())")),
    ("an_unbounded_send_to_nobody_gives_the_message_back", Breakage::ClosedGivesBackAnother, Panic("must give back the message that it refuses")),
    ("a_value_wakes_the_receiver_that_waits", Breakage::OneshotIsNotWoken, Standstill("the receiver")),
    ("a_panic_of_the_sending_task_cancels_the_receiver", Breakage::OneshotKeepsItsSender, Standstill("the receiver")),
    ("a_value_that_nobody_receives_comes_back", Breakage::OneshotSwallowsTheValue, Panic("a value that nobody can receive must be given back")),
    ("a_closed_receiver_has_what_was_sent_before_and_nothing_after", Breakage::OneshotCloseDropsTheValue, Panic("a close must leave what was sent before to the receiver")),
    ("a_closed_receiver_has_what_was_sent_before_and_nothing_after", Breakage::OneshotIgnoresItsClose, Panic("a closed receiver must refuse a value and give it back")),
    ("a_sender_learns_that_its_receiver_is_gone", Breakage::CancellationIsAlwaysReady, Panic("`cancellation` must wait while the receiver lives")),
    ("a_sender_learns_that_its_receiver_is_gone", Breakage::CancellationIsNotWoken, Standstill("the sender")),
    ("a_oneshot_try_recv_tells_early_from_cancelled", Breakage::EarlySaysCancelled, Panic("a receiver must say that there is no value yet")),
];
