//! Checks for authors of libraries: whether an operation lets others have their turns, and stands a runtime that
//! forces it to.
//!
//! | to see that | use |
//! |---|---|
//! | many operations in one poll of a task all come off | [`many_in_one_poll`] |
//! | a loop of operations that are always ready starves nobody | [`beside_a_timer`] |
//! | a synchronous façade can be called inside a task | [`facade`] |
//!
//! Tokio has a cooperative budget: after 128 operations of its own in one poll of a task, the next one is pending
//! although it could go on, and its wake is held back until the task has returned to the scheduler. Code that takes
//! that for "there is nothing" loses items, and code that blocks its thread until it is woken hangs, from the 129th
//! operation on. Shorter tests never see it.

mod beside;
mod facade;
mod many;

pub use beside::beside_a_timer;
pub use facade::{CALLS, Facade, facade};
pub use many::{MANY, many_in_one_poll};
