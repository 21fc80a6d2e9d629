use std::io::ErrorKind;

use futures_lite::{AsyncReadExt, AsyncWriteExt, future::block_on};
use runtime_matrix::{Outcome, Runtime, Verdict, mock::MockIo};

use super::{assert_fails, assert_says, panic_of, swallowed};
use crate::on;

#[track_caller]
fn assert_panics(outcome: &Outcome, parts: &[&str]) {
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    assert_says(outcome.report(), parts);
}

#[runtime_matrix::test]
async fn what_is_expected_is_written_in_any_pieces(_rt: Runtime) {
    for size in 1..=8 {
        let mut io = MockIo::script().write("ping").write("pong").build();
        for piece in b"pingpong".chunks(size) {
            io.write_all(piece).await.unwrap();
        }
        io.probe().assert_finished();
        assert_eq!(io.probe().written(), b"pingpong");
    }
}

#[runtime_matrix::test]
async fn writes_are_cut_short(_rt: Runtime) {
    let mut io = MockIo::script()
        .write("ab")
        .write_at_most(3)
        .write("pingpong")
        .build();
    assert_eq!(io.write(b"ab").await.unwrap(), 2);
    for (piece, count) in [(&b"pingpong"[..], 3), (b"gpong", 3), (b"ng", 2)] {
        assert_eq!(io.write(piece).await.unwrap(), count);
    }
    io.probe().assert_finished();
}

#[runtime_matrix::test]
async fn a_write_of_nothing_is_none(_rt: Runtime) {
    let mut io = MockIo::script().build();
    assert_eq!(io.write(b"").await.unwrap(), 0);
}

#[runtime_matrix::test]
async fn a_different_write_panics_with_both(rt: Runtime) {
    const WRITE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().write("GET /\r\n").read("a").build();
        io.write_all(b"GET ").await.unwrap();
        io.write_all(b"!\r\n").await.unwrap();
    })
    .await;
    let place = format!("(`write` at {}:{WRITE_AT}:", file!());
    let parts = [
        "io (made at ",
        "the write differs at byte 4 of step 1 of 2 ",
        &place,
        r#"expected: b"/\r\n""#,
        r#"  actual: b"!\r\n""#,
    ];
    assert_panics(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_different_write_fails_the_test_although_the_panic_is_swallowed(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let mut io = MockIo::script().write("ping").build();
        swallowed(&rt, async move { io.write_all(b"pong").await.unwrap() }).await;
    })
    .await;
    assert_fails(&outcome, &["the write differs at byte 1 of step 1 of 1"]);
    let report = outcome.report();
    assert!(
        !report.contains("unfinished"),
        "it is a consequence: {report}"
    );
}

