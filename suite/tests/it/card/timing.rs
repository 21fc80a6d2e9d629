//! The entries about the runtime's own timer.

use std::{
    future::poll_fn,
    time::{Duration, Instant},
};

use runtime_matrix::Runtime;
use runtime_matrix_core::NativeClock;

use super::card;
use crate::on::{block_on, raw};

#[runtime_matrix::test(requires(timer))]
async fn zero_sleep_yields(rt: Runtime) {
    let declared = card(&rt).zero_sleep_yields;
    raw(&rt, move |executor| {
        let sleep = executor
            .timer()
            .expect("the card declares a timer")
            .sleep(Duration::ZERO);
        let polls = block_on(executor, async {
            let (mut sleep, mut polls) = (sleep, 0);
            poll_fn(|cx| {
                polls += 1;
                sleep.as_mut().poll(cx)
            })
            .await;
            polls
        });
        assert_eq!(polls > 1, declared, "a sleep of zero took {polls} polls");
    })
    .await;
}

#[runtime_matrix::test(requires(timer))]
async fn timer_grain(rt: Runtime) {
    let declared = card(&rt).timer_grain;
    raw(&rt, move |executor| {
        let timer = executor.timer().expect("the card declares a timer");
        let start = Instant::now();
        let now = || {
            executor
                .native_clock()
                .map_or_else(|| start.elapsed(), NativeClock::now)
        };
        // The best of many: a loaded machine makes each of them late, and none of them early.
        let late = (0..20).map(|_| {
            let (before, duration) = (now(), Duration::from_micros(1_500));
            block_on(executor, timer.sleep(duration));
            now() - before - duration
        });
        let least = late.min().expect("there were some");
        assert!(
            least <= declared,
            "at best {least:?} late, declared {declared:?}"
        );
    })
    .await;
}
