//! Managers of closures and of functions, and what is wrong with some of them.

use runtime_matrix::{
    Runtime,
    context::{AsyncContextManager, Exit, ExitCause, Generator, generator, manager},
};

use super::probe::Log;

#[runtime_matrix::test]
async fn a_function_keeps_what_it_has_across_the_body(rt: Runtime) {
    let log = Log::default();
    let (tests, notes) = (rt.clone(), log.clone());
    let counting = generator("counting", |scope| async move {
        let mut steps = vec!["entered"];
        tests.yield_now().await;
        let cause = scope.provide("given").await;
        tests.yield_now().await;
        steps.push("left");
        notes.note(format!("{steps:?}: {cause}"));
        Ok(Exit::PassOn)
    });
    let body = |given: &'static str| async move { Ok(given.len()) };
    assert_eq!(
        rt.with(counting, body).await.expect("nothing fails"),
        Some(5)
    );
    log.assert(&["[\"entered\", \"left\"]: it returned"]);
}

#[runtime_matrix::test]
async fn a_function_that_provides_nothing_is_an_error_with_its_name(rt: Runtime) {
    let empty: Generator<u8> = generator("empty", |_| async { Ok(Exit::PassOn) });
    let failed = rt
        .with(empty, |_| async { Ok(()) })
        .await
        .expect_err("it gives nothing");
    let told = failed.to_string();
    assert!(
        told.ends_with(
            "`empty` returned without having provided a value: call `Scope::provide` in it"
        ),
        "{told}"
    );
}

#[runtime_matrix::test]
async fn a_function_that_does_not_wait_until_it_is_left_is_an_error(rt: Runtime) {
    let hasty = generator("hasty", |scope| async move {
        let _ = futures_lite::future::poll_once(scope.provide(1)).await;
        Ok(Exit::PassOn)
    });
    let failed = rt
        .with(hasty, |one| async move { Ok(one) })
        .await
        .expect_err("it has ended");
    let told = failed.to_string();
    assert!(
        told.ends_with("`hasty` had ended before it was left: await `Scope::provide` to its end"),
        "{told}"
    );
}

#[runtime_matrix::test]
async fn a_function_may_fail_before_and_after(rt: Runtime) {
    let closed: Generator<u8> = generator("closed", |_| async { Err("no key".into()) });
    let failed = rt
        .with(closed, |_| async { Ok(()) })
        .await
        .expect_err("it is closed");
    assert!(
        failed.to_string().starts_with("entering `closed`"),
        "{failed}"
    );
    let stuck = generator("stuck", |scope| async move {
        scope.provide(()).await;
        Err("the key broke".into())
    });
    let failed = rt
        .with(stuck, |()| async { Ok(()) })
        .await
        .expect_err("it is stuck");
    assert!(
        failed.to_string().starts_with("the exit of `stuck`"),
        "{failed}"
    );
}

#[runtime_matrix::test]
async fn entering_twice_and_leaving_without_entering_are_errors(_rt: Runtime) {
    let mut made = manager(
        "made",
        || async { Ok(1) },
        |_, _| async { Ok(Exit::PassOn) },
    );
    let mut generated = generator("generated", |scope| async move {
        scope.provide(1).await;
        Ok(Exit::PassOn)
    });
    let early = [
        made.exit(&ExitCause::Returned)
            .await
            .expect_err("not entered")
            .to_string(),
        generated
            .exit(&ExitCause::Returned)
            .await
            .expect_err("not entered")
            .to_string(),
    ];
    assert_eq!(
        early,
        [
            "`made` is left without having been entered",
            "`generated` is left without having been entered"
        ]
    );
    assert_eq!(made.enter().await.ok(), Some(1));
    assert_eq!(generated.enter().await.ok(), Some(1));
    let twice = [
        made.enter().await.expect_err("twice").to_string(),
        generated.enter().await.expect_err("twice").to_string(),
    ];
    assert_eq!(
        twice,
        [
            "`made` was entered before: make another one",
            "`generated` was entered before: make another one"
        ]
    );
}

#[runtime_matrix::test]
async fn a_functions_locals_go_inside_the_runtime_when_its_owner_is_dropped(rt: Runtime) {
    struct Local(Log);
    impl Drop for Local {
        fn drop(&mut self) {
            self.0
                .note(format!("dropped on {}", Runtime::current().name()));
        }
    }
    let log = Log::default();
    let local = Local(log.clone());
    let keeping = generator("keeping", |scope| async move {
        let _local = local;
        let cause = scope.provide(()).await;
        assert!(matches!(cause, ExitCause::Cancelled));
        Ok(Exit::PassOn)
    });
    let mut with = Box::pin(rt.with(keeping, |()| std::future::pending::<Result<(), _>>()));
    assert!(futures_lite::future::poll_once(&mut with).await.is_none());
    drop(with);
    while log.lines().is_empty() {
        rt.yield_now().await;
    }
    log.assert(&[&format!("dropped on {}", rt.name())]);
}
