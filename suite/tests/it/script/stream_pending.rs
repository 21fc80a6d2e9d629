use std::{pin::pin, time::Duration};

use futures_lite::future::{or, poll_once};
use runtime_matrix::{Cell, Event, Runtime, Verdict, mock::mock_stream};

use super::assert_still;
use crate::on;

#[runtime_matrix::test]
async fn a_pending_point_takes_one_more_poll(_rt: Runtime) {
    let mut stream = mock_stream([]).pending().pending().item(1);
    let probe = stream.probe();
    for polls in 1..=2 {
        assert_eq!(poll_once(stream.next()).await, None);
        assert_eq!(probe.polls(), polls);
    }
    assert_eq!(poll_once(stream.next()).await, Some(Some(1)));
}

#[runtime_matrix::test]
async fn a_pending_point_wakes_its_task(rt: Runtime) {
    let mut stream = mock_stream([1]).pending().item(2);
    let taker = rt.spawn(async move { (stream.next().await, stream.next().await) });
    assert_eq!(taker.await.unwrap(), (Some(1), Some(2)));
}

#[runtime_matrix::test]
async fn it_is_pending_until_the_event_is_set(rt: Runtime) {
    let go = Event::new();
    let mut stream = mock_stream([1]).pending_until(&go).item(2);
    let probe = stream.probe();
    assert_eq!(stream.next().await, Some(1));
    assert_eq!(poll_once(stream.next()).await, None);
    let taker = rt.spawn(async move { stream.next().await });
    rt.yield_now().await;
    assert_eq!(probe.taken(), 1);
    go.set();
    assert_eq!(taker.await.unwrap(), Some(2));
}

#[runtime_matrix::test]
async fn an_event_that_is_set_already_holds_nothing_up(_rt: Runtime) {
    let go = Event::new();
    go.set();
    let mut stream = mock_stream([]).pending_until(&go).item(1);
    assert_eq!(poll_once(stream.next()).await, Some(Some(1)));
}

#[runtime_matrix::test]
async fn a_delay_is_on_the_cell_s_clock(rt: Runtime) {
    let hour = Duration::from_secs(3600);
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, move |rt| async move {
        let mut stream = mock_stream([1]).delay(hour).item(2).delay(hour);
        assert_eq!((stream.next().await, rt.now()), (Some(1), Duration::ZERO));
        assert_eq!((stream.next().await, rt.now()), (Some(2), hour));
        assert_eq!((stream.next().await, rt.now()), (None, 2 * hour));
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn a_next_that_is_given_up_loses_nothing(rt: Runtime) {
    let hour = Duration::from_secs(3600);
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, move |rt| async move {
        let mut stream = mock_stream([]).delay(2 * hour).item(1);
        assert!(rt.timeout(hour, stream.next()).await.is_err());
        assert_eq!(stream.next().await, Some(1));
        assert_eq!(rt.now(), 2 * hour, "the delay went on");
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn a_stream_that_pends_forever_is_a_proved_deadlock(rt: Runtime) {
    const PENDS_AT: u32 = line!() + 3;
    let patient = |cell: Cell<'static>| cell.grace(Duration::from_secs(3600));
    let outcome = on::outcome_of(&rt, patient, |_| async move {
        let mut stream = mock_stream([1]).pends_forever();
        while stream.next().await.is_some() {}
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Deadlock, "{}", outcome.report());
    let at = format!(
        "pending at step 2, `pends_forever` at {}:{PENDS_AT}",
        file!()
    );
    assert_still(
        &outcome,
        &["stream (made at ", &at, "items taken: 1, polls: "],
    );
}

#[runtime_matrix::test]
async fn a_standstill_tells_the_step_and_the_event(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let go = Event::named("go");
        let mut stream = mock_stream([1]).pending_until(&go);
        while stream.next().await.is_some() {}
    })
    .await;
    let parts = [
        "pending at step 2, `pending_until` at ",
        "event `go` (made at ",
        "1 waiting, not set",
    ];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_consumer_that_drops_its_waker_is_told_at_the_pending_point(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut stream = mock_stream([]).pending().item(1);
        // The wake comes, and nobody polls again.
        let first = poll_once(stream.next()).await;
        assert_eq!(first, None);
        std::future::pending::<()>().await;
    })
    .await;
    assert_still(&outcome, &["pending at step 1, `pending` at "]);
}

#[runtime_matrix::test]
async fn a_stream_that_is_gone_is_not_told(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut stream = mock_stream::<u8>([]).pends_forever();
        assert_eq!(poll_once(stream.next()).await, None);
        drop(stream);
        std::future::pending::<()>().await;
    })
    .await;
    assert_still(&outcome, &[]);
    let report = outcome.report();
    assert!(!report.contains("stream (made at"), "{report}");
}

#[runtime_matrix::test]
async fn a_stream_that_has_gone_on_is_not_told(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut stream = mock_stream([]).pending().item(1);
        assert_eq!(stream.next().await, Some(1));
        std::future::pending::<()>().await;
    })
    .await;
    assert_still(&outcome, &[]);
    let report = outcome.report();
    assert!(!report.contains("stream (made at"), "{report}");
}

#[runtime_matrix::test]
async fn a_waiting_stream_leaves_other_branches_alone(_rt: Runtime) {
    let mut stream = mock_stream([]).pends_forever();
    let other = pin!(async { Some(7) });
    assert_eq!(or(stream.next(), other).await, Some(7));
}
