//! Several futures in one task, time limits, and scopes that can be cancelled.
//!
//! | to | use |
//! |---|---|
//! | await two, or all of a list | [`join`], [`join_all`] |
//! | the same, until one fails | [`try_join`], [`try_join_all`] |
//! | await the first of several | [`race`], [`race_all`] |
//! | set a time limit | [`Runtime::timeout`], [`Runtime::timeout_at`] |
//! | cancel a body, with the tasks that it has spawned | [`Runtime::scope`] |
//! | clean up where a cancelled scope does not interrupt | [`Runtime::shield`] |
//!
//! # What cancelling means
//!
//! A future cannot be stopped within a poll. Whatever is cancelled here runs on to its next suspension point, and is
//! dropped there. So a tie goes to completion: what is ready when its time is over has made it, and even a limit of
//! zero leaves one poll. Clean-up is what its `Drop`s do and what the exits of its [contexts](crate::context) do: an
//! exit is told the [cause](crate::context::ExitCause), `TimedOut` after a deadline and `Cancelled` otherwise. A
//! scope awaits those exits before it returns; the other functions cannot, and leave them to the cell.
//!
//! # Order
//!
//! Whatever polls several polls them in the order in which they were given, each time. That is not fair, but it can
//! be foreseen: of two that are ready, the first one counts.
//!
//! [`Runtime::timeout`]: crate::Runtime::timeout
//! [`Runtime::timeout_at`]: crate::Runtime::timeout_at
//! [`Runtime::scope`]: crate::Runtime::scope
//! [`Runtime::shield`]: crate::Runtime::shield

mod cancel_scope;
mod deadline;
mod guarded;
mod joining;
mod member;
mod racing;
mod shield;
mod state;

pub use cancel_scope::{CancelScope, Scoped};
pub use joining::{join, join_all, try_join, try_join_all};
pub use racing::{race, race_all};
pub use state::CancelReason;
