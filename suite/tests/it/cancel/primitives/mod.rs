//! Small primitives, each with one flaw that one disturbance finds, and its correct twin, which is the same code.

mod notify;
pub(crate) mod parts;
mod semaphore;

pub(crate) mod batch_in_a_local;
pub(crate) mod busy_poll;
pub(crate) mod bytes_lost_mid_flush;
pub(crate) mod cell_left_initialising;
pub(crate) mod child_left_running;
pub(crate) mod cleanup_in_the_tail;
pub(crate) mod coalesced_notifications;
pub(crate) mod debt_on_cancel;
pub(crate) mod double_registration;
pub(crate) mod drop_that_panics;
pub(crate) mod dropped_waiter_counted;
pub(crate) mod half_frame_in_a_local;
pub(crate) mod half_of_a_transfer;
pub(crate) mod item_in_a_local;
pub(crate) mod item_lost_after_the_wake;
pub(crate) mod loser_dropped_with_its_item;
pub(crate) mod lost_wake_on_drop;
pub(crate) mod mutex_left_locked;
pub(crate) mod notification_swallowed;
pub(crate) mod oneshot_polled_twice;
pub(crate) mod order_broken_by_a_drop;
pub(crate) mod outputs_forgotten_by_a_join;
pub(crate) mod permit_before_the_poll;
pub(crate) mod permit_of_a_dropped_waiter;
pub(crate) mod pool_slot_leaked;
pub(crate) mod seen_before_it_is_returned;
pub(crate) mod stale_waker;
pub(crate) mod subscriber_left;
pub(crate) mod ticket_of_the_constructor;
pub(crate) mod value_lost_by_a_debounce;
pub(crate) mod wakes_itself_for_ever;
pub(crate) mod writer_flag_left;
