//! What is said of clocks, when they are misused and when a cell fails.

use std::time::Duration;

use crate::{
    clock::{source::TimeSource, timers::Moment},
    tracking::{
        failure::title,
        node::{Kind, Node},
        place::Place,
        tracker::Tracker,
    },
};

/// Says why time cannot be moved by hand, if it cannot.
pub(crate) fn refusal(source: &TimeSource) -> Option<&'static str> {
    match source {
        TimeSource::Virtual(_) => None,
        TimeSource::Machine(_) => Some(
            "the cell lives by the machine's clock, which nobody moves: give the test `clock = \"virtual\"`, \
             or the cell `Cell::virtual_clock`",
        ),
        TimeSource::Native(_) => Some(
            "the runtime has a clock of its own, which the suite can read and not move: sleep on it instead",
        ),
    }
}

pub(crate) fn in_a_wake() -> String {
    "begins inside the wake of a timer, while time is moving: let a task advance the clock, and the wake \
     wake that task"
        .to_owned()
}

pub(crate) fn in_a_job() -> String {
    "is polled in a blocking job, for which time stands: let a task advance the clock, or let the job wait \
     for it with `Clock::wait_blocking`"
        .to_owned()
}

pub(crate) fn past_the_end(by: Duration, now: Moment) -> String {
    let (now, end) = (Duration::from_nanos(now), Duration::from_nanos(Moment::MAX));
    format!(
        "would move time by {by:?} from {now:?}, past its end at {end:?} (584 years): advance by less"
    )
}

pub(crate) fn two_at_once(other: Place) -> String {
    format!(
        "meets another one, called at {other}, that has not ended: two cannot move one clock, so let one task \
         await both, one after the other"
    )
}

/// Says what keeps virtual time where it is although somebody waits for it.
pub(crate) fn what_holds(tracker: &Tracker) -> Vec<String> {
    let jobs = tracker.with_nodes(|nodes| {
        let jobs = nodes.iter().filter(|node| node.kind == Kind::Job);
        jobs.map(|job| job_holds(job)).collect::<Vec<_>>()
    });
    let flights = tracker.flights.told().map(|operations| {
        format!(
            "{operations} on a real socket is in flight, for which virtual time stands: use a transport in \
             memory, or live by the real clock (`clock = \"real\"`)"
        )
    });
    let past_us = tracker.untracked().filter(|count| *count > 0).map(|count| {
        format!(
            "{count} of the runtime's tasks were spawned past the suite, and time stands while there are any: \
             spawn them with `Runtime::spawn`"
        )
    });
    let mut told: Vec<_> = jobs.into_iter().chain(flights).chain(past_us).collect();
    told.extend(tracker.holds.since().map(|since| {
        format!("the clock is held {since}: drop what `Clock::hold` returned once it may go on")
    }));
    told
}

fn job_holds(job: &Node) -> String {
    format!(
        "{}, started at {}, keeps virtual time from moving: if it only waits for the clock, let it wait with \
         `Clock::wait_blocking`",
        title(job),
        job.place
    )
}

/// Says who moves time by hand, or should.
pub(crate) fn who_moves(tracker: &Tracker) -> Vec<String> {
    let Some(clock) = tracker.clock.as_virtual() else {
        return Vec::new();
    };
    let mut timers = clock.timers();
    let now = Duration::from_nanos(timers.now);
    let mut told = Vec::new();
    if let Some(advancing) = timers.advancing() {
        let place = advancing.place();
        told.push(format!(
            "the advance of the clock called at {place} has not ended, and time is {now:?}: what sleeps over and \
             over, such as an interval, leaves `advance_until_idle` no end, so advance by a duration"
        ));
    } else if timers.by_hand().count() > 0 && timers.has_any() {
        let places = timers.by_hand().to_string();
        told.push(format!(
            "virtual time is {now:?} and moves by hand only, since {places}: nobody advances it, though somebody \
             sleeps"
        ));
    }
    told
}
