//! Sleeps.

use std::{
    future::poll_fn,
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use runtime_matrix_core::BoxFuture;

use super::{HALF_AN_HOUR, SHORT, Watch};
use crate::conformance::{
    instance::Instance,
    lab::Lab,
    parts::{Count, Flag, turn},
};

pub(super) fn sleep(instance: &Instance, duration: Duration) -> BoxFuture<()> {
    instance.timer_of().sleep(duration)
}

/// Polls it once, with a waker that does nothing, and tells whether it is over.
pub(super) fn is_over(sleep: &mut BoxFuture<()>) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    sleep.as_mut().poll(&mut context).is_ready()
}

pub(super) fn never_end_early(lab: &Lab) {
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

pub(super) fn end(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a sleep of a millisecond", sleep(&instance, SHORT));
    instance.end();
}

pub(super) fn of_zero_end(lab: &Lab) {
    let instance = lab.instance();
    let zero = sleep(&instance, Duration::ZERO);
    instance.block_on("a sleep of zero", zero);
    instance.end();
}

pub(super) fn count_from_the_call(lab: &Lab) {
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

pub(super) fn may_be_made_outside(lab: &Lab) {
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

pub(super) fn end_shorter_ones_first(lab: &Lab) {
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

pub(super) fn of_one_length_all_end(lab: &Lab) {
    let instance = lab.instance();
    let sleeps: Vec<_> = (0..8).map(|_| sleep(&instance, SHORT)).collect();
    instance.block_on("the end of eight sleeps of one length", async {
        for sleep in sleeps {
            sleep.await;
        }
    });
    instance.end();
}

pub(super) fn delay_nobody_once_dropped(lab: &Lab) {
    let instance = lab.instance();
    instance.block_on("a sleep after one that was dropped unpolled", async {
        drop(sleep(&instance, SHORT));
        sleep(&instance, SHORT).await;
    });
    instance.end();
}

pub(super) fn delay_nobody_once_dropped_half_way(lab: &Lab) {
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

pub(super) fn may_be_far_away(lab: &Lab) {
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

pub(super) fn end_all_of_a_thousand(lab: &Lab) {
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

pub(super) fn wake_whoever_polled_last(lab: &Lab) {
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

pub(super) fn heed_no_spurious_poll(lab: &Lab) {
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

pub(super) fn move_between_threads(lab: &Lab) {
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
