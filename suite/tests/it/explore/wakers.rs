use std::{
    future::poll_fn,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
};

use runtime_matrix::{Cell, Runtime, Verdict};

use crate::on;

/// Waits for a turn of another task that wakes it by the waker of its first poll, or of its latest one.
async fn waits(rt: Runtime, keeps_first: bool) {
    let kept: Arc<Mutex<(u32, Option<Waker>)>> = Arc::default();
    let (wakes, mut polls) = (Arc::clone(&kept), 0);
    let waiting = rt.spawn(poll_fn(move |cx| {
        polls += 1;
        let mut kept = kept.lock().unwrap();
        kept.0 = polls;
        if !keeps_first || kept.1.is_none() {
            kept.1 = Some(cx.waker().clone());
        }
        match polls {
            1 => cx.waker().wake_by_ref(),
            2 => {}
            _ => return Poll::Ready(()),
        }
        Poll::Pending
    }));
    // From its second poll on, in which it says so, it waits for us.
    let waker = loop {
        rt.yield_now().await;
        if let (2, Some(waker)) = &*wakes.lock().unwrap() {
            break waker.clone();
        }
    };
    waker.wake_by_ref();
    drop(waker);
    waiting.await.unwrap();
}

fn fresh(cell: Cell<'static>) -> Cell<'static> {
    cell.fresh_wakers()
}

#[runtime_matrix::test(skip(
    tokio_multi_thread,
    futures_pool,
    async_std,
    smol,
    reason = "when the second poll comes is chance on several threads"
))]
async fn a_stale_waker_wakes_nobody(rt: Runtime) {
    let outcome = on::outcome_of(&rt, fresh, |rt| waits(rt, true)).await;
    let verdict = outcome.verdict();
    assert!(
        matches!(verdict, Verdict::Stalled | Verdict::Deadlock),
        "{}",
        outcome.report()
    );
    let report = outcome.report();
    assert!(report.contains("the test: waiting for task 1"), "{report}");
    on::outcome(&rt, |rt| waits(rt, true)).await.unwrap();
}

#[runtime_matrix::test]
async fn the_latest_waker_wakes(rt: Runtime) {
    on::outcome_of(&rt, fresh, |rt| waits(rt, false))
        .await
        .unwrap();
}

#[runtime_matrix::test]
async fn each_poll_of_the_body_has_a_waker_of_its_own(rt: Runtime) {
    let body = |_: Runtime| {
        let mut before: Option<Waker> = None;
        poll_fn(move |cx| {
            let waker = cx.waker().clone();
            if let Some(before) = &before {
                assert!(!before.will_wake(&waker), "it is the same");
                return Poll::Ready(());
            }
            waker.wake_by_ref();
            before = Some(waker);
            Poll::Pending
        })
    };
    on::outcome_of(&rt, fresh, body).await.unwrap();
    let usual = on::outcome(&rt, body).await;
    assert_eq!(usual.message(), Some("the test panicked: it is the same"));
}
