//! Standstills under virtual clocks: told soon, and never of the innocent.

use std::{
    future::pending,
    thread,
    time::{Duration, Instant},
};

use runtime_matrix::{Cell, Event, Runtime, Verdict};

use super::{millis, secs};
use crate::on;

/// The default grace, not the short one of other tests.
fn plain(rt: &Runtime) -> Cell<'static> {
    Cell::new(on::factory(rt)).virtual_clock()
}

#[runtime_matrix::test]
async fn a_standstill_ends_long_before_the_grace_of_real_time(rt: Runtime) {
    let cell = plain(&rt);
    let (outcome, took) = on::aside(&rt, move || {
        let start = Instant::now();
        let outcome = cell.run(|_| async move {
            let (_sender, mut receiver) = tokio::sync::mpsc::channel::<()>(1);
            receiver.recv().await;
        });
        (outcome, start.elapsed())
    })
    .await;
    let expected = if rt.name() == "sim" {
        Verdict::Deadlock
    } else {
        Verdict::Stalled
    };
    assert_eq!(outcome.verdict(), expected, "{}", outcome.report());
    assert!(took < secs(20), "it took {took:?}");
}

#[runtime_matrix::test]
async fn a_hold_and_the_thread_behind_it_are_waited_for(rt: Runtime) {
    let hasty = |cell: Cell<'static>| cell.virtual_clock().grace(millis(20));
    let outcome = on::outcome_of(&rt, hasty, |rt| async move {
        let (answered, hold) = (Event::new(), rt.clock().hold());
        let answer = answered.clone();
        let thread = thread::spawn(move || {
            // Longer than a standstill may last: what is tested is that it is none.
            thread::sleep(millis(60));
            answer.set();
            drop(hold);
        });
        answered.wait().await;
        thread.join().expect("it ends");
    });
    outcome.await.unwrap();
}

#[runtime_matrix::test]
async fn time_that_moves_by_hand_and_is_not_moved_is_a_standstill(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        rt.clock().advance(millis(3)).await;
        let _by_hand = rt.clock().by_hand();
        rt.sleep(secs(1)).await;
    })
    .await;
    assert!(
        matches!(outcome.verdict(), Verdict::Stalled | Verdict::Deadlock),
        "{}",
        outcome.report()
    );
    for part in [
        "virtual time is 3ms and moves by hand only, since",
        "standing_still.rs:",
        "nobody advances it",
    ] {
        assert!(outcome.report().contains(part), "{}", outcome.report());
    }
}

#[runtime_matrix::test]
async fn a_sleep_past_the_end_of_time_is_a_standstill(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        rt.timeout(Duration::MAX, pending::<()>())
            .await
            .unwrap_err();
    })
    .await;
    assert!(
        matches!(outcome.verdict(), Verdict::Stalled | Verdict::Deadlock),
        "{}",
        outcome.report()
    );
}
