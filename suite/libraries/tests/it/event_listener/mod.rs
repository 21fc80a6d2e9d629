//! What users of event-listener rely on.

mod blocking;
mod broken;
mod dropping;
mod event;
mod gaps;
mod kills;
mod notifying;
mod tagging;
mod telling;
mod waiting;

use broken::{Breakage, Broken};
use event::Library;

use crate::property::properties;

properties! {
    #[runtime_matrix::test(seeds = 20)]
    notifying:
        listeners_are_notified_in_the_order_in_which_they_came,
        a_notification_reaches_as_many_as_it_names,
        a_notification_counts_those_that_have_one,
        an_additional_notification_reaches_another,
        a_notification_reaches_only_those_that_listen,
        a_listener_notified_before_its_first_poll_is_ready;

    #[runtime_matrix::test(seeds = 20)]
    dropping:
        a_listener_dropped_before_its_notification_is_passed_over,
        a_listener_dropped_after_its_notification_passes_it_on,
        what_is_passed_on_stays_what_it_was,
        a_listener_that_is_discarded_passes_nothing_on,
        a_listener_on_the_stack_passes_its_notification_on;

    #[runtime_matrix::test(seeds = 20)]
    telling:
        listeners_are_counted,
        an_event_tells_whether_a_listener_is_notified,
        a_listener_knows_its_event;

    #[runtime_matrix::test(seeds = 20)]
    tagging:
        each_listener_gets_the_tag_of_its_notification,
        a_tag_is_passed_on_with_its_notification;

    #[runtime_matrix::test(seeds = 20)]
    waiting:
        a_flag_reaches_all_that_wait_for_it,
        a_lock_made_of_an_event_lets_each_in;

    #[runtime_matrix::test(seeds = 20)]
    gaps:
        an_event_whose_listeners_have_gone_says_that_one_is_notified;

    #[runtime_matrix::test(requires(blocking))]
    blocking:
        a_job_waits_for_a_notification,
        a_job_that_times_out_takes_no_notification;
}
