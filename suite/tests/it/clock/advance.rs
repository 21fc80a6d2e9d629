//! Time that is moved by hand.

use std::{
    future::{pending, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::Poll,
    time::Duration,
};

use runtime_matrix::{Event, Runtime};

use super::{millis, secs};

#[runtime_matrix::test(clock = "virtual")]
async fn time_moves_by_exactly_that_much(rt: Runtime) {
    let _by_hand = rt.clock().by_hand();
    for by in [
        Duration::from_nanos(1),
        millis(7),
        secs(100_000),
        Duration::ZERO,
    ] {
        let before = rt.now();
        rt.clock().advance(by).await;
        assert_eq!(rt.now(), before + by);
    }
}

#[runtime_matrix::test(clock = "virtual")]
async fn whatever_is_due_on_the_way_has_run_by_then(rt: Runtime) {
    let _by_hand = rt.clock().by_hand();
    let log = Arc::new(Mutex::new(Vec::new()));
    for due in [5_u64, 1, 3, 11, 10] {
        let (clock, log) = (rt.clone(), Arc::clone(&log));
        let sleeper = rt.spawn(async move {
            clock.sleep(millis(due)).await;
            // More than one turn, and a child: all of it before time goes on.
            clock.yield_now().await;
            let child = clock.clone();
            let now = clock.spawn(async move { child.now() });
            let told = (due, now.await.unwrap());
            log.lock().unwrap().push(told);
        });
        sleeper.detach();
    }
    // Each of them sleeps by then.
    rt.clock().advance(Duration::ZERO).await;
    rt.clock().advance(millis(10)).await;
    let expected = [1, 3, 5, 10].map(|due| (due, millis(due)));
    assert_eq!(*log.lock().unwrap(), expected);
}

#[runtime_matrix::test(clock = "virtual")]
async fn what_is_made_on_the_way_is_due_on_the_way(rt: Runtime) {
    let _by_hand = rt.clock().by_hand();
    let ticks = Arc::new(AtomicU32::new(0));
    let (clock, ticked) = (rt.clone(), Arc::clone(&ticks));
    let ticker = rt.spawn(async move {
        loop {
            clock.sleep(millis(2)).await;
            ticked.fetch_add(1, SeqCst);
        }
    });
    rt.clock().advance(Duration::ZERO).await;
    rt.clock().advance(millis(9)).await;
    assert_eq!(ticks.load(SeqCst), 4);
    ticker.cancel().await;
}

#[runtime_matrix::test(clock = "virtual")]
async fn an_advance_by_nothing_lets_everything_run(rt: Runtime) {
    let ran = Event::new();
    let (clock, runs) = (rt.clone(), ran.clone());
    rt.spawn(async move {
        for _ in 0..10 {
            clock.yield_now().await;
        }
        runs.set();
    })
    .detach();
    rt.clock().advance(Duration::ZERO).await;
    assert!(ran.is_set());
    assert_eq!(rt.now(), Duration::ZERO);
}

#[runtime_matrix::test(clock = "virtual")]
async fn until_idle_time_goes_to_the_last_timer(rt: Runtime) {
    let _by_hand = rt.clock().by_hand();
    let clock = rt.clone();
    let sleeper = rt.spawn(async move {
        for hour in 1..4 {
            clock.sleep(secs(hour * 3600)).await;
        }
    });
    rt.clock().advance(secs(1)).await;
    let moved = rt.clock().advance_until_idle().await;
    assert!(sleeper.is_finished());
    assert_eq!((moved, rt.now()), (secs(6 * 3600 - 1), secs(6 * 3600)));
    assert_eq!(rt.clock().advance_until_idle().await, Duration::ZERO);
    sleeper.await.unwrap();
}

#[runtime_matrix::test(clock = "virtual")]
async fn of_one_task_the_sleep_that_is_due_first_goes_first(rt: Runtime) {
    let mut sleep = pin!(rt.sleep(millis(5)));
    let mut advance = pin!(rt.clock().advance(millis(10)));
    let slept_until = poll_fn(|cx| {
        assert!(advance.as_mut().poll(cx).is_pending());
        sleep.as_mut().poll(cx).map(|()| rt.now())
    })
    .await;
    assert_eq!(slept_until, millis(5));
    advance.await;
    assert_eq!(rt.now(), millis(10));
}

#[runtime_matrix::test(clock = "virtual")]
async fn an_advance_that_is_dropped_leaves_time_where_it_is(rt: Runtime) {
    let hour = secs(3600);
    let met = rt.timeout(millis(5), rt.clock().advance(hour)).await;
    assert!(met.is_err(), "the advance ended in {:?}", rt.now());
    assert_eq!(rt.now(), millis(5));
    rt.clock().advance(millis(1)).await;
    assert_eq!(rt.now(), millis(6), "another one may follow");
    rt.sleep(millis(1)).await;
    assert_eq!(rt.now(), millis(7), "time moves by itself again");
}

#[runtime_matrix::test(clock = "virtual")]
async fn an_advance_in_a_task_ends_what_the_test_waits_for(rt: Runtime) {
    let _by_hand = rt.clock().by_hand();
    let clock = rt.clock();
    let mover = rt.spawn(async move { clock.advance(secs(60)).await });
    let waited = rt.timeout(secs(60), pending::<()>()).await;
    assert!(waited.is_err());
    mover.await.unwrap();
    assert_eq!(rt.now(), secs(60));
}

#[runtime_matrix::test(clock = "virtual")]
async fn a_timer_that_nobody_waits_for_any_more_moves_no_time(rt: Runtime) {
    let _by_hand = rt.clock().by_hand();
    let mut sleep = pin!(rt.sleep(secs(60)));
    poll_fn(|cx| Poll::Ready(sleep.as_mut().poll(cx).is_pending())).await;
    sleep.set(rt.sleep(secs(1)));
    assert_eq!(rt.clock().advance_until_idle().await, Duration::ZERO);
}
