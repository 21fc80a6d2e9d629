//! Futures looked at poll by poll: whether they suspend, who wakes them and how often, and the moment in which
//! nothing can run.
//!
//! | to | use |
//! |---|---|
//! | poll once, in the name of the task that runs | [`poll_once`] |
//! | see that a future waits, or is there | [`assert_pending`], [`assert_ready`] |
//! | see that an operation lets others have a turn, or never does | [`assert_suspends`], [`assert_never_suspends`] |
//! | count wakes | [`WakeCount`] |
//! | go on once every other task waits | [`Runtime::wait_all_tasks_blocked`](crate::Runtime::wait_all_tasks_blocked) |

mod checks;
pub(crate) mod quiet;
mod suspending;
mod wake_count;

pub use checks::{assert_pending, assert_ready, poll_once};
pub use suspending::{assert_never_suspends, assert_suspends};
pub use wake_count::WakeCount;
