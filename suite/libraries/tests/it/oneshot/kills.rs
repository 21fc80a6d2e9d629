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
    ("what_was_sent_before_is_there_at_once", Breakage::FirstPollWaits, Panic("must be there at once")),
    ("a_send_wakes_the_receiver_that_waits", Breakage::SendWakesNobody, Panic("a send must wake the receiver that waits")),
    ("a_send_wakes_whoever_polled_last", Breakage::WakesWhoPolledFirst, Panic("must wake whoever polled the receiver last")),
    ("each_channel_carries_its_own_message", Breakage::SendWakesNobody, Standstill("a receiver")),
    ("each_channel_carries_its_own_message", Breakage::CarriesAnother, Panic("each channel must carry its own message")),
    ("a_dropped_sender_ends_the_receiver", Breakage::DropWakesNobody, Standstill("the receiver")),
    ("a_panic_of_the_sender_ends_the_receiver", Breakage::PanicKeepsTheSender, Standstill("the receiver")),
    ("a_send_without_a_receiver_gives_the_message_back", Breakage::SenderIsNeverClosed, Panic("must learn that its receiver is gone")),
    ("a_send_without_a_receiver_gives_the_message_back", Breakage::SwallowsMessages, Panic("must fail without a receiver, and give the message back")),
    ("a_send_without_a_receiver_gives_the_message_back", Breakage::GivesBackAnother, Panic("must fail without a receiver, and give the message back")),
    ("a_receive_cancelled_before_its_wake_fails_the_send", Breakage::CancelledReceiveTakesTheMessage, Panic("a receive that was cancelled must not take a message")),
    ("a_message_that_nobody_receives_is_dropped", Breakage::LeaksTheMessage, Panic("must be dropped with the receiver that did not take it")),
    ("a_try_recv_tells_empty_from_disconnected", Breakage::EmptySaysDisconnected, Panic("must be empty, not disconnected")),
    ("a_try_recv_tells_empty_from_disconnected", Breakage::DisconnectedSaysEmpty, Panic("must be disconnected, not empty")),
    ("a_receiver_tells_what_to_expect", Breakage::MessageSaysClosed, Panic("must not be closed before its message is received")),
    ("a_receiver_tells_what_to_expect", Breakage::ReceivedSaysOpen, Panic("must be closed once its message is received")),
    ("a_receiver_that_waits_tells_what_to_expect", Breakage::WaitingHidesTheMessage, Panic("must tell of its message")),
    ("a_message_is_received_once", Breakage::ReceivesTwice, Panic("a message must not be received twice")),
    ("a_job_receives_from_a_task", Breakage::BlockingGivesAnother, Panic("a job must receive what a task sends")),
    ("a_task_receives_from_a_job", Breakage::CarriesAnother, Panic("a task must receive what a job sends")),
    ("a_job_learns_that_nothing_will_be_sent", Breakage::BlockingMakesUp, Panic("must learn that nothing will be sent")),
    ("a_receive_that_timed_out_can_be_repeated", Breakage::TimeoutSaysDisconnected, Panic("must time out while nothing has been sent")),
];
