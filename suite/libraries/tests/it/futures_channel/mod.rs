//! What users of futures-channel rely on.

mod bounded;
mod broken;
mod channel;
mod closing;
mod kills;
mod library;
mod oneshot;
mod receiving;
mod unbounded;

use broken::{Breakage, Broken};
use library::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    bounded:
        each_sender_has_one_slot_beyond_the_buffer,
        a_full_sender_is_ready_after_a_receive,
        each_receive_lets_one_sender_go_on,
        a_sender_polled_by_another_task_wakes_that_one,
        a_sender_dropped_while_it_waits_holds_up_nobody,
        messages_of_each_producer_arrive_once_and_in_order;

    #[runtime_matrix::test(seeds = 20)]
    closing:
        a_closed_channel_gives_out_what_was_sent,
        a_closed_channel_gives_messages_back,
        a_close_wakes_every_sender_that_waits,
        a_dropped_receiver_wakes_every_sender_that_waits,
        the_last_sender_dropped_ends_the_receiver,
        one_sender_can_close_the_channel_for_all,
        a_disconnected_sender_leaves_the_channel_to_the_others;

    #[runtime_matrix::test(seeds = 20)]
    receiving:
        a_message_wakes_the_receive_that_waits,
        a_receive_cancelled_after_its_wake_leaves_its_message,
        a_receive_that_gave_nothing_has_taken_nothing,
        a_try_recv_tells_empty_from_closed,
        a_stream_ends_when_the_channel_is_closed;

    #[runtime_matrix::test(seeds = 20)]
    unbounded:
        an_unbounded_channel_takes_all_at_once,
        an_unbounded_send_to_nobody_gives_the_message_back;

    #[runtime_matrix::test(seeds = 20)]
    oneshot:
        a_value_wakes_the_receiver_that_waits,
        a_panic_of_the_sending_task_cancels_the_receiver,
        a_value_that_nobody_receives_comes_back,
        a_closed_receiver_has_what_was_sent_before_and_nothing_after,
        a_sender_learns_that_its_receiver_is_gone,
        a_oneshot_try_recv_tells_early_from_cancelled;
}
