//! Sleeping, timeouts and the clocks.

use std::{
    future::pending,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Wake, Waker},
    time::{Duration, Instant},
};

use runtime_matrix::{Cell, Elapsed, Runtime};

use super::millis;
use crate::on;

#[runtime_matrix::test]
async fn a_sleep_never_ends_early(rt: Runtime) {
    for duration in [
        Duration::ZERO,
        millis(1),
        Duration::from_micros(1_500),
        millis(7),
    ] {
        let start = rt.now();
        rt.sleep(duration).await;
        assert!(
            rt.now() - start >= duration,
            "a sleep of {duration:?} took {:?}",
            rt.now() - start
        );
    }
}

#[runtime_matrix::test]
async fn a_sleep_runs_from_its_call(rt: Runtime) {
    let start = rt.now();
    let (first, second) = (rt.sleep(millis(20)), rt.sleep(millis(20)));
    first.await;
    second.await;
    let both = rt.now() - start;
    assert!(both >= millis(20), "{both:?}");
    if rt.name() == "sim" {
        assert_eq!(both, millis(20));
    }
}

#[runtime_matrix::test]
async fn a_dropped_sleep_delays_nobody(rt: Runtime) {
    let start = rt.now();
    drop(rt.sleep(Duration::from_secs(3600)));
    rt.sleep(millis(1)).await;
    assert!(rt.now() - start < Duration::from_secs(3600));
}

#[runtime_matrix::test]
async fn a_timeout_that_is_met_gives_the_output(rt: Runtime) {
    assert_eq!(
        rt.timeout(Duration::from_secs(60), async { 7 }).await,
        Ok(7)
    );
}

#[runtime_matrix::test]
async fn a_timeout_of_zero_still_polls_once(rt: Runtime) {
    assert_eq!(rt.timeout(Duration::ZERO, async { 7 }).await, Ok(7));
}

#[runtime_matrix::test]
async fn a_timeout_that_is_over_has_dropped_the_future(rt: Runtime) {
    let alive = Arc::new(());
    let held = Arc::clone(&alive);
    let result = rt
        .timeout(millis(1), async move {
            let _held = held;
            pending::<()>().await;
        })
        .await;
    let error: Elapsed = result.unwrap_err();
    assert_eq!(error.limit(), millis(1));
    assert_eq!(error.to_string(), "it did not end within 1ms");
    assert_eq!(
        Arc::strong_count(&alive),
        1,
        "the future outlived its timeout"
    );
}

#[runtime_matrix::test]
async fn a_future_that_is_ready_at_the_deadline_has_made_it(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let result = rt.timeout(millis(10), rt.sleep(millis(10))).await;
        assert_eq!(result, Ok(()));
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn of_nested_timeouts_the_inner_one_fires_first(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let inner = rt.timeout(millis(10), pending::<()>());
        assert!(matches!(rt.timeout(millis(20), inner).await, Ok(Err(_))));
        assert_eq!(rt.now(), millis(10));
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn virtual_time_ends_after_the_longest_sleep(rt: Runtime) {
    let start = Instant::now();
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let sleepers: Vec<_> = (10..30)
            .map(|seconds| {
                let sleep = rt.sleep(Duration::from_secs(seconds));
                rt.spawn(sleep)
            })
            .collect();
        for sleeper in sleepers {
            sleeper.await.unwrap();
        }
        assert_eq!(rt.now(), Duration::from_secs(29));
    })
    .await
    .unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "somebody waited: {:?}",
        start.elapsed()
    );
}

/// Notes its number when it is woken.
struct Note(u32, Arc<Mutex<Vec<u32>>>);

impl Wake for Note {
    fn wake(self: Arc<Self>) {
        self.1.lock().expect("nothing panics under it").push(self.0);
    }
}

#[runtime_matrix::test]
async fn equal_deadlines_fire_in_the_order_of_their_making(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let woken = Arc::new(Mutex::new(Vec::new()));
        let mut sleeps: Vec<_> = (0..10)
            .map(|number| (number, rt.sleep(millis(10))))
            .collect();
        // Polled in the reverse order, which must not matter.
        for (number, sleep) in sleeps.iter_mut().rev() {
            let waker = Waker::from(Arc::new(Note(*number, Arc::clone(&woken))));
            let polled = Pin::new(sleep).poll(&mut Context::from_waker(&waker));
            assert!(polled.is_pending());
        }
        rt.sleep(millis(11)).await;
        let expected: Vec<u32> = (0..10).collect();
        assert_eq!(*woken.lock().expect("nothing panics under it"), expected);
    })
    .await
    .unwrap();
}

#[runtime_matrix::test(requires(blocking))]
async fn virtual_time_stands_still_while_a_job_runs(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let (go_on, goes_on) = std::sync::mpsc::channel::<()>();
        let job = rt.spawn_blocking(move || goes_on.recv());
        let clock = rt.clone();
        let sleeper = rt.spawn(async move {
            clock.sleep(millis(10)).await;
            clock.now()
        });
        for _ in 0..100 {
            rt.yield_now().await;
        }
        assert_eq!(
            rt.now(),
            Duration::ZERO,
            "time moved although a job was running"
        );
        drop(go_on);
        assert!(job.await.unwrap().is_err());
        assert_eq!(sleeper.await.unwrap(), millis(10));
    })
    .await
    .unwrap();
}

#[runtime_matrix::test]
async fn now_can_be_read_after_the_cell(rt: Runtime) {
    let (sender, receiver) = std::sync::mpsc::channel();
    on::outcome(&rt, move |rt| async move {
        rt.sleep(millis(2)).await;
        sender.send(rt).expect("the test waits");
    })
    .await
    .unwrap();
    assert!(receiver.recv().expect("the cell sent its handle").now() >= millis(2));
}
