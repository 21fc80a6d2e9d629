use std::time::Duration;

use futures_lite::{
    AsyncReadExt, AsyncWriteExt,
    future::{block_on, poll_once},
};
use runtime_matrix::{Cell, Event, Runtime, mock::MockIo};

use super::{assert_says, assert_still, panic_of};
use crate::on;

const HOUR: Duration = Duration::from_secs(3600);

#[runtime_matrix::test]
async fn a_pending_point_takes_one_more_poll_of_any_operation(_rt: Runtime) {
    let mut io = MockIo::script()
        .pending()
        .read("a")
        .pending()
        .write("b")
        .pending()
        .flush()
        .pending()
        .close()
        .build();
    assert!(poll_once(io.read_exact(&mut [0])).await.is_none());
    io.read_exact(&mut [0]).await.unwrap();
    assert!(poll_once(io.write_all(b"b")).await.is_none());
    io.write_all(b"b").await.unwrap();
    assert!(poll_once(io.flush()).await.is_none());
    io.flush().await.unwrap();
    assert!(poll_once(io.close()).await.is_none());
    io.close().await.unwrap();
    io.probe().assert_finished();
}

#[runtime_matrix::test]
async fn a_pending_point_wakes_its_task(rt: Runtime) {
    let mut io = MockIo::script().pending().pending().read("a").build();
    let read = rt.spawn(async move { io.read(&mut [0]).await });
    assert_eq!(read.await.unwrap().unwrap(), 1);
}

#[runtime_matrix::test]
async fn a_pause_is_for_the_direction_that_comes_next(_rt: Runtime) {
    let mut io = MockIo::script().pending().write("a").read("b").build();
    assert!(poll_once(io.read(&mut [0])).await.is_none());
    assert!(poll_once(io.write(b"a")).await.is_none(), "it pends");
    io.write_all(b"a").await.unwrap();
    io.read_exact(&mut [0]).await.unwrap();

    let mut io = MockIo::script().pending().read("a").build();
    assert!(poll_once(io.flush()).await.is_some(), "a flush is free");
    assert!(poll_once(io.read(&mut [0])).await.is_none(), "it pends");
    io.read_exact(&mut [0]).await.unwrap();
}

#[runtime_matrix::test]
async fn a_wait_is_on_the_cell_s_clock(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let mut io = MockIo::script()
            .wait(HOUR)
            .read("a")
            .wait(HOUR)
            .write("b")
            .wait(HOUR)
            .end()
            .build();
        let mut buffer = [0; 4];
        assert_eq!(io.read(&mut buffer).await.unwrap(), 1);
        assert_eq!(rt.now(), HOUR);
        io.write_all(b"b").await.unwrap();
        assert_eq!(rt.now(), 2 * HOUR);
        assert_eq!(io.read(&mut buffer).await.unwrap(), 0);
        assert_eq!(rt.now(), 3 * HOUR);
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn a_read_that_is_given_up_while_it_waits_does_not_begin_the_wait_anew(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let mut io = MockIo::script().wait(2 * HOUR).read("a").build();
        let mut buffer = [0; 1];
        assert!(rt.timeout(HOUR, io.read(&mut buffer)).await.is_err());
        io.read_exact(&mut buffer).await.unwrap();
        assert_eq!(rt.now(), 2 * HOUR);
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn both_directions_come_through_one_wait(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let io = MockIo::script().wait(HOUR).write("a").read("b").build();
        let (mut reader, mut writer) = futures_lite::io::split(io);
        let read = rt.spawn(async move { reader.read(&mut [0]).await });
        let wrote = rt.spawn(async move { writer.write_all(b"a").await });
        wrote.await.unwrap().unwrap();
        assert_eq!(read.await.unwrap().unwrap(), 1);
        assert_eq!(rt.now(), HOUR);
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn a_wait_begins_with_the_operation_that_it_is_for(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let io = MockIo::script().wait(HOUR).write("a").read("b").build();
        let (mut reader, mut writer) = futures_lite::io::split(io);
        let read = rt.spawn(async move { reader.read(&mut [0]).await });
        rt.sleep(2 * HOUR).await;
        writer.write_all(b"a").await.unwrap();
        assert_eq!(rt.now(), 3 * HOUR);
        assert_eq!(read.await.unwrap().unwrap(), 1);
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn it_is_pending_until_the_event_is_set(rt: Runtime) {
    let go = Event::new();
    let mut io = MockIo::script().pending_until(&go).read("a").build();
    let probe = io.probe();
    let read = rt.spawn(async move { io.read(&mut [0]).await });
    rt.yield_now().await;
    assert_eq!(probe.read(), 0);
    go.set();
    assert_eq!(read.await.unwrap().unwrap(), 1);
}

#[runtime_matrix::test]
async fn a_pause_is_told_at_a_standstill(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let go = Event::named("go");
        let mut io = MockIo::script().pending_until(&go).write("a").build();
        let _ = io.write_all(b"a").await;
    })
    .await;
    let parts = ["write waits for step 1, `pending_until` at ", "event `go`"];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn both_directions_are_told_at_a_standstill(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let go = Event::new();
        let io = MockIo::script()
            .read("a")
            .pending_until(&go)
            .read("b")
            .write("c")
            .build();
        let (mut reader, mut writer) = futures_lite::io::split(io);
        let wrote = rt.spawn(async move { writer.write_all(b"c").await });
        let _ = reader.read_exact(&mut [0; 2]).await;
        drop(wrote);
    })
    .await;
    let parts = [
        "read waits for step 2, `pending_until` at ",
        "; write waits for step ",
    ];
    assert_still(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_pause_at_the_end_of_the_script_is_not_owed(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().write("a").pending().wait(HOUR).build();
        io.write_all(b"a").await.unwrap();
    })
    .await;
    outcome.unwrap();
}

#[test]
fn without_a_test_a_wait_says_what_it_lacks() {
    let mut io = MockIo::script().wait(HOUR).end().build();
    let said = panic_of(|| drop(block_on(io.read(&mut [0]))));
    assert_says(&said, &["to wait for 3600s", "no cell is running"]);
}
