//! What a failure says of the clock.

use std::{future::pending, sync::mpsc, thread, time::Duration};

use futures_lite::AsyncReadExt;

use runtime_matrix::{Cell, Event, JoinQueue, Outcome, Runtime, Verdict, duplex, mock::AsyncMock};

use super::{millis, secs};
use crate::on;

fn short(cell: Cell<'static>) -> Cell<'static> {
    cell.virtual_clock().timeout(Some(millis(150)))
}

#[track_caller]
fn assert_told(outcome: &Outcome, verdict: Verdict, parts: &[&str]) {
    let report = outcome.report();
    assert_eq!(outcome.verdict(), verdict, "{report}");
    for part in parts {
        assert!(report.contains(part), "{part}\n\n{report}");
    }
}

#[runtime_matrix::test(requires(blocking))]
async fn a_job_that_keeps_the_clock_is_named(rt: Runtime) {
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let (_keep, kept) = mpsc::channel::<()>();
        let (ends, ended) = mpsc::channel::<()>();
        rt.spawn_blocking(move || {
            let _ = kept.recv_timeout(secs(60));
            drop(ends);
        })
        .detach();
        rt.sleep(secs(1)).await;
        drop(ended);
    })
    .await;
    let parts = [
        "virtual time stands at 0ns while somebody sleeps",
        "blocking job 1, started at ",
        "if it only waits for the clock, let it wait with `Clock::wait_blocking`",
    ];
    assert_told(&outcome, Verdict::Timeout, &parts);
}

#[runtime_matrix::test]
async fn a_hold_that_is_kept_is_named(rt: Runtime) {
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let _hold = rt.clock().hold();
        rt.sleep(secs(1)).await;
    })
    .await;
    let parts = [
        "the clock is held since ",
        "telling.rs:",
        "drop what `Clock::hold` returned",
    ];
    assert_told(&outcome, Verdict::Timeout, &parts);
}

#[runtime_matrix::test(requires(net))]
async fn a_real_socket_in_flight_is_named(rt: Runtime) {
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let address =
            runtime_matrix::Address::from(std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
        let listener = rt.listen(address).await.unwrap();
        let _ = rt.timeout(secs(1), listener.accept()).await;
    })
    .await;
    let parts = [
        "virtual time stands at 0ns",
        "an accept on a real socket is in flight, for which virtual time stands: use a transport in memory",
    ];
    assert_told(&outcome, Verdict::Timeout, &parts);
}

#[runtime_matrix::test]
async fn an_advance_without_end_is_named(rt: Runtime) {
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let clock = rt.clone();
        rt.spawn(async move {
            let mut ticks = clock.interval(secs(1));
            loop {
                ticks.tick().await;
            }
        })
        .detach();
        rt.clock().advance_until_idle().await;
    })
    .await;
    let parts = [
        "the advance of the clock called at ",
        "telling.rs:",
        "leaves `advance_until_idle` no end",
    ];
    assert_told(&outcome, Verdict::Timeout, &parts);
}

/// Has a thread outside wake the test after time has moved, and fails or not.
async fn woken_from_outside(rt: Runtime, fails: bool) {
    let (go, goes) = mpsc::channel::<()>();
    let woken = Event::new();
    let wakes = woken.clone();
    let thread = thread::spawn(move || {
        goes.recv().expect("the test sends");
        // Until nothing else is left to happen.
        thread::sleep(millis(50));
        wakes.set();
    });
    rt.sleep(millis(10)).await;
    go.send(()).expect("the thread waits");
    woken.wait().await;
    thread.join().expect("it ends");
    assert!(!fails, "it was meant to");
}

fn patient(cell: Cell<'static>) -> Cell<'static> {
    cell.virtual_clock().grace(secs(60))
}

#[runtime_matrix::test]
async fn a_foreign_wake_after_a_jump_is_named_in_a_failure(rt: Runtime) {
    let outcome = on::outcome_of(&rt, patient, |rt| woken_from_outside(rt, true)).await;
    let parts = [
        "the test was woken from outside of the cell, after virtual time had moved from 0ns to 10ms",
        "keep time where it is with `Clock::hold`",
    ];
    assert_told(&outcome, Verdict::Panic, &parts);
}

#[runtime_matrix::test]
async fn a_foreign_wake_is_no_failure(rt: Runtime) {
    let outcome = on::outcome_of(&rt, patient, |rt| woken_from_outside(rt, false)).await;
    assert_told(&outcome, Verdict::Pass, &[]);
}

/// Of all that runs within the cell nothing counts as foreign, native yields and spent budgets neither.
#[runtime_matrix::test]
async fn no_wake_of_the_cells_own_is_called_foreign(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let clock = rt.clone();
        let child = rt.spawn(async move {
            for message in 0..300 {
                clock.sleep(Duration::from_millis(message % 2)).await;
                tokio::task::yield_now().await;
                sender.send(message).expect("it is received");
            }
        });
        while receiver.recv().await.is_some() {}
        child.await.unwrap();
        panic!("it was meant to");
    })
    .await;
    let report = outcome.report();
    assert_told(&outcome, Verdict::Panic, &["it was meant to"]);
    assert!(!report.contains("woken from outside"), "{report}");
}

/// Each waits for something of the suite's, and the dump says so.
#[runtime_matrix::test]
async fn what_each_task_awaits_is_told(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let _by_hand = rt.clock().by_hand();
        let (event, queue) = (Event::new(), JoinQueue::<u32>::bounded(1));
        let full = JoinQueue::bounded(1);
        full.put(1).await;
        let name = |name: &str| rt.spawn_named(name, pending::<()>()).detach();
        name("unknown");
        rt.spawn_named("getter", queue.get()).detach();
        rt.spawn_named("putter", full.put(2)).detach();
        let sleeper = rt.spawn_named("sleeper", rt.sleep(secs(1)));
        rt.spawn_named("joiner", sleeper).detach();
        let times = rt.timeout(secs(1), pending::<()>());
        rt.spawn_named("timer", times).detach();
        let mut ticks = rt.interval(secs(1));
        rt.spawn_named("ticker", async move { ticks.tick().await })
            .detach();
        event.wait().await;
    })
    .await;
    let parts = [
        "the test: waiting for an event, since suite/tests/it/clock/telling.rs:",
        "task `unknown`: waiting, detached",
        "task `getter`: waiting for an item of a queue, since suite/tests/it/clock/telling.rs:",
        "task `putter`: waiting for room in a queue, since suite/tests/it/clock/telling.rs:",
        "task `sleeper`: waiting for a sleep made at suite/tests/it/clock/telling.rs:",
        "task `joiner`: waiting for task `sleeper`",
        "task `timer`: waiting for what is in the time-out made at suite/tests/it/clock/telling.rs:",
        "task `ticker`: waiting for a tick of the interval made at suite/tests/it/clock/telling.rs:",
    ];
    assert_told(&outcome, outcome.verdict(), &parts);
    assert!(outcome.verdict().is_failure());
}

#[runtime_matrix::test]
async fn what_a_connection_and_a_gate_await_is_told(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let (mut near, _far) = duplex().pair(&rt);
        let reads = async move { near.read(&mut [0]).await };
        rt.spawn_named("reader", reads).detach();
        let fetch = AsyncMock::<(), ()>::new("fetch");
        let _gate = fetch.gate();
        rt.spawn_named("caller", fetch.call()).detach();
        pending::<()>().await;
    })
    .await;
    let parts = [
        "task `reader`: waiting for bytes of a connection in memory",
        "task `caller`: waiting for the gate of a mock",
    ];
    assert_told(&outcome, outcome.verdict(), &parts);
}
