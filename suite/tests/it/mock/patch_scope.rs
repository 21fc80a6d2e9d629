//! A patch that is in force only while one future is being polled.

use runtime_matrix::{
    Runtime, Verdict,
    mock::{AsyncMock, SyncMock},
    patch, patch_while,
};

use crate::on;

#[runtime_matrix::patchable]
async fn send(text: &str) -> usize {
    text.len()
}

#[runtime_matrix::patchable]
fn parse(text: &str) -> usize {
    text.len()
}

#[runtime_matrix::test]
async fn it_is_in_force_while_the_future_is_polled_and_no_longer() {
    let seen = patch_while!(send, |send_mock: AsyncMock<(String,), usize>| async move {
        send_mock.returns(99);
        assert_eq!(send("x").await, 99);
        send_mock.assert_awaited_once_with("x");
        send("y").await
    })
    .await;
    assert_eq!(seen, 99);
    assert_eq!(send("x").await, 1);
}

#[runtime_matrix::test]
async fn other_tasks_of_the_test_do_not_see_it(rt: Runtime) {
    let (ready, go_on) = (
        AsyncMock::<(), ()>::new("ready"),
        AsyncMock::<(), ()>::new("go_on"),
    );
    let gate = go_on.gate();
    let patched = rt.spawn({
        let (ready, go_on) = (ready.clone(), go_on.clone());
        patch_while!(send, |send_mock| async move {
            send_mock.returns(99);
            ready.call().await;
            // It is suspended here, and the patch with it.
            go_on.call().await;
            send("x").await
        })
    });
    ready.wait_until_awaited(1).await;
    gate.wait_until_waiting(1).await;
    assert_eq!(send("x").await, 1);
    assert_eq!(rt.spawn(async { send("x").await }).await.unwrap(), 1);
    gate.open();
    assert_eq!(patched.await.unwrap(), 99);
}

#[runtime_matrix::test]
async fn a_task_that_it_spawns_does_not_see_it(rt: Runtime) {
    let inner = rt.clone();
    let seen = patch_while!(parse, |parse_mock| async move {
        parse_mock.returns(99);
        inner.spawn(async { parse("x") }).await.unwrap()
    })
    .await;
    assert_eq!(seen, 1);
}

#[runtime_matrix::test]
async fn it_comes_before_the_patch_of_the_test() {
    let of_test = patch!(parse);
    of_test.returns(1_000);
    let seen = patch_while!(parse, |outer| async move {
        outer.returns(2_000);
        // A later patch of the test does not come before it either.
        let later = patch!(parse);
        later.returns(4_000);
        let inner = patch_while!(parse, |inner| async move {
            inner.returns(3_000);
            parse("x")
        });
        (parse("x"), inner.await, parse("x"))
    })
    .await;
    assert_eq!(seen, (2_000, 3_000, 2_000));
    assert_eq!(parse("x"), 1_000);
}

#[runtime_matrix::test]
async fn an_answer_calls_what_is_beneath() {
    let of_test = patch!(parse);
    of_test.answers(|(text,)| parse(text) + 10);
    let seen = patch_while!(parse, |scoped| async move {
        scoped.answers(|(text,)| parse(text) + 100);
        parse("x")
    })
    .await;
    assert_eq!(seen, 111);
}

/// Drives a future on this thread, in a poll of another one.
fn within_a_poll<T>(future: impl Future<Output = T>) -> T {
    futures_lite::future::block_on(future)
}

#[runtime_matrix::test]
async fn it_is_for_the_test_that_it_was_made_in(rt: Runtime) {
    let scoped = patch_while!(parse, |parse_mock| async move {
        parse_mock.returns(99);
        parse("x")
    });
    let outcome = on::outcome(&rt, |_| async move { assert_eq!(scoped.await, 1) }).await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
}

#[runtime_matrix::test]
async fn a_dropped_answer_cleans_up_beneath() {
    let seen = SyncMock::<(usize,), ()>::new("seen");
    let send_mock = patch!(send);
    let in_answer = seen.clone();
    send_mock.answers_async(move |_| {
        let on_drop = SendOnDrop(in_answer.clone());
        async move {
            let _on_drop = on_drop;
            std::future::pending().await
        }
    });
    let mut call = Box::pin(send("x"));
    assert!(futures_lite::future::poll_once(&mut call).await.is_none());
    drop(call);
    // The real function, not the mock once more.
    seen.assert_called_once_with(1_usize);
    send_mock.assert_called_once();
}

struct SendOnDrop(SyncMock<(usize,), ()>);

impl Drop for SendOnDrop {
    fn drop(&mut self) {
        // The mock would pend.
        let sent = within_a_poll(futures_lite::future::poll_once(Box::pin(send("x"))));
        self.0.call(sent.unwrap_or(0));
    }
}

#[runtime_matrix::test]
async fn it_restores_on_a_panic(rt: Runtime) {
    let panics = patch_while!(parse, |parse_mock| async move {
        parse_mock.returns(99);
        assert_eq!(parse("x"), 99);
        panic!("on purpose");
    });
    let task = rt.spawn(async move {
        let _: () = panics.await;
    });
    assert!(task.await.is_err());
    assert_eq!(parse("x"), 1);
}

struct OnDrop(AsyncMock<(usize,), ()>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        drop(self.0.call(parse("x")));
    }
}

#[runtime_matrix::test]
async fn what_the_future_drops_sees_it_and_it_ends_with_a_cancel(rt: Runtime) {
    let (started, seen) = (
        AsyncMock::<(), ()>::new("started"),
        AsyncMock::<(usize,), ()>::new("seen"),
    );
    started.pends();
    seen.allow_never_awaited();
    let task = rt.spawn({
        let (started, seen) = (started.clone(), seen.clone());
        patch_while!(parse, |parse_mock| async move {
            parse_mock.returns(99);
            let _on_drop = OnDrop(seen);
            started.call().await;
        })
    });
    started.wait_until_awaited(1).await;
    task.cancel().await;
    seen.assert_called_once_with(99_usize);
    assert_eq!(parse("x"), 1);
}

#[runtime_matrix::test]
async fn a_test_is_not_failed_by_one_that_is_forgotten(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        std::mem::forget(patch_while!(parse, |_| async {}));
        assert_eq!(parse("x"), 1);
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
}

#[test]
fn outside_of_a_test_it_panics() {
    let made = std::thread::spawn(|| drop(patch_while!(parse, |_| async {})));
    let panic = made.join().unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("no test runs on this thread"), "{message}");
}
