//! Clocks: the machine's and virtual ones, and what moves them.

mod advance;
mod bridge;
mod guards;
mod interval;
mod jumps;
mod key;
mod refusals;
mod sleeping;
mod standing_still;
mod telling;

use std::time::Duration;

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}
