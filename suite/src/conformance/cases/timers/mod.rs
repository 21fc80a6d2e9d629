//! Sleeping.

mod clock;
mod sleeps;

use std::time::{Duration, Instant};

use runtime_matrix_core::{Capability, NativeClock};

use self::{
    clock::{clock_moves_with_sleeps, clock_never_runs_back, clock_starts_at_zero},
    sleeps::{
        count_from_the_call, delay_nobody_once_dropped, delay_nobody_once_dropped_half_way, end,
        end_all_of_a_thousand, end_shorter_ones_first, heed_no_spurious_poll, may_be_far_away,
        may_be_made_outside, move_between_threads, never_end_early, of_one_length_all_end,
        of_zero_end, wake_whoever_polled_last,
    },
};
use crate::conformance::{
    case::{Case, case},
    instance::Instance,
};

const SOURCE: &str = "`Timer::sleep`";
const CLOCK: &str = "`NativeClock::now`";
const TIMER: &[Capability] = &[Capability::Timer];
const TIMER_AND_CLOCK: &[Capability] = &[Capability::Timer, Capability::NativeClock];
const SHORT: Duration = Duration::from_millis(1);
const HALF_AN_HOUR: Duration = Duration::from_secs(1_800);

pub(super) const CASES: &[Case] = &[
    case!(
        "timers",
        never_end_early,
        Must,
        "A sleep MUST NOT complete before its duration has passed."
    )
    .with_source(SOURCE)
    .with_hint("durations are rounded down, or a wake is taken for the end: round up, and look at the time")
    .requiring(TIMER),
    case!("timers", end, Must, "A sleep MUST complete.")
        .with_source(SOURCE)
        .with_hint("nobody polls the timers while all tasks wait")
        .requiring(TIMER),
    case!(
        "timers",
        of_zero_end,
        Must,
        "A sleep of zero MUST be accepted, and complete."
    )
    .with_source(SOURCE)
    .requiring(TIMER),
    case!(
        "timers",
        count_from_the_call,
        Must,
        "The duration of a sleep MUST be counted from the call that makes it, not from its first poll."
    )
    .with_source(SOURCE)
    .with_hint("make the runtime's own sleep in the call, not in an async block that it returns")
    .requiring(TIMER),
    case!(
        "timers",
        may_be_made_outside,
        Must,
        "A sleep MUST be accepted from outside the instance's context."
    )
    .with_source(SOURCE)
    .with_hint("enter the context in the call that makes the sleep")
    .requiring(TIMER),
    case!(
        "timers",
        end_shorter_ones_first,
        Must,
        "Of two sleeps made at one time, the much shorter one MUST complete first."
    )
    .with_source(SOURCE)
    .requiring(TIMER),
    case!(
        "timers",
        of_one_length_all_end,
        Must,
        "Sleeps made at one time with the same duration MUST all complete."
    )
    .with_source(SOURCE)
    .with_hint("timers are kept in a map by their deadline alone")
    .requiring(TIMER),
    case!(
        "timers",
        delay_nobody_once_dropped,
        Must,
        "A sleep that is dropped without a poll MUST NOT delay another one."
    )
    .with_source(SOURCE)
    .requiring(TIMER),
    case!(
        "timers",
        delay_nobody_once_dropped_half_way,
        Must,
        "A sleep that is dropped after a poll MUST NOT delay another one."
    )
    .with_source(SOURCE)
    .requiring(TIMER),
    case!(
        "timers",
        may_be_far_away,
        Must,
        "A sleep of any length MUST be accepted, and not complete early."
    )
    .with_source(SOURCE)
    .with_hint("the deadline overflows: saturate, or wait for ever")
    .requiring(TIMER),
    case!(
        "timers",
        end_all_of_a_thousand,
        Must,
        "A thousand sleeps at one time MUST all complete."
    )
    .with_source(SOURCE)
    .requiring(TIMER),
    case!(
        "timers",
        wake_whoever_polled_last,
        Must,
        "A sleep MUST wake the waker of its latest poll."
    )
    .with_source("`Future::poll`: only the waker of the most recent call is to be woken")
    .with_hint("the waker of the first poll is kept: replace it unless `will_wake`")
    .requiring(TIMER),
    case!(
        "timers",
        heed_no_spurious_poll,
        Must,
        "A sleep that is polled again before its time MUST stay pending."
    )
    .with_source(SOURCE)
    .with_hint("a poll is taken for the wake of the timer: look at the time")
    .requiring(TIMER),
    case!(
        "timers",
        move_between_threads,
        Must,
        "A sleep that is made and polled on one thread MUST complete when it is awaited on another one."
    )
    .with_source(SOURCE)
    .requiring(TIMER),
    case!(
        "timers",
        clock_never_runs_back,
        Must,
        "The runtime's own clock MUST NOT run back."
    )
    .provisional()
    .with_source(CLOCK)
    .requiring(TIMER_AND_CLOCK),
    case!(
        "timers",
        clock_starts_at_zero,
        Must,
        "The runtime's own clock MUST count from the building of the instance."
    )
    .provisional()
    .with_source(CLOCK)
    .requiring(&[Capability::NativeClock]),
    case!(
        "timers",
        clock_moves_with_sleeps,
        Must,
        "The runtime's own clock MUST have moved by the length of a sleep that has completed."
    )
    .provisional()
    .with_source(CLOCK)
    .requiring(TIMER_AND_CLOCK),
];

/// The time by the clock that sleeps go by.
struct Watch(Instant);

impl Watch {
    fn new() -> Watch {
        Watch(Instant::now())
    }

    fn time(&self, instance: &Instance) -> Duration {
        let clock = instance.native_clock();
        clock.map_or_else(|| self.0.elapsed(), NativeClock::now)
    }
}
