use std::{io, pin::Pin};

use futures_lite::future::{poll_fn, poll_once};
use runtime_matrix::{
    Runtime,
    mock::{MockSink, mock_sink},
};

use super::{assert_says, assert_still, panic_of};
use crate::on;

#[runtime_matrix::test]
async fn items_are_kept_in_order(_rt: Runtime) {
    let mut sink = mock_sink();
    for item in [1, 2, 3] {
        sink.send(item).await.unwrap();
    }
    assert_eq!(sink.probe().items(), [1, 2, 3]);
    sink.probe().assert_items([1, 2, 3]);
    assert_eq!(sink.probe().flushes(), 3);
}

#[runtime_matrix::test]
async fn other_items_are_told_one_by_one(_rt: Runtime) {
    const MADE_AT: u32 = line!() + 1;
    let mut sink = mock_sink();
    for item in ["a", "x", "c"] {
        sink.send(item).await.unwrap();
    }
    let said = panic_of(|| sink.probe().assert_items(["a", "b", "c", "d"]));
    let made = format!("sink (made at {}:{MADE_AT}:", file!());
    let parts = [
        &*made,
        "expected 4 items and got 3 items; the first difference is at index 1",
        "\n  [0] \"a\"\n- [1] \"b\"\n- [2] \"c\"\n- [3] \"d\"\n+ [1] \"x\"\n+ [2] \"c\"",
    ];
    assert_says(&said, &parts);
}

#[runtime_matrix::test]
async fn a_full_sink_holds_up_until_it_is_drained(rt: Runtime) {
    let mut sink = mock_sink().accepts(1);
    let probe = sink.probe().clone();
    sink.send(1).await.unwrap();
    assert!(poll_once(sink.send(2)).await.is_none());
    probe.assert_items([1]);
    let sender = rt.spawn(async move { sink.send(3).await });
    rt.yield_now().await;
    probe.drain(1);
    sender.await.unwrap().unwrap();
    probe.assert_items([1, 3]);
}

#[runtime_matrix::test]
async fn a_sink_may_accept_nothing_at_first(rt: Runtime) {
    let mut sink = mock_sink().accepts(0);
    let probe = sink.probe().clone();
    let sender = rt.spawn(async move {
        for item in 0..3 {
            sink.send(item).await.unwrap();
        }
    });
    probe.drain(2);
    probe.drain(1);
    sender.await.unwrap();
    probe.assert_items([0, 1, 2]);
}

#[test]
fn a_sink_that_takes_any_number_cannot_be_drained() {
    let said = panic_of(|| mock_sink::<u8>().probe().drain(1));
    assert_says(&said, &["takes any number of items", "`MockSink::accepts`"]);
}

#[runtime_matrix::test]
async fn the_item_of_a_number_fails_and_is_not_kept(_rt: Runtime) {
    let torn = io::Error::from(io::ErrorKind::BrokenPipe);
    let mut sink = mock_sink().accepts(2).error_at_item(2, torn);
    sink.send(1).await.unwrap();
    let error = sink.send(2).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    sink.send(3).await.unwrap();
    sink.probe().assert_items([1, 3]);
}

#[runtime_matrix::test]
async fn flushes_and_closings_fail_in_turn(_rt: Runtime) {
    let mut sink = MockSink::<u8, _>::new()
        .error_at_flush("first")
        .error_at_flush("second")
        .error_at_close("close");
    assert_eq!(sink.flush().await, Err("first"));
    assert_eq!(sink.send(1).await, Err("second"));
    sink.probe().assert_items([1]);
    assert_eq!((sink.flush().await, sink.probe().flushes()), (Ok(()), 1));
    assert_eq!(sink.close().await, Err("close"));
    assert!(!sink.probe().is_closed());
    assert_eq!(sink.close().await, Ok(()));
    sink.probe().assert_closed();
}

#[test]
fn there_is_no_item_0() {
    let said = panic_of(|| drop(MockSink::<u8, ()>::new().error_at_item(0, ())));
    assert_says(&said, &["count from 1"]);
}

#[runtime_matrix::test]
async fn what_was_not_flushed_is_told(_rt: Runtime) {
    let mut sink = MockSink::<u8, ()>::new();
    sink.probe().assert_flushed();
    sink.send(1).await.unwrap();
    poll_fn(|cx| Pin::new(&mut sink).poll_ready(cx))
        .await
        .unwrap();
    Pin::new(&mut sink).start_send(2).unwrap();
    let said = panic_of(|| sink.probe().assert_flushed());
    assert_says(&said, &["1 of 2 items have been flushed (flushes: 1)"]);
    let said = panic_of(|| sink.probe().assert_closed());
    assert_says(&said, &["has not been closed (items sent: 2, flushes: 1)"]);
    sink.close().await.unwrap();
    sink.probe().assert_flushed();
    sink.probe().assert_closed();
    assert_eq!(sink.probe().flushes(), 1, "closing is none");
}

#[runtime_matrix::test]
async fn a_standstill_tells_that_the_sink_is_full(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut sink = mock_sink().accepts(1);
        for item in 0..2 {
            sink.send(item).await.unwrap();
        }
    })
    .await;
    let parts = [
        "sink (made at ",
        "full, and nobody drains it; items sent: 1",
    ];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_sink_that_is_not_waited_for_is_not_told(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut sink = mock_sink().accepts(1);
        sink.send(1).await.unwrap();
        let mut gone = mock_sink().accepts(0);
        assert!(poll_once(gone.send(1)).await.is_none());
        drop(gone);
        std::future::pending::<()>().await;
    })
    .await;
    assert_still(&outcome, &[]);
    let report = outcome.report();
    assert!(!report.contains("sink (made at"), "{report}");
}
