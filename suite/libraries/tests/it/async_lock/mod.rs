//! What users of async-lock rely on.

mod blocking;
mod broken;
mod exclusion;
mod fairness;
mod gaps;
mod initializing;
mod kills;
mod meeting;
mod permits;
mod primitives;
mod setting;
mod sharing;
mod upgrading;
mod waking;
mod writing;

use broken::{Breakage, Broken};
use primitives::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    exclusion:
        a_locked_mutex_lets_nobody_else_in,
        each_holder_sees_what_the_last_one_left,
        a_panic_of_the_holder_releases_the_mutex;

    #[runtime_matrix::test(seeds = 20)]
    waking:
        an_unlock_wakes_one_of_those_that_wait,
        a_lock_cancelled_before_its_wake_is_passed_over,
        a_lock_cancelled_after_its_wake_passes_it_on;

    #[runtime_matrix::test(seeds = 20)]
    fairness:
        a_lock_that_starves_comes_before_newcomers,
        a_starved_lock_that_is_cancelled_lets_newcomers_in;

    #[runtime_matrix::test(seeds = 20)]
    sharing:
        readers_share_the_lock,
        a_writer_lets_nobody_else_in,
        an_upgradable_reader_shares_with_readers_alone;

    #[runtime_matrix::test(seeds = 20)]
    writing:
        a_writer_that_waits_holds_new_readers_back,
        only_the_last_reader_lets_the_writer_in,
        a_writer_that_leaves_lets_all_readers_in,
        a_write_cancelled_before_its_wake_lets_readers_in_again,
        a_write_cancelled_after_its_wake_passes_it_on;

    #[runtime_matrix::test(seeds = 20)]
    upgrading:
        an_upgrade_waits_for_the_readers,
        a_cancelled_upgrade_gives_the_lock_up,
        a_downgrade_lets_readers_in_but_no_writer;

    #[runtime_matrix::test(seeds = 20)]
    permits:
        as_many_get_in_as_there_are_permits,
        permits_are_counted,
        a_released_permit_wakes_one_of_those_that_wait,
        added_permits_let_as_many_in,
        an_acquire_cancelled_before_its_wake_is_passed_over,
        an_acquire_cancelled_after_its_wake_passes_it_on;

    #[runtime_matrix::test(seeds = 20)]
    meeting:
        nobody_passes_before_the_last_arrives,
        the_last_to_arrive_leads_in_each_round;

    #[runtime_matrix::test(seeds = 20)]
    initializing:
        one_initializer_runs_for_all,
        an_initializer_that_fails_leaves_the_cell_to_the_next,
        an_initializer_that_panics_leaves_the_cell_to_the_next,
        an_initializer_that_is_cancelled_leaves_the_cell_to_the_next;

    #[runtime_matrix::test(seeds = 20)]
    setting:
        a_value_that_is_set_ends_each_wait,
        a_full_cell_gives_values_back,
        a_try_set_does_not_wait_for_an_initializer;

    #[runtime_matrix::test(seeds = 20)]
    gaps:
        a_finished_acquire_holds_back_the_next,
        a_finished_write_holds_back_the_next,
        overtaken_readers_wake_one_another,
        a_cancelled_wait_has_arrived_all_the_same;

    #[runtime_matrix::test(requires(blocking))]
    blocking:
        a_job_waits_for_the_mutex_of_a_task,
        a_job_waits_for_the_value_of_a_task;
}
