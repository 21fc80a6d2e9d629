//! What holds of a scope's tasks.

use std::future::pending;

use runtime_matrix::{Event, JoinError, Runtime, Verdict, scope::CancelReason};

use crate::{events::assert_says, on, scope::Drops};

#[runtime_matrix::test]
async fn tasks_are_cancelled_and_joined_when_the_body_ends(rt: Runtime) {
    let drops = Drops::default();
    let scoped = rt.scope(|scope| {
        let (drops, rt) = (drops.clone(), rt.clone());
        async move {
            let tasks: Vec<_> = (0..40).map(|_| scope.spawn(drops.never::<()>())).collect();
            rt.wait_all_tasks_blocked().await;
            tasks
        }
    });
    let scoped = scoped.await;
    assert_eq!((drops.count(), scoped.cancelled()), (40, None));
    for task in scoped.output().unwrap() {
        assert!(task.is_finished());
        assert!(matches!(task.await, Err(JoinError::Cancelled)));
    }
}

#[runtime_matrix::test]
async fn a_task_that_ends_by_itself_gives_its_output(rt: Runtime) {
    let scoped = rt.scope(|scope| async move { scope.spawn(async { 7 }).await.unwrap() });
    assert_eq!(scoped.await.output(), Some(7));
}

#[runtime_matrix::test]
async fn a_task_can_cancel_its_scope_and_is_cancelled_with_it(rt: Runtime) {
    let drops = Drops::default();
    let scoped = rt.scope(|scope| {
        let drops = drops.clone();
        async move {
            let (inner, never) = (scope.clone(), drops.never::<()>());
            let cancels = async move {
                inner.cancel();
                never.await;
            };
            scope.spawn(drops.never::<()>()).detach();
            scope.spawn(cancels).detach();
            drops.never::<()>().await;
        }
    });
    assert_eq!(scoped.await.cancelled(), Some(CancelReason::Asked));
    assert_eq!(drops.count(), 3);
}

#[runtime_matrix::test(seeds = 8)]
async fn no_line_of_a_task_runs_that_is_spawned_in_a_cancelled_scope(rt: Runtime) {
    let ran = Event::new();
    let scoped = rt.scope(|scope| {
        let ran = ran.clone();
        async move {
            scope.cancel();
            let task = scope.spawn(async move { ran.set() });
            task.detach();
            pending::<()>().await;
        }
    });
    assert!(!scoped.await.has_ended());
    assert!(!ran.is_set());
}

#[runtime_matrix::test]
async fn a_task_of_the_scope_can_be_cancelled_by_itself(rt: Runtime) {
    let drops = Drops::default();
    let scoped = rt.scope(|scope| {
        let never = drops.never::<()>();
        async move { scope.spawn(never).cancel().await }
    });
    assert_eq!(scoped.await.output(), Some(None));
    assert_eq!(drops.count(), 1);
}

#[runtime_matrix::test]
async fn nothing_can_be_spawned_in_a_scope_that_has_ended(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let scope = rt
            .scope(|scope| async move { scope })
            .await
            .output()
            .unwrap();
        scope.spawn(async {}).detach();
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    let says = [
        "the scope opened at ",
        "tasks.rs:",
        "has ended: what is spawned in it could not be awaited",
    ];
    assert_says(outcome.message().unwrap(), &says);
}

#[runtime_matrix::test]
async fn a_scope_that_is_dropped_takes_its_tasks_along(rt: Runtime) {
    let drops = Drops::default();
    let owner = rt.spawn({
        let (rt, drops) = (rt.clone(), drops.clone());
        async move {
            let scoped = rt.scope(|scope| async move {
                scope.spawn(drops.never::<()>()).detach();
                drops.never::<()>().await;
            });
            let _ = scoped.await;
        }
    });
    rt.wait_all_tasks_blocked().await;
    owner.cancel().await;
    rt.wait_all_tasks_blocked().await;
    assert_eq!(drops.count(), 2);
}

#[runtime_matrix::test]
async fn a_panic_of_a_task_that_nobody_joins_fails_the_test(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let scoped = rt.scope(|scope| async move {
            drop(scope.spawn(async { panic!("no hay") }));
            pending::<()>().await;
        });
        let _ = scoped.await;
    })
    .await;
    assert_eq!(
        outcome.message(),
        Some("task 1 panicked: no hay"),
        "{}",
        outcome.report()
    );
}
