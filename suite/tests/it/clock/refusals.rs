//! What is refused, in words.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use runtime_matrix::{Cell, Outcome, Runtime, Verdict};

use super::{millis, secs};
use crate::on;

#[track_caller]
fn assert_refused(outcome: &Outcome, words: &str) {
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    let message = outcome.message().unwrap_or_default();
    assert!(message.contains(words), "{message}");
}

#[runtime_matrix::test]
async fn under_the_real_clock_nobody_moves_time(rt: Runtime) {
    if rt.clock().is_virtual() {
        return;
    }
    let advance = on::outcome(&rt, |rt| async move { rt.clock().advance(secs(1)).await }).await;
    assert_refused(
        &advance,
        "`Clock::advance`: the cell lives by the machine's clock, which nobody moves: give the test `clock = \"virtual\"`",
    );
    let until_idle = on::outcome(&rt, |rt| async move {
        rt.clock().advance_until_idle().await;
    });
    assert_refused(
        &until_idle.await,
        "`Clock::advance_until_idle`: the cell lives by",
    );
    let by_hand = on::outcome(&rt, |rt| async move { drop(rt.clock().by_hand()) }).await;
    assert_refused(&by_hand, "`Clock::by_hand`: the cell lives by");
}

#[runtime_matrix::test]
async fn two_advances_at_once_are_refused(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let mut first = pin!(rt.clock().advance(secs(1)));
        let mut second = pin!(rt.clock().advance(secs(1)));
        std::future::poll_fn(|cx| {
            let _ = first.as_mut().poll(cx);
            second.as_mut().poll(cx)
        })
        .await;
    })
    .await;
    assert_refused(&outcome, "meets another one, called at ");
    assert_refused(&outcome, "refusals.rs:");
}

#[runtime_matrix::test]
async fn an_advance_past_the_end_of_time_is_refused(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        rt.sleep(millis(1)).await;
        rt.clock().advance(Duration::from_nanos(u64::MAX)).await;
    })
    .await;
    assert_refused(
        &outcome,
        "from 1ms, past its end at 18446744073.709551615s (584 years)",
    );
}

#[runtime_matrix::test]
async fn time_can_be_moved_to_its_end(rt: Runtime) {
    on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let end = Duration::from_nanos(u64::MAX);
        rt.clock().advance(end).await;
        assert_eq!(rt.now(), end);
        rt.sleep(Duration::ZERO).await;
    })
    .await
    .unwrap();
}

/// Moves time when it is woken, which is none of its business.
struct Mover(Runtime);

impl Wake for Mover {
    fn wake(self: Arc<Self>) {
        let mut advance = pin!(self.0.clock().advance(secs(1)));
        let _ = advance
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
    }
}

#[runtime_matrix::test]
async fn an_advance_inside_the_wake_of_a_timer_is_refused(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let mut sleep = pin!(rt.sleep(millis(1)));
        let waker = Waker::from(Arc::new(Mover(rt.clone())));
        assert_eq!(
            sleep.as_mut().poll(&mut Context::from_waker(&waker)),
            Poll::Pending
        );
        rt.sleep(millis(1)).await;
    })
    .await;
    assert_refused(
        &outcome,
        "begins inside the wake of a timer, while time is moving",
    );
}

#[runtime_matrix::test(requires(blocking))]
async fn an_advance_in_a_blocking_job_is_refused(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let advance = rt.clock().advance(secs(1));
        let job = rt.spawn_blocking(|| futures_lite::future::block_on(advance));
        job.await.unwrap();
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    assert!(
        outcome
            .report()
            .contains("is polled in a blocking job, for which time stands"),
        "{}",
        outcome.report()
    );
}

/// Panics when it is woken, and counts that.
struct Panics(Arc<AtomicU32>);

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
        panic!("a waker of its own");
    }
}

#[runtime_matrix::test]
async fn a_waker_that_panics_keeps_no_other_from_its_wake(rt: Runtime) {
    let woken = Arc::new(AtomicU32::new(0));
    let wakes = Arc::clone(&woken);
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let mut sleeps = [0; 3].map(|_| Box::pin(rt.sleep(millis(1))));
        for sleep in &mut sleeps {
            let waker = Waker::from(Arc::new(Panics(Arc::clone(&wakes))));
            let polled = sleep.as_mut().poll(&mut Context::from_waker(&waker));
            assert_eq!(polled, Poll::Pending);
        }
        rt.sleep(millis(2)).await;
    })
    .await;
    assert_refused(&outcome, "the wake of a timer panicked: a waker of its own");
    assert_eq!(woken.load(SeqCst), 3);
}
