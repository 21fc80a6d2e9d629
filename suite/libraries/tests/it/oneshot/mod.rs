//! What users of oneshot rely on.

mod blocking;
mod broken;
mod channel;
mod closing;
mod kills;
mod looking;
mod waking;

use broken::{Breakage, Broken};
use channel::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    waking:
        what_was_sent_before_is_there_at_once,
        a_send_wakes_the_receiver_that_waits,
        a_send_wakes_whoever_polled_last,
        each_channel_carries_its_own_message;

    #[runtime_matrix::test(seeds = 20)]
    closing:
        a_dropped_sender_ends_the_receiver,
        a_panic_of_the_sender_ends_the_receiver,
        a_send_without_a_receiver_gives_the_message_back,
        a_receive_cancelled_before_its_wake_fails_the_send,
        a_message_that_nobody_receives_is_dropped;

    #[runtime_matrix::test(seeds = 20)]
    looking:
        a_try_recv_tells_empty_from_disconnected,
        a_receiver_tells_what_to_expect,
        a_receiver_that_waits_tells_what_to_expect,
        a_message_is_received_once;

    #[runtime_matrix::test(requires(blocking))]
    blocking:
        a_job_receives_from_a_task,
        a_task_receives_from_a_job,
        a_job_learns_that_nothing_will_be_sent,
        a_receive_that_timed_out_can_be_repeated;
}
