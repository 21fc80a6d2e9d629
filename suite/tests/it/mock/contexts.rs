//! The mock of a context manager: what entering gives, what leaving makes of the cause, and what is taken down.

use std::future::pending;

use futures_lite::future::poll_once;
use runtime_matrix::{
    Runtime, Verdict,
    context::{ExitCause, ExitStack},
    mock::{Journal, MockContext, matching},
};

use crate::on;

#[runtime_matrix::test]
async fn each_cause_is_taken_down(rt: Runtime) {
    let lock = MockContext::new("lock");
    lock.enters(());
    rt.with(lock.clone(), |()| async { Ok(()) })
        .await
        .expect("nothing fails");
    let failed = rt
        .with(lock.clone(), |()| async { Err::<(), _>("no bread".into()) })
        .await;
    assert_eq!(failed.expect_err("it failed").to_string(), "no bread");
    let mut with = Box::pin(rt.with(lock.clone(), |()| pending::<Result<(), _>>()));
    assert!(poll_once(&mut with).await.is_none());
    drop(with);
    lock.leaving().wait_until_awaited(3).await;
    let causes = lock.leaving().awaits();
    let causes: Vec<_> = causes
        .iter()
        .map(|record| record.args.0.to_string())
        .collect();
    assert_eq!(
        causes,
        ["it returned", "it failed: no bread", "it was cancelled"]
    );
    lock.entering().assert_awaited_times(3);
}

#[runtime_matrix::test]
async fn it_passes_on_replaces_or_swallows(rt: Runtime) {
    let [passes, replaces, swallows] = ["passes", "replaces", "swallows"].map(MockContext::new);
    for mock in [&passes, &replaces, &swallows] {
        mock.enters_once(());
    }
    replaces.fails_to_exit("the key broke");
    swallows.swallows();
    let body = |()| async {
        let stack = ExitStack::new(&rt);
        let inner = rt.with(stack, |stack| async move {
            stack.enter(replaces).await?;
            stack.enter(passes).await?;
            Err::<(), _>("no bread".into())
        });
        Ok(inner.await?)
    };
    let swallowed = rt.with(swallows.clone(), body).await;
    assert_eq!(swallowed.expect("it was swallowed"), None);
    let cause = swallows.leaving().last_await().args.0.to_string();
    assert!(
        cause.contains("no bread; then the exit of") && cause.ends_with("the key broke"),
        "{cause}"
    );
}

#[runtime_matrix::test]
async fn entering_that_fails_is_not_left(rt: Runtime) {
    let door = MockContext::<()>::new("door");
    door.fails_to_enter("no key");
    let failed = rt
        .with(door.clone(), |()| async { Ok(()) })
        .await
        .expect_err("no key");
    assert!(
        failed.to_string().starts_with("entering `door` at "),
        "{failed}"
    );
    assert!(failed.to_string().ends_with(" failed: no key"), "{failed}");
    door.leaving().assert_not_called();
}

#[runtime_matrix::test]
async fn one_that_was_told_nothing_says_so(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let door = MockContext::<u8>::new("door");
        rt.with(door, |_| async { Ok(()) }).await.map(drop)
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic);
    assert!(
        outcome.report().contains("`door.enter`"),
        "{}",
        outcome.report()
    );
    assert!(
        outcome.report().contains("contexts.rs:"),
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_journal_tells_the_order_of_several(rt: Runtime) {
    let [outer, inner] = ["outer", "inner"].map(MockContext::new);
    outer.enters(());
    inner.enters(());
    let journal = Journal::of(&[
        outer.entering(),
        outer.leaving(),
        inner.entering(),
        inner.leaving(),
    ]);
    let body = |()| async {
        rt.with(inner, |()| async { Ok(()) }).await?;
        Ok(())
    };
    rt.with(outer.clone(), body).await.expect("nothing fails");
    let order = journal.awaits();
    let names: Vec<_> = order
        .iter()
        .map(|call| call.split('(').next().unwrap_or(call))
        .collect();
    assert_eq!(
        names,
        ["outer.enter", "inner.enter", "inner.exit", "outer.exit"]
    );
    outer
        .leaving()
        .assert_awaited_once_with(matching!(ExitCause::Returned));
}

#[runtime_matrix::test]
async fn leaving_may_wait_at_a_gate(rt: Runtime) {
    let door = MockContext::new("door");
    door.enters(());
    let gate = door.leaving().gate();
    let closing = rt.spawn(rt.with(door.clone(), |()| async { Ok(7) }));
    door.leaving().wait_until_awaited(1).await;
    assert!(!closing.is_finished());
    gate.open();
    assert_eq!(
        closing.await.expect("no panic").expect("nothing fails"),
        Some(7)
    );
}
