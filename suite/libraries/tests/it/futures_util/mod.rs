//! What users of futures-util rely on.

mod aborting;
mod broken;
mod buffering;
mod gaps;
mod gate;
mod joining;
mod kills;
mod library;
mod locking;
mod merging;
mod ordered;
mod polling;
mod selecting;
mod sharing;
mod unordered;
mod wrapping;

use broken::{Breakage, Broken};
use library::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    unordered:
        outputs_come_as_the_futures_complete,
        only_a_future_that_was_woken_is_polled_again,
        an_empty_set_ends_and_takes_more_later,
        each_output_is_given_exactly_once,
        a_dropped_set_drops_its_futures,
        a_panic_in_one_future_leaves_the_others;

    #[runtime_matrix::test(seeds = 20)]
    ordered:
        outputs_come_in_the_order_of_the_pushes,
        what_is_pushed_to_the_front_comes_first,
        queued_futures_run_at_the_same_time;

    #[runtime_matrix::test(seeds = 20)]
    buffering:
        a_buffer_runs_as_many_as_its_limit,
        an_ordered_buffer_keeps_the_order_of_its_stream,
        a_buffer_waits_for_its_stream,
        for_each_concurrent_runs_as_many_as_its_limit,
        a_limit_of_zero_is_no_limit;

    #[runtime_matrix::test(seeds = 20)]
    merging:
        two_streams_that_are_ready_take_turns,
        a_select_of_streams_ends_with_the_last,
        either_stream_wakes_their_select;

    #[runtime_matrix::test(seeds = 20)]
    sharing:
        every_clone_gets_the_output_of_one_run,
        a_wake_reaches_every_clone,
        a_clone_that_is_dropped_takes_no_wake_with_it,
        the_last_clone_drops_the_future,
        an_output_can_be_peeked_at_once_it_is_there,
        a_panic_reaches_every_clone;

    #[runtime_matrix::test(seeds = 20)]
    aborting:
        an_abort_ends_a_future_that_waits,
        an_aborted_future_is_polled_no_more,
        an_abort_after_the_end_changes_nothing;

    #[runtime_matrix::test(seeds = 20)]
    joining:
        join_all_gives_the_outputs_in_the_order_of_the_futures,
        try_join_all_gives_the_outputs_if_all_succeed,
        try_join_all_fails_with_the_first_error;

    #[runtime_matrix::test(seeds = 20)]
    selecting:
        a_select_gives_back_what_lost,
        a_future_that_lost_goes_on_in_the_next_round,
        a_select_of_what_has_completed_says_so,
        a_select_prefers_neither_side,
        a_biased_select_prefers_the_first;

    #[runtime_matrix::test(seeds = 20)]
    wrapping:
        a_panic_is_caught_with_its_payload,
        poll_immediate_never_waits;

    #[runtime_matrix::test(seeds = 20)]
    locking:
        a_mutex_has_one_holder_at_a_time,
        tasks_that_share_a_mutex_lose_no_update,
        an_unlock_wakes_one_of_those_who_wait,
        a_lock_cancelled_before_its_wake_takes_no_turn,
        a_lock_cancelled_after_its_wake_passes_it_on,
        a_panic_of_the_holder_frees_the_mutex;

    #[runtime_matrix::test(seeds = 20)]
    gaps:
        an_error_among_many_futures_waits_for_its_turn,
        a_panic_does_not_wake_a_clone_that_came_meanwhile;
}
