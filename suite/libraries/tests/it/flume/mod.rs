//! What users of flume rely on.

mod blocking;
mod bounded;
mod broken;
mod cancelling;
mod channel;
mod disconnecting;
mod handles;
mod kills;
mod library;
mod ordering;
mod rendezvous;
mod sharing;
mod streaming;
mod waking;

use broken::{Breakage, Broken};
use library::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    ordering:
        messages_of_one_producer_arrive_in_order,
        sends_that_wait_are_received_in_turn;

    #[runtime_matrix::test(seeds = 20)]
    bounded:
        a_send_into_a_full_channel_waits_for_room,
        a_full_channel_refuses_a_try_send,
        a_try_recv_tells_empty_from_disconnected,
        length_and_capacity_tell_how_full_a_channel_is,
        a_drain_takes_all_that_is_queued;

    #[runtime_matrix::test(seeds = 20)]
    rendezvous:
        a_rendezvous_send_waits_until_it_is_received,
        a_rendezvous_try_send_needs_a_receiver_that_waits;

    #[runtime_matrix::test(seeds = 20)]
    disconnecting:
        the_last_sender_dropped_ends_every_receiver,
        the_last_receiver_dropped_gives_waiting_messages_back,
        a_disconnected_channel_gives_out_what_was_queued,
        a_disconnected_channel_takes_no_message;

    #[runtime_matrix::test(seeds = 20)]
    handles:
        a_weak_sender_does_not_keep_the_channel_connected,
        clones_are_counted;

    #[runtime_matrix::test(seeds = 20)]
    waking:
        a_message_wakes_one_of_the_waiting_receivers,
        a_receiver_beaten_to_its_message_waits_for_the_next,
        a_receive_polled_by_another_task_wakes_that_one;

    #[runtime_matrix::test(seeds = 20)]
    cancelling:
        a_receive_cancelled_before_its_wake_takes_no_message,
        a_receive_cancelled_after_its_wake_passes_it_on,
        a_receive_that_gave_nothing_has_taken_nothing,
        a_send_cancelled_before_its_wake_sends_nothing,
        a_send_cancelled_after_its_wake_holds_up_nobody;

    #[runtime_matrix::test(seeds = 20)]
    sharing:
        each_message_is_received_exactly_once,
        consumers_that_are_cancelled_lose_no_message;

    #[runtime_matrix::test(seeds = 20)]
    streaming:
        a_stream_ends_when_the_channel_is_disconnected,
        streams_share_the_messages;

    #[runtime_matrix::test(requires(blocking))]
    blocking:
        a_job_sends_to_a_task,
        a_job_receives_from_a_task,
        a_timeout_gives_the_message_back;
}
