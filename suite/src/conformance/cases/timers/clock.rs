//! The runtime's own clock.

use std::time::{Duration, Instant};

use super::{SHORT, Watch, sleeps::sleep};
use crate::conformance::lab::Lab;

pub(super) fn clock_never_runs_back(lab: &Lab) {
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

pub(super) fn clock_starts_at_zero(lab: &Lab) {
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

pub(super) fn clock_moves_with_sleeps(lab: &Lab) {
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
