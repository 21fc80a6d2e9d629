//! Intervals, and sleeps until a moment.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use runtime_matrix::{Cell, Runtime, Verdict};

use super::{millis, secs};
use crate::on;

#[runtime_matrix::test(clock = "virtual")]
async fn the_first_tick_comes_after_a_period_and_each_one_a_period_later(rt: Runtime) {
    rt.sleep(millis(3)).await;
    let mut ticks = rt.interval(millis(10));
    assert_eq!(ticks.period(), millis(10));
    for due in [13, 23, 33] {
        assert_eq!(ticks.tick().await, millis(due));
        assert_eq!(rt.now(), millis(due));
        // What is done in between is no delay for the next one.
        rt.sleep(millis(4)).await;
    }
}

#[runtime_matrix::test(clock = "virtual")]
async fn of_missed_ticks_one_comes_at_once_and_the_rest_are_left_out(rt: Runtime) {
    let mut ticks = rt.interval(millis(10));
    rt.sleep(millis(45)).await;
    assert_eq!((ticks.tick().await, rt.now()), (millis(10), millis(45)));
    assert_eq!((ticks.tick().await, rt.now()), (millis(50), millis(50)));
    rt.sleep(millis(10)).await;
    assert_eq!((ticks.tick().await, rt.now()), (millis(60), millis(60)));
    assert_eq!((ticks.tick().await, rt.now()), (millis(70), millis(70)));
}

#[runtime_matrix::test(clock = "virtual")]
async fn a_tick_that_is_given_up_is_not_lost(rt: Runtime) {
    let mut ticks = rt.interval(millis(10));
    let early = rt.timeout(millis(5), ticks.tick()).await;
    assert!(early.is_err());
    assert_eq!((ticks.tick().await, rt.now()), (millis(10), millis(10)));
}

#[runtime_matrix::test]
async fn an_interval_of_zero_is_refused(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        drop(rt.interval(Duration::ZERO));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    let message = outcome.message().unwrap_or_default();
    assert!(
        message.contains("an interval of zero would tick without end"),
        "{message}"
    );
}

#[runtime_matrix::test]
async fn what_would_end_past_the_end_of_time_never_does(rt: Runtime) {
    let mut ticks = rt.interval(Duration::MAX);
    let (mut sleep, mut until) = (
        pin!(rt.sleep(Duration::MAX)),
        pin!(rt.sleep_until(Duration::MAX)),
    );
    let mut tick = pin!(ticks.tick());
    for _ in 0..3 {
        let pending = poll_fn(|cx| {
            let sleeps = [sleep.as_mut().poll(cx), until.as_mut().poll(cx)];
            let all = sleeps.iter().all(Poll::is_pending) && tick.as_mut().poll(cx).is_pending();
            Poll::Ready(all)
        });
        assert!(pending.await);
        rt.sleep(millis(1)).await;
    }
    assert_eq!(rt.timeout(Duration::MAX, async { 7 }).await, Ok(7));
}

#[runtime_matrix::test]
async fn a_sleep_until_a_moment_that_is_past_is_over(rt: Runtime) {
    rt.sleep(millis(2)).await;
    let mut sleep = pin!(rt.sleep_until(millis(1)));
    if rt.clock().is_virtual() {
        let polled = poll_fn(|cx| Poll::Ready(sleep.as_mut().poll(cx))).await;
        assert!(polled.is_ready());
    } else {
        sleep.await;
    }
}

#[runtime_matrix::test]
async fn a_sleep_until_a_moment_ends_then(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        rt.sleep(secs(1)).await;
        rt.sleep_until(secs(3)).await;
        assert_eq!(rt.now(), secs(3));
    })
    .await
    .unwrap();
}
