//! Looking at futures poll by poll.

mod blocked;
mod checks;
mod wake_count;
