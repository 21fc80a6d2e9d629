use std::time::Duration;

use runtime_matrix_core::{BoxFuture, Executor, RuntimeFactory};

use crate::{
    parts::{block_on, turn},
    seen::{Program, build},
};

pub(crate) const PROGRAMS: &[(&str, Program)] = &[
    ("sleeps_end_early", a_sleep_takes_its_time),
    ("sleeps_never_end", a_sleep_ends),
    ("sleeps_end_in_reverse", the_shorter_sleep_ends_first),
    (
        "sleeps_begin_at_their_first_poll",
        a_sleep_runs_from_its_call,
    ),
    ("a_sleep_of_zero_never_ends", a_sleep_of_zero_ends),
    (
        "a_dropped_sleep_stops_the_others",
        a_dropped_sleep_delays_nobody,
    ),
    ("long_sleeps_end_at_once", a_long_sleep_takes_its_time),
];

const SECOND: Duration = Duration::from_secs(1);

fn sleep(executor: &dyn Executor, duration: Duration) -> BoxFuture<()> {
    executor.timer().expect("there is one").sleep(duration)
}

fn now(executor: &dyn Executor) -> Duration {
    executor.native_clock().expect("there is one").now()
}

fn a_sleep_takes_its_time(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, sleep(&*executor, SECOND));
    assert!(now(&*executor) >= SECOND, "{:?}", now(&*executor));
}

fn a_sleep_ends(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, sleep(&*executor, SECOND));
}

fn the_shorter_sleep_ends_first(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let (long, short) = (sleep(&*executor, 2 * SECOND), sleep(&*executor, SECOND));
        let long = executor.spawn(long);
        executor.spawn(short).join_native().await;
        assert_eq!(now(&*executor), SECOND);
        long.join_native().await;
    });
}

fn a_sleep_runs_from_its_call(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        let (first, second) = (sleep(&*executor, SECOND), sleep(&*executor, SECOND));
        first.await;
        second.await;
    });
    assert_eq!(now(&*executor), SECOND);
}

fn a_sleep_of_zero_ends(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, sleep(&*executor, Duration::ZERO));
}

fn a_dropped_sleep_delays_nobody(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    block_on(&*executor, async {
        drop(sleep(&*executor, SECOND));
        turn().await;
        sleep(&*executor, SECOND).await;
    });
}

fn a_long_sleep_takes_its_time(factory: &dyn RuntimeFactory) {
    let executor = build(factory);
    let day = 86_400 * SECOND;
    block_on(&*executor, sleep(&*executor, day));
    assert!(now(&*executor) >= day, "{:?}", now(&*executor));
}
