//! Sleeping.

use std::{
    future::poll_fn,
    task::{Context, Poll, Waker},
    thread,
    time::{Duration, Instant},
};

use runtime_matrix_core::{BoxFuture, Capability, NativeClock};

use crate::conformance::{
    case::{Case, case},
    instance::Instance,
    lab::Lab,
    parts::{Count, Flag, turn},
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
    .with_source(CLOCK)
    .requiring(TIMER_AND_CLOCK),
    case!(
        "timers",
        clock_starts_at_zero,
        Must,
        "The runtime's own clock MUST count from the building of the instance."
    )
    .with_source(CLOCK)
    .requiring(&[Capability::NativeClock]),
    case!(
        "timers",
        clock_moves_with_sleeps,
        Must,
        "The runtime's own clock MUST have moved by the length of a sleep that has completed."
    )
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

fn sleep(instance: &Instance, duration: Duration) -> BoxFuture<()> {
    instance.timer_of().sleep(duration)
}

/// Polls it once, with a waker that does nothing, and tells whether it is over.
fn is_over(sleep: &mut BoxFuture<()>) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    sleep.as_mut().poll(&mut context).is_ready()
}

fn never_end_early(lab: &Lab) {
    let instance = lab.instance();
    let watch = Watch::new();
    for micros in [1, 500, 1_000, 1_500, 3_000] {
        let length = Duration::from_micros(micros);
        let took = instance.block_on("a sleep", async {
            let start = watch.time(&instance);
            sleep(&instance, length).await;
            watch.time(&instance).saturating_sub(start)
        });
        if took < length {
            lab.fail(
                format!("a sleep of {length:?} to take that long"),
                format!("it was over after {took:?}"),
            );
        }
    }
    instance.end();
}

fn end(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a sleep of a millisecond", sleep(&instance, SHORT));
    instance.end();
}

fn of_zero_end(lab: &Lab) {
    let instance = lab.instance();
    let zero = sleep(&instance, Duration::ZERO);
    instance.block_on("a sleep of zero", zero);
    instance.end();
}

fn count_from_the_call(lab: &Lab) {
    let instance = lab.instance();
    let length = Duration::from_millis(10);
    let is_late = instance.block_on(
        "two sleeps of one time, and a shorter one made later",
        async {
            let (first, mut second) = (sleep(&instance, length), sleep(&instance, length));
            first.await;
            // The second one is due before this one is made.
            let mut later = sleep(&instance, length / 2);
            poll_fn(|cx| {
                if second.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(false);
                }
                later.as_mut().poll(cx).map(|()| true)
            })
            .await
        },
    );
    lab.holds(
        !is_late,
        "a sleep that is due to end before one that is made after that",
        "the one made later ended first",
    );
    instance.end();
}

fn may_be_made_outside(lab: &Lab) {
    let instance = lab.instance();
    let shared = instance.share();
    let made = thread::spawn(move || shared.timer().map(|timer| timer.sleep(SHORT))).join();
    match made {
        Ok(Some(sleep)) => instance.block_on("a sleep that another thread made", sleep),
        Ok(None) => lab.fail("the timer that the card declares", "no timer"),
        Err(_) => lab.fail("a sleep to be made outside the context", "a panic"),
    }
    instance.end();
}

fn end_shorter_ones_first(lab: &Lab) {
    let instance = lab.instance();
    let mut long = sleep(&instance, HALF_AN_HOUR);
    let short = sleep(&instance, SHORT);
    let task = instance.start(short);
    let mut task = task.join_native();
    let long_is_first = instance.block_on("the shorter of two sleeps", async {
        poll_fn(|cx| {
            if task.as_mut().poll(cx).is_ready() {
                return Poll::Ready(false);
            }
            long.as_mut().poll(cx).map(|()| true)
        })
        .await
    });
    lab.holds(
        !long_is_first,
        "a sleep of a millisecond to end before one of half an hour",
        "the one of half an hour ended first",
    );
    drop((task, long));
    instance.end();
}

fn of_one_length_all_end(lab: &Lab) {
    let instance = lab.instance();
    let sleeps: Vec<_> = (0..8).map(|_| sleep(&instance, SHORT)).collect();
    instance.block_on("the end of eight sleeps of one length", async {
        for sleep in sleeps {
            sleep.await;
        }
    });
    instance.end();
}

fn delay_nobody_once_dropped(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a sleep after one that was dropped unpolled", async {
        drop(sleep(&instance, SHORT));
        sleep(&instance, SHORT).await;
    });
    instance.end();
}

