use std::{
    future::poll_fn,
    time::{Duration, Instant},
};

use runtime_matrix_core::NativeClock;

use super::compare;
use crate::conformance::{lab::Lab, parts::Count};

pub(super) fn zero_sleep_yields(lab: &Lab) {
    let declared = lab.card().zero_sleep_yields;
    let instance = lab.instance();
    let polls = Count::default();
    let mut sleep = instance.timer_of().sleep(Duration::ZERO);
    instance.block_on(
        "a sleep of zero",
        poll_fn(|cx| {
            polls.add();
            sleep.as_mut().poll(cx)
        }),
    );
    let yields = polls.count() > 1;
    let seen = format!("a sleep of zero took {} polls", polls.count());
    compare(lab, "zero_sleep_yields", declared, yields, &seen);
    instance.end();
}

pub(super) fn timer_grain(lab: &Lab) {
    const SLEEP: Duration = Duration::from_micros(1_500);
    const FEW: u32 = 10;
    const MANY: u32 = 500;
    let declared = lab.card().timer_grain;
    let instance = lab.instance();
    let timer = instance.timer_of();
    let start = Instant::now();
    let now = || {
        let clock = instance.native_clock();
        clock.map_or_else(|| start.elapsed(), NativeClock::now)
    };
    let late = || {
        let before = now();
        instance.block_on("a short sleep", timer.sleep(SLEEP));
        now().saturating_sub(before).saturating_sub(SLEEP)
    };
    // The best of many: a loaded machine makes each of them late.
    let first = late();
    let (mut least, mut most, mut tries) = (first, first, 1);
    while (least > declared || is_overstated(declared, most) && tries < FEW)
        && tries < MANY
        && lab.has_time()
    {
        let late = late();
        (least, most) = (least.min(late), most.max(late));
        tries += 1;
    }
    if least > declared {
        lab.fail(
            format!("what the card declares, `timer_grain: {declared:?}`"),
            format!("the best of {tries} sleeps was {least:?} late: declare that much"),
        );
    }
    if is_overstated(declared, most) {
        lab.fail(
            format!("what the card declares, `timer_grain: {declared:?}`"),
            format!("the worst of {tries} sleeps was {most:?} late: declare no more than it takes"),
        );
    }
    instance.end();
}

/// Tells whether a grain is far more than any sleep was late. A timer with such a grain may end one sleep in time, and
/// not each of a few.
fn is_overstated(declared: Duration, most: Duration) -> bool {
    // What a fast timer declares of a slow machine is no overstatement.
    const FINE: Duration = Duration::from_millis(5);
    declared > FINE && declared / 10 > most
}
