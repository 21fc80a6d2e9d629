//! What users of async-channel rely on.

mod blocking;
mod bounded;
mod broken;
mod channel;
mod closing;
mod handles;
mod kills;
mod ordering;
mod sharing;
mod streaming;
mod waking;

use broken::{Breakage, Broken};
use channel::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    ordering:
        messages_of_one_producer_arrive_in_order,
        messages_of_several_producers_keep_the_order_of_each;

    #[runtime_matrix::test(seeds = 20)]
    bounded:
        a_send_into_a_full_channel_waits_for_room,
        a_producer_runs_ahead_by_the_capacity_at_most,
        a_full_channel_refuses_a_try_send,
        a_try_recv_tells_empty_from_closed,
        length_and_capacity_tell_how_full_a_channel_is,
        two_channels_of_one_play_ping_pong;

    #[runtime_matrix::test(seeds = 20)]
    closing:
        a_close_wakes_every_waiting_receiver,
        a_close_wakes_every_waiting_sender,
        a_closed_channel_gives_out_what_was_queued,
        a_closed_channel_gives_messages_back,
        only_the_first_close_closes,
        the_last_sender_dropped_ends_the_receivers,
        the_last_receiver_dropped_fails_the_senders,
        closed_completes_when_nobody_receives_any_more;

    #[runtime_matrix::test(seeds = 20)]
    waking:
        a_message_wakes_one_of_the_waiting_receivers,
        each_message_wakes_another_receiver,
        a_receive_cancelled_before_its_wake_takes_no_message,
        a_receive_cancelled_after_its_wake_passes_it_on,
        a_receive_that_gave_nothing_has_taken_nothing,
        a_send_cancelled_before_its_wake_sends_nothing,
        a_send_cancelled_after_its_wake_passes_it_on;

    #[runtime_matrix::test(seeds = 20)]
    sharing:
        each_message_is_received_exactly_once,
        a_panic_of_a_consumer_leaves_the_rest_to_the_others,
        consumers_that_are_cancelled_lose_no_message;

    #[runtime_matrix::test(seeds = 20)]
    streaming:
        a_stream_waits_while_the_channel_is_empty,
        a_stream_ends_when_the_channel_is_closed;

    #[runtime_matrix::test(seeds = 20)]
    handles:
        a_weak_sender_does_not_keep_the_channel_open,
        a_weak_receiver_does_not_keep_the_channel_open,
        clones_are_counted,
        a_forced_send_replaces_the_oldest_message;

    #[runtime_matrix::test(requires(blocking))]
    blocking:
        a_job_sends_to_a_task,
        a_job_receives_from_a_task;
}
