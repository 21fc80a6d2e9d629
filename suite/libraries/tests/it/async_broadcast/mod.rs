//! What users of async-broadcast rely on.

mod blocking;
mod bounded;
mod broken;
mod cancelling;
mod channel;
mod closing;
mod delivery;
mod inactive;
mod kills;
mod overflow;

use broken::{Breakage, Broken};
use channel::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    delivery:
        each_receiver_gets_every_message,
        all_receivers_see_the_same_order,
        a_message_wakes_every_waiting_receiver,
        a_new_receiver_sees_only_what_comes_after,
        a_clone_has_the_same_messages_queued,
        clones_are_counted;

    #[runtime_matrix::test(seeds = 20)]
    bounded:
        a_broadcast_waits_for_the_slowest_receiver,
        a_full_channel_refuses_a_try_broadcast,
        a_larger_capacity_makes_room,
        a_dropped_receiver_holds_nobody_up,
        a_receiver_that_panicked_holds_nobody_up;

    #[runtime_matrix::test(seeds = 20)]
    overflow:
        a_message_that_overflows_replaces_the_oldest,
        a_receiver_that_lags_is_told_how_many_it_missed,
        a_smaller_capacity_drops_the_oldest,
        a_stream_skips_what_was_dropped;

    #[runtime_matrix::test(seeds = 20)]
    inactive:
        an_inactive_receiver_keeps_the_channel_open,
        an_inactive_receiver_gets_nothing,
        a_broadcast_waits_for_an_active_receiver,
        a_broadcast_that_is_not_to_wait_fails_at_once;

    #[runtime_matrix::test(seeds = 20)]
    closing:
        a_close_wakes_every_waiting_receiver,
        a_close_gives_the_waiting_senders_their_messages_back,
        a_closed_channel_gives_out_what_was_queued,
        only_the_first_close_closes,
        the_last_sender_dropped_ends_the_receivers,
        the_last_receiver_dropped_fails_the_senders;

    #[runtime_matrix::test(seeds = 20)]
    cancelling:
        a_receive_cancelled_after_its_wake_leaves_the_message,
        a_receive_that_gave_nothing_has_taken_nothing,
        a_broadcast_cancelled_before_its_wake_sends_nothing,
        a_broadcast_cancelled_after_its_wake_passes_it_on;

    #[runtime_matrix::test(requires(blocking))]
    blocking:
        a_job_broadcasts_to_tasks,
        a_job_receives_from_a_task;
}