#[runtime_matrix::test]
async fn a_write_past_the_script_panics(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().write("ping").build();
        io.write_all(b"ping!").await.unwrap();
    })
    .await;
    let parts = [r#"unexpected write of b"!": the script is over (steps: 1)"#];
    assert_panics(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_write_where_only_reads_are_left_panics(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().read("pong").build();
        io.write_all(b"ping").await.unwrap();
    })
    .await;
    let parts =
        [r#"unexpected write of b"ping": of 1 steps, the next is step 1, `read` of b"pong""#];
    assert_panics(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_write_waits_for_what_is_to_be_read_before(rt: Runtime) {
    let io = MockIo::script().read("ping").write("pong").build();
    let (mut reader, mut writer) = futures_lite::io::split(io);
    let wrote = rt.spawn(async move { writer.write_all(b"pong").await });
    rt.yield_now().await;
    reader.read_exact(&mut [0; 4]).await.unwrap();
    wrote.await.unwrap().unwrap();
}

#[runtime_matrix::test]
async fn a_write_fails_once(_rt: Runtime) {
    let broken = ErrorKind::BrokenPipe;
    let mut io = MockIo::script()
        .write_error(broken.into())
        .write("a")
        .build();
    assert_eq!(io.write(b"a").await.unwrap_err().kind(), broken);
    assert_eq!(io.write(b"a").await.unwrap(), 1);
}

#[runtime_matrix::test]
async fn a_flush_may_come_anywhere(_rt: Runtime) {
    let mut io = MockIo::script().write("ab").read("c").build();
    io.flush().await.unwrap();
    io.write_all(b"a").await.unwrap();
    io.flush().await.unwrap();
    io.write_all(b"b").await.unwrap();
    io.flush().await.unwrap();
    io.read_exact(&mut [0]).await.unwrap();
    io.flush().await.unwrap();
    assert_eq!(io.probe().flushes(), 4);
}

#[runtime_matrix::test]
async fn a_flush_that_is_expected_has_to_come_before_the_next_write(rt: Runtime) {
    let mut io = MockIo::script().write("a").flush().write("b").build();
    io.write_all(b"a").await.unwrap();
    io.flush().await.unwrap();
    io.write_all(b"b").await.unwrap();

    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().write("a").flush().write("b").build();
        io.write_all(b"a").await.unwrap();
        io.write_all(b"b").await.unwrap();
    })
    .await;
    let parts = [r#"unexpected write of b"b": of 3 steps, the next is step 2, `flush` at "#];
    assert_panics(&outcome, &parts);
}

#[runtime_matrix::test]
async fn a_write_after_closing_is_an_error(_rt: Runtime) {
    let mut io = MockIo::script().write("a").close().read("b").build();
    io.write_all(b"a").await.unwrap();
    io.close().await.unwrap();
    let error = io.write_all(b"a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    assert!(io.probe().is_closed());
    io.close().await.unwrap();
    io.read_exact(&mut [0]).await.unwrap();
}

#[runtime_matrix::test]
async fn closing_without_a_step_is_free_once_all_is_written(rt: Runtime) {
    let mut io = MockIo::script().write("a").read("b").build();
    io.write_all(b"a").await.unwrap();
    io.close().await.unwrap();
    io.read_exact(&mut [0]).await.unwrap();

    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().write("a").build();
        io.close().await.unwrap();
    })
    .await;
    let parts = [r#"unexpected closing: of 1 steps, the next is step 1, `write` of b"a""#];
    assert_panics(&outcome, &parts);
}

#[runtime_matrix::test]
async fn closing_waits_for_what_is_to_be_read_before(rt: Runtime) {
    let io = MockIo::script().read("a").close().build();
    let probe = io.probe();
    let (mut reader, mut writer) = futures_lite::io::split(io);
    let closed = rt.spawn(async move { writer.close().await });
    rt.yield_now().await;
    assert!(!probe.is_closed());
    reader.read_exact(&mut [0]).await.unwrap();
    closed.await.unwrap().unwrap();
    assert!(probe.is_closed());
}

#[test]
fn what_a_script_cannot_mean_is_refused() {
    let said = panic_of(|| drop(MockIo::script().write("")));
    assert_says(&said, &["`write` of no bytes"]);
    let said = panic_of(|| drop(MockIo::script().write_at_most(0)));
    assert_says(&said, &["takes no byte", "say `write_error`"]);
    for said in [
        panic_of(|| drop(MockIo::script().close().write("a"))),
        panic_of(|| {
            let script = MockIo::script()
                .close()
                .write_error(ErrorKind::Other.into());
            drop(script);
        }),
        panic_of(|| drop(MockIo::script().close().read("b").flush())),
        panic_of(|| drop(MockIo::script().close().close())),
    ] {
        assert_says(
            &said,
            &["a script never comes to `", "after step 1, `close` at "],
        );
    }
}

#[test]
fn many_bytes_are_told_around_the_difference() {
    let (expected, mut actual) = (vec![b'a'; 1000], vec![b'a'; 1000]);
    actual[500] = b'!';
    let mut io = MockIo::script().write(expected).build();
    let said = panic_of(|| drop(block_on(io.write(&actual))));
    let parts = [
        "the write differs at byte 500 of step 1 of 1",
        "…b\"aaaaaaaaaaaaaaaa!aaa",
        "(1000 bytes)",
    ];
    assert_says(&said, &parts);
    std::mem::forget(io);
}
