//! What users of Tokio's `sync` rely on, in and out of Tokio's own tasks: a folder for each type.
//!
//! A task of Tokio's may run out of budget after 128 operations without a break, and these futures then
//! wait although they could complete: what is polled by hand stays far below that.

mod barrier;
mod blocking;
mod broadcast;
mod broken;
mod kills;
mod mpsc;
mod mutex;
mod notify;
mod once_cell;
mod oneshot;
mod rw_lock;
mod semaphore;
mod watch;

use broken::{Breakage, Broken};

use crate::property::properties;

/// What is sent: plain numbers, so that a message tells which it was.
type Message = u32;

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
struct Library;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    mpsc:
        a_send_into_a_full_channel_waits_for_room,
        room_goes_to_the_send_that_waits_longest,
        a_permit_keeps_its_room_until_it_is_used_or_dropped,
        a_receive_cancelled_after_its_wake_leaves_the_message,
        a_send_cancelled_after_its_wake_passes_its_room_on,
        a_closed_channel_gives_out_what_was_queued,
        the_last_sender_dropped_ends_the_receiver,
        a_dropped_receiver_fails_the_senders_that_wait;

    #[runtime_matrix::test(seeds = 20)]
    oneshot:
        a_value_wakes_who_polled_last,
        a_dropped_sender_fails_the_receiver,
        a_dropped_receiver_gives_the_value_back;

    #[runtime_matrix::test(seeds = 20)]
    watch:
        a_receiver_sees_the_latest_value_once,
        a_value_wakes_every_waiting_receiver,
        a_changed_cancelled_after_its_wake_has_seen_nothing,
        the_sender_dropped_ends_the_receivers_after_its_last_value;

    #[runtime_matrix::test(seeds = 20)]
    broadcast:
        each_receiver_gets_what_is_sent_from_its_subscription_on,
        a_receiver_that_lags_is_told_how_many_it_missed,
        the_last_sender_dropped_ends_the_subscribers;

    #[runtime_matrix::test(seeds = 20)]
    mutex:
        one_task_at_a_time_holds_the_lock,
        the_lock_goes_to_who_waits_longest,
        a_lock_cancelled_after_its_wake_passes_it_on,
        a_panic_of_the_holder_unlocks;

    #[runtime_matrix::test(seeds = 20)]
    rw_lock:
        readers_share_and_a_writer_excludes,
        a_writer_that_waits_is_not_overtaken_by_readers,
        a_write_that_is_cancelled_lets_the_readers_behind_it_in;

    #[runtime_matrix::test(seeds = 20)]
    semaphore:
        an_acquire_of_many_is_not_overtaken_by_one_of_fewer,
        an_acquire_that_is_cancelled_gives_back_what_it_had_gathered,
        an_acquire_cancelled_after_its_wake_passes_its_permit_on,
        a_close_fails_every_waiting_acquire;

    #[runtime_matrix::test(seeds = 20)]
    notify:
        a_notification_without_a_waiter_is_kept_once,
        a_notification_goes_to_who_waits_longest,
        a_notification_of_all_wakes_who_waits_and_is_not_kept,
        a_wait_cancelled_after_its_wake_passes_it_on;

    #[runtime_matrix::test(seeds = 20)]
    barrier:
        a_barrier_opens_when_all_have_come,
        a_barrier_closes_again;

    #[runtime_matrix::test(seeds = 20)]
    once_cell:
        one_initialiser_runs_for_all,
        an_initialiser_that_is_cancelled_leaves_the_cell_to_the_next,
        an_initialiser_that_fails_leaves_the_cell_empty;

    #[runtime_matrix::test(requires(blocking))]
    blocking:
        a_job_sends_to_a_task,
        a_job_receives_from_a_task;
}
