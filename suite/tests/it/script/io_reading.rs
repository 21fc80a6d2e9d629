use std::io::ErrorKind;

use futures_lite::{
    AsyncReadExt, AsyncWriteExt,
    future::{block_on, poll_once},
};
use runtime_matrix::{Runtime, mock::MockIo};

use super::{assert_says, assert_still, panic_of};
use crate::on;

#[runtime_matrix::test]
async fn bytes_are_read_over_buffers_of_any_size(_rt: Runtime) {
    for size in 1..8 {
        let mut io = MockIo::script().read("ping").read("pong").end().build();
        let (mut all, mut buffer) = (Vec::new(), vec![0; size]);
        loop {
            match io.read(&mut buffer).await.unwrap() {
                0 => break,
                count => all.extend_from_slice(&buffer[..count]),
            }
        }
        assert_eq!(all, b"pingpong", "with {size} bytes at a time");
        assert_eq!(io.probe().read(), 8);
    }
}

#[runtime_matrix::test]
async fn a_read_takes_no_more_than_one_step(_rt: Runtime) {
    let mut io = MockIo::script().read("ping").read("pong").build();
    let mut buffer = [0; 16];
    for step in ["ping", "pong"] {
        let count = io.read(&mut buffer).await.unwrap();
        assert_eq!(&buffer[..count], step.as_bytes());
    }
}

#[runtime_matrix::test]
async fn an_end_is_read_again_and_again(_rt: Runtime) {
    let mut io = MockIo::script().read("a").end().write("b").build();
    let mut buffer = [0; 4];
    assert_eq!(io.read(&mut buffer).await.unwrap(), 1);
    for _ in 0..3 {
        assert_eq!(io.read(&mut buffer).await.unwrap(), 0);
    }
    io.write_all(b"b").await.unwrap();
}

#[runtime_matrix::test]
async fn an_end_need_not_be_read(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().read("a").end().build();
        io.read_exact(&mut [0]).await.unwrap();
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn a_read_into_nothing_reads_nothing(_rt: Runtime) {
    let mut io = MockIo::script().read("a").build();
    assert_eq!(io.read(&mut []).await.unwrap(), 0);
    assert_eq!(io.read(&mut [0; 2]).await.unwrap(), 1);
    assert_eq!(io.read(&mut []).await.unwrap(), 0);
}

#[runtime_matrix::test]
async fn a_read_fails_once(_rt: Runtime) {
    let reset = ErrorKind::ConnectionReset;
    let mut io = MockIo::script()
        .read("a")
        .read_error(reset.into())
        .read("b")
        .build();
    let mut buffer = [0; 4];
    assert_eq!(io.read(&mut buffer).await.unwrap(), 1);
    assert_eq!(io.read(&mut buffer).await.unwrap_err().kind(), reset);
    assert_eq!(io.read(&mut buffer).await.unwrap(), 1);
}

#[runtime_matrix::test]
async fn a_read_waits_for_what_has_to_be_written_before(rt: Runtime) {
    let io = MockIo::script().write("ping").read("pong").build();
    let probe = io.probe();
    let (mut reader, mut writer) = futures_lite::io::split(io);
    let mut answer = [0; 4];
    assert!(poll_once(reader.read(&mut answer)).await.is_none());
    let read = rt.spawn(async move {
        reader.read_exact(&mut answer).await.unwrap();
        answer
    });
    rt.yield_now().await;
    assert_eq!(probe.read(), 0);
    writer.write_all(b"pi").await.unwrap();
    writer.write_all(b"ng").await.unwrap();
    assert_eq!(&read.await.unwrap(), b"pong");
}

#[runtime_matrix::test]
async fn a_read_past_the_script_is_told_at_a_standstill(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().read("a").build();
        let _ = io.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let made = format!("io (made at {}:{MADE_AT}:", file!());
    let waits = "read waits although the script is over (steps: 1): say `end` in it if";
    assert_still(&outcome, &[&made, waits]);
}

#[runtime_matrix::test]
async fn a_read_that_waits_for_a_write_is_told_at_a_standstill(rt: Runtime) {
    const WRITE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().write("ping").read("pong").build();
        let _ = io.read_exact(&mut [0; 4]).await;
    })
    .await;
    let waits = "read waits for step 1, `write` of b\"ping\" at ";
    let place = format!("at {}:{WRITE_AT}:", file!());
    assert_still(&outcome, &[waits, &place]);
}

#[test]
fn a_read_of_nothing_or_after_the_end_is_refused() {
    let said = panic_of(|| drop(MockIo::script().read("")));
    assert_says(&said, &["`read` of no bytes", "say `end`"]);
    for said in [
        panic_of(|| drop(MockIo::script().end().read("a"))),
        panic_of(|| {
            let script = MockIo::script()
                .end()
                .write("b")
                .read_error(ErrorKind::Other.into());
            drop(script);
        }),
        panic_of(|| drop(MockIo::script().end().pending().end())),
    ] {
        assert_says(
            &said,
            &["a script never comes to `", "after step 1, `end` at "],
        );
    }
}

#[test]
fn it_works_without_a_test() {
    let mut io = MockIo::script().read("a").pending().end().build();
    let mut all = String::new();
    block_on(io.read_to_string(&mut all)).expect("it is a text");
    assert_eq!(all, "a");
    assert_says(&format!("{io:?}"), &["MockIo", "steps_left: 0", "read: 1"]);
}
