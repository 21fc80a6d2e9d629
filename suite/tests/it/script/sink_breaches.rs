use std::pin::Pin;

use futures_lite::future::{block_on, poll_fn};
use runtime_matrix::{Runtime, Verdict, mock::MockSink};

use super::{assert_fails, assert_says, panic_of, swallowed};
use crate::on;

type Sink = MockSink<u8, ()>;

const UNREADY: &str = "`start_send` without a `poll_ready` before it";

async fn poll_ready(sink: &mut Sink) {
    let ready = poll_fn(|cx| Pin::new(&mut *sink).poll_ready(cx)).await;
    ready.expect("the script has no error");
}

fn start_send(sink: &mut Sink, item: u8) {
    let sent = Pin::new(sink).start_send(item);
    sent.expect("the script has no error");
}

#[runtime_matrix::test]
async fn sending_what_it_was_not_ready_for_panics(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move { start_send(&mut Sink::new(), 1) }).await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    assert_says(outcome.report(), &["sink (made at ", UNREADY]);
    assert_eq!(outcome.report().matches(UNREADY).count(), 1, "told once");
}

#[test]
fn each_item_needs_a_poll_of_its_own() {
    let mut sink = Sink::new();
    block_on(poll_ready(&mut sink));
    start_send(&mut sink, 1);
    let said = panic_of(|| start_send(&mut sink, 2));
    assert_says(&said, &[UNREADY, "(items sent: 1)"]);
}

#[runtime_matrix::test]
async fn a_breach_fails_the_test_although_its_panic_is_swallowed(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |rt| async move {
        let mut sink = Sink::new();
        swallowed(&rt, async move { start_send(&mut sink, 1) }).await;
    })
    .await;
    let made = format!("sink (made at {}:{MADE_AT}:", file!());
    assert_fails(&outcome, &[&made, UNREADY]);
}

#[runtime_matrix::test]
async fn sending_after_it_was_closed_is_a_breach(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let mut sink = Sink::new();
        sink.send(1).await.unwrap();
        sink.close().await.unwrap();
        swallowed(&rt, async move { sink.send(2).await.unwrap() }).await;
    })
    .await;
    let parts = ["`poll_ready` after it was closed (items sent: 1)"];
    assert_fails(&outcome, &parts);
}

#[test]
fn what_was_ready_is_not_after_a_close() {
    let mut sink = Sink::new();
    block_on(poll_ready(&mut sink));
    block_on(sink.close()).expect("the script has no error");
    let said = panic_of(|| start_send(&mut sink, 1));
    assert_says(&said, &["`start_send` after it was closed (items sent: 0)"]);
}

#[runtime_matrix::test]
async fn an_item_that_was_not_sent_leaves_the_sink_ready_for_none(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let mut sink = Sink::new().error_at_item(1, ());
        poll_ready(&mut sink).await;
        assert_eq!(Pin::new(&mut sink).start_send(1), Err(()));
        swallowed(&rt, async move { start_send(&mut sink, 2) }).await;
    })
    .await;
    assert_fails(&outcome, &[UNREADY]);
}

#[runtime_matrix::test]
async fn a_sink_that_is_used_as_it_should_be_is_fine(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut sink = Sink::new();
        poll_ready(&mut sink).await;
        poll_ready(&mut sink).await;
        start_send(&mut sink, 1);
        sink.close().await.unwrap();
        sink.flush().await.unwrap();
        sink.close().await.unwrap();
    })
    .await;
    outcome.unwrap();
}
