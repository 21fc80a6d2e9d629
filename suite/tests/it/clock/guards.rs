//! What keeps time from moving by itself.

use std::{future::pending, sync::mpsc, thread, time::Duration};

use runtime_matrix::{Event, Runtime};

use super::{millis, secs};

#[runtime_matrix::test(clock = "virtual")]
async fn by_hand_time_stands_until_it_is_moved_or_let_go(rt: Runtime) {
    let by_hand = rt.clock().by_hand();
    let second = rt.clock().by_hand();
    let sleeper = rt.spawn(rt.sleep(millis(10)));
    for _ in 0..50 {
        rt.yield_now().await;
    }
    drop(by_hand);
    rt.clock().advance(millis(3)).await;
    assert!(!sleeper.is_finished());
    assert_eq!(rt.now(), millis(3));
    drop(second);
    sleeper.await.unwrap();
    assert_eq!(rt.now(), millis(10));
}

/// The thread is told to go on when nothing else can happen any more, and time stands for it all the same.
#[runtime_matrix::test(clock = "virtual")]
async fn a_hold_keeps_time_for_a_thread_outside(rt: Runtime) {
    let (answered, hold) = (Event::new(), rt.clock().hold());
    let answer = answered.clone();
    let thread = thread::spawn(move || {
        for _ in 0..100 {
            thread::yield_now();
        }
        answer.set();
        drop(hold);
    });
    let met = rt.timeout(secs(3600), answered.wait()).await;
    assert_eq!((met, rt.now()), (Ok(()), Duration::ZERO));
    thread.join().expect("it ends");
    rt.sleep(secs(1)).await;
    assert_eq!(rt.now(), secs(1), "time goes on when the hold is gone");
}

#[runtime_matrix::test(clock = "virtual")]
async fn time_goes_on_when_the_last_hold_is_dropped_by_a_thread_outside(rt: Runtime) {
    let holds = [rt.clock().hold(), rt.clock().hold()];
    let (sleeps, slept) = mpsc::channel::<()>();
    let thread = thread::spawn(move || {
        slept.recv().expect("the task sleeps");
        drop(holds);
    });
    let clock = rt.clone();
    let sleeper = rt.spawn(async move {
        let sleep = clock.sleep(secs(5));
        sleeps.send(()).expect("the thread waits");
        sleep.await;
        clock.now()
    });
    assert_eq!(sleeper.await.unwrap(), secs(5));
    thread.join().expect("it ends");
}

#[runtime_matrix::test(clock = "virtual")]
async fn an_advance_waits_for_a_hold(rt: Runtime) {
    let (hold, arrived) = (rt.clock().hold(), Event::new());
    let (clock, arrives) = (rt.clock(), arrived.clone());
    let mover = rt.spawn(async move {
        clock.advance(secs(1)).await;
        arrives.set();
    });
    for _ in 0..50 {
        rt.yield_now().await;
    }
    assert!(!arrived.is_set());
    assert_eq!(rt.now(), Duration::ZERO);
    drop(hold);
    mover.await.unwrap();
    assert_eq!(rt.now(), secs(1));
}

#[runtime_matrix::test]
async fn under_the_real_clock_a_hold_stops_no_time(rt: Runtime) {
    if !rt.clock().is_virtual() {
        let _hold = rt.clock().hold();
        let before = rt.now();
        rt.timeout(millis(1), pending::<()>()).await.unwrap_err();
        assert!(rt.now() > before);
    }
}