fn delay_nobody_once_dropped_half_way(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a sleep after one that was dropped half way", async {
        let mut half = sleep(&instance, SHORT);
        poll_fn(|cx| {
            let _ = half.as_mut().poll(cx);
            Poll::Ready(())
        })
        .await;
        let other = sleep(&instance, SHORT);
        drop(half);
        other.await;
    });
    instance.end();
}

fn may_be_far_away(lab: &Lab) {
    let instance = lab.instance();
    let day = Duration::from_secs(86_400);
    for length in [day, Duration::from_secs(u64::MAX / 1_000), Duration::MAX] {
        let is_early = instance.block_on("a few turns beside a long sleep", async {
            let mut long = sleep(&instance, length);
            for _ in 0..3 {
                if poll_fn(|cx| Poll::Ready(long.as_mut().poll(cx).is_ready())).await {
                    return true;
                }
                turn().await;
            }
            false
        });
        if is_early {
            lab.fail(
                format!("a sleep of {length:?} to wait"),
                "it was over at once",
            );
        }
    }
    instance.end();
}

fn end_all_of_a_thousand(lab: &Lab) {
    let instance = lab.instance();
    let sleeps: Vec<_> = (0..1_000)
        .map(|number| sleep(&instance, Duration::from_micros(number)))
        .collect();
    let ended = Count::default();
    let counted = ended.clone();
    instance.block_on("the end of a thousand sleeps", async move {
        for sleep in sleeps {
            sleep.await;
            counted.add();
        }
    });
    lab.equal("the number of sleeps that ended", ended.count(), 1_000);
    instance.end();
}

fn wake_whoever_polled_last(lab: &Lab) {
    let instance = lab.instance();
    let mut sleep = sleep(&instance, Duration::from_millis(5));
    instance.block_on("a sleep that was polled with another waker before", async {
        // The first poll is not one of whoever waits.
        if !is_over(&mut sleep) {
            sleep.await;
        }
    });
    instance.end();
}

fn heed_no_spurious_poll(lab: &Lab) {
    let instance = lab.instance();
    let mut long = sleep(&instance, HALF_AN_HOUR);
    let is_early = instance.block_on("polls of a sleep before its time", async {
        poll_fn(|cx| Poll::Ready((0..5).any(|_| long.as_mut().poll(cx).is_ready()))).await
    });
    lab.holds(
        !is_early,
        "a sleep of half an hour to wait, however often it is polled",
        "it was over within five polls",
    );
    drop(long);
    instance.end();
}

fn move_between_threads(lab: &Lab) {
    let instance = lab.instance();
    let mut sleep = sleep(&instance, SHORT);
    let done = Flag::default();
    let was_over = instance.block_on("a poll of a sleep", async {
        poll_fn(|cx| Poll::Ready(sleep.as_mut().poll(cx).is_ready())).await
    });
    thread::scope(|scope| {
        let (instance, done) = (&instance, &done);
        scope.spawn(move || {
            instance.block_on("a sleep that another thread has polled", async {
                if !was_over {
                    sleep.await;
                }
                done.set();
            });
        });
    });
    lab.holds(
        done.is_set(),
        "a sleep to end on another thread",
        "it did not",
    );
    instance.end();
}

fn clock_never_runs_back(lab: &Lab) {
    let instance = lab.instance();
    let watch = Watch::new();
    let back = instance.block_on("readings of the clock", async {
        let mut last = watch.time(&instance);
        for _ in 0..20 {
            sleep(&instance, Duration::from_micros(10)).await;
            for _ in 0..50 {
                let time = watch.time(&instance);
                if time < last {
                    return Some((last, time));
                }
                last = time;
            }
        }
        None
    });
    if let Some((last, time)) = back {
        lab.fail(
            format!("the clock not to run back from {last:?}"),
            format!("it said {time:?} then"),
        );
    }
    instance.end();
}

fn clock_starts_at_zero(lab: &Lab) {
    let before = Instant::now();
    let instance = lab.instance();
    let time = Watch::new().time(&instance);
    let passed = before.elapsed();
    if time > passed {
        lab.fail(
            "the clock of a fresh instance to be at its start",
            format!("it said {time:?}"),
        );
    }
    instance.end();
}

fn clock_moves_with_sleeps(lab: &Lab) {
    let instance = lab.instance();
    let watch = Watch::new();
    let moved = instance.block_on("a sleep of a millisecond", async {
        let start = watch.time(&instance);
        sleep(&instance, SHORT).await;
        watch.time(&instance).saturating_sub(start)
    });
    if moved < SHORT {
        lab.fail(
            format!("the clock to have moved by {SHORT:?}"),
            format!("it moved by {moved:?}"),
        );
    }
    instance.end();
}
