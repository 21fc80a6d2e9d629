use std::{mem, sync::mpsc, thread};

use futures_lite::{AsyncReadExt, AsyncWriteExt, future::block_on};
use runtime_matrix::{Runtime, Verdict, mock::MockIo};

use super::{assert_fails, assert_says, panic_of};
use crate::on;

#[runtime_matrix::test]
async fn an_unfinished_script_fails_the_test(rt: Runtime) {
    const MADE_AT: u32 = line!() + 2;
    let outcome = on::outcome(&rt, |_| async move {
        let mut io = MockIo::script().write("ping").read("pong").close().build();
        io.write_all(b"pi").await.unwrap();
    })
    .await;
    let made = format!("io (made at {}:{MADE_AT}:", file!());
    let step = "the script is unfinished at step 1, `write` of b\"ping\" at ";
    let parts = [
        &*made,
        step,
        ", of which 2 bytes are done",
        "steps: 3, not done: 3",
        "then step 2, `read` of b\"pong\" at ",
        "then step 3, `close` at ",
    ];
    assert_fails(&outcome, &parts);
    let place = outcome.record().place.as_deref();
    let expected = format!("{}:{MADE_AT}:", file!());
    assert!(
        place.is_some_and(|at| at.starts_with(&expected)),
        "{place:?}"
    );
}

#[runtime_matrix::test]
async fn a_leaked_object_does_not_hide_it(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        mem::forget(MockIo::script().read("a").build());
    })
    .await;
    assert_fails(&outcome, &["unfinished at step 1, `read` of b\"a\""]);
}

#[runtime_matrix::test]
async fn each_kind_of_step_is_owed(rt: Runtime) {
    type Make = fn() -> MockIo;
    let scripts: [(&str, Make); 4] = [
        ("`read_error` (", || {
            let error = std::io::ErrorKind::TimedOut.into();
            MockIo::script().read_error(error).build()
        }),
        ("`write_error` (", || {
            let error = std::io::ErrorKind::TimedOut.into();
            MockIo::script().end().write_error(error).build()
        }),
        ("`flush` at ", || MockIo::script().flush().build()),
        ("`close` at ", || MockIo::script().pending().close().build()),
    ];
    for (step, make) in scripts {
        let outcome = on::outcome(&rt, move |_| async move { drop(make()) }).await;
        assert_fails(&outcome, &["the script is unfinished at step ", step]);
    }
}

#[runtime_matrix::test]
async fn a_task_that_is_a_moment_late_still_finishes_it(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let mut io = MockIo::script().pending().pending().write("a").build();
        rt.spawn(async move { io.write_all(b"a").await.unwrap() })
            .detach();
    })
    .await;
    outcome.unwrap();
}

#[runtime_matrix::test]
async fn a_test_that_has_failed_is_not_asked_for_it(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let _io = MockIo::script().read("a").build();
        panic!("boom");
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    let report = outcome.report();
    assert!(!report.contains("the script is"), "{report}");
}

#[runtime_matrix::test]
async fn an_object_from_outside_is_owed_to_the_test_that_uses_it(rt: Runtime) {
    let make = || MockIo::script().read("ab").build();
    let made = thread::spawn(make).join().expect("it only makes it");
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, move |_| async move {
        let mut made = made;
        made.read_exact(&mut [0]).await.unwrap();
        let _ = sender.send(made);
    })
    .await;
    assert_fails(&outcome, &["unfinished at step 1, `read` of b\"ab\""]);
    drop(receiver.recv().expect("it was sent"));
}

#[runtime_matrix::test]
async fn a_finished_script_is_waited_for(rt: Runtime) {
    let mut io = MockIo::script().write("a").read("b").build();
    let probe = io.probe();
    let said = panic_of(|| probe.assert_finished());
    assert_says(&said, &["unfinished at step 1", "steps: 2, not done: 2"]);
    let user = rt.spawn(async move {
        io.write_all(b"a").await.unwrap();
        io.read_exact(&mut [0]).await.unwrap();
    });
    probe.wait_finished().await;
    assert!(probe.is_finished());
    probe.assert_finished();
    user.await.unwrap();
}

#[test]
fn outside_of_a_test_the_drop_asks_for_it() {
    let io = MockIo::script().read("a").build();
    let said = panic_of(|| drop(io));
    assert_says(&said, &["the script is unfinished at step 1", "steps: 1"]);

    let mut io = MockIo::script().write("a").build();
    block_on(io.write_all(b"a")).expect("it is expected");
    drop(io);
}

#[test]
fn outside_of_a_test_a_drop_that_unwinds_does_not_abort() {
    let said = panic_of(|| {
        let _io = MockIo::script().read("a").build();
        panic!("{}", "boom");
    });
    assert_eq!(said, "boom");
}
