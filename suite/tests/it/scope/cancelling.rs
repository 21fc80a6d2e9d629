//! What holds of a scope that is cancelled.

use std::{
    future::pending,
    sync::{Arc, Mutex},
};

use runtime_matrix::{
    Event, JoinError, Runtime,
    context::{self, Exit},
    scope::CancelReason,
};

use crate::scope::{Drops, SECOND, passes};

#[runtime_matrix::test]
async fn a_body_that_ends_by_itself_gives_its_output(rt: Runtime) {
    let scoped = rt.scope(|scope| async move {
        assert_eq!((scope.cancelled(), scope.deadline()), (None, None));
        7
    });
    let scoped = scoped.await;
    assert!(scoped.has_ended());
    assert_eq!((scoped.cancelled(), scoped.output()), (None, Some(7)));
}

#[runtime_matrix::test]
async fn a_cancelled_body_is_dropped_at_its_next_suspension_point(rt: Runtime) {
    let (reached, drops) = (Event::new(), Drops::default());
    let scoped = rt.scope(|scope| {
        let (reached, never) = (reached.clone(), drops.never::<()>());
        async move {
            scope.cancel();
            reached.set();
            never.await;
        }
    });
    let scoped = scoped.await;
    assert_eq!(
        (scoped.has_ended(), scoped.cancelled()),
        (false, Some(CancelReason::Asked))
    );
    assert!(reached.is_set(), "it ran on to where it waits");
    assert_eq!(drops.count(), 1);
}

#[runtime_matrix::test]
async fn a_body_that_ends_in_spite_of_it_gives_its_output(rt: Runtime) {
    let scoped = rt.scope(|scope| async move {
        scope.cancel();
        scope.cancel();
        7
    });
    let scoped = scoped.await;
    assert_eq!(
        (scoped.cancelled(), scoped.output()),
        (Some(CancelReason::Asked), Some(7))
    );
}

#[runtime_matrix::test]
async fn a_scope_is_cancelled_from_another_task(rt: Runtime) {
    let scoped = rt.scope(|scope| {
        let other = rt.spawn(async move { scope.cancel() });
        async move {
            let _other = other.await;
            pending::<()>().await;
        }
    });
    assert_eq!(scoped.await.cancelled(), Some(CancelReason::Asked));
}

#[runtime_matrix::test]
async fn at_its_deadline_a_scope_is_cancelled_and_a_tie_goes_to_the_body(rt: Runtime) {
    passes(&rt, |rt| async move {
        let until = |end| {
            let rt2 = rt.clone();
            rt.scope(move |scope| {
                scope.set_deadline(Some(2 * SECOND));
                async move { rt2.sleep(end).await }
            })
        };
        let (made, missed) = (until(2 * SECOND), until(3 * SECOND));
        let (made, missed) = runtime_matrix::scope::join(made, missed).await;
        assert!(made.has_ended());
        assert_eq!(
            (missed.has_ended(), missed.cancelled()),
            (false, Some(CancelReason::Deadline))
        );
        assert_eq!(rt.now(), 2 * SECOND);
    })
    .await;
}

#[runtime_matrix::test]
async fn a_deadline_can_be_moved_and_taken_back(rt: Runtime) {
    passes(&rt, |rt| async move {
        let mover = rt.clone();
        let scoped = rt.scope(|scope| async move {
            scope.set_deadline(Some(SECOND));
            mover.sleep(SECOND / 2).await;
            scope.set_deadline(None);
            mover.sleep(2 * SECOND).await;
            scope.set_deadline(Some(mover.now() + SECOND));
            assert_eq!(scope.deadline(), Some(mover.now() + SECOND));
            pending::<()>().await;
        });
        assert_eq!(scoped.await.cancelled(), Some(CancelReason::Deadline));
        assert_eq!(rt.now(), 7 * SECOND / 2);
    })
    .await;
}

#[runtime_matrix::test]
async fn a_deadline_that_is_over_leaves_one_poll(rt: Runtime) {
    passes(&rt, |rt| async move {
        rt.sleep(2 * SECOND).await;
        let scoped = rt.scope(|scope| {
            scope.set_deadline(Some(SECOND));
            async { 7 }
        });
        assert_eq!(scoped.await.output(), Some(7));
        let scoped = rt.scope(|scope| {
            scope.set_deadline(Some(SECOND));
            pending::<()>()
        });
        assert_eq!(scoped.await.cancelled(), Some(CancelReason::Deadline));
        assert_eq!(rt.now(), 2 * SECOND);
    })
    .await;
}

#[runtime_matrix::test]
async fn what_was_entered_is_left_before_the_scope_returns(rt: Runtime) {
    passes(&rt, |rt| async move {
        let log = Arc::new(Mutex::new(Vec::new()));
        for deadline in [None, Some(rt.now() + SECOND)] {
            let (left, inner, waits) = (Arc::clone(&log), rt.clone(), rt.clone());
            let door = context::manager(
                "the door",
                || async { Ok(()) },
                move |(), cause| async move {
                    waits.sleep(SECOND).await;
                    left.lock().unwrap().push(cause.name());
                    Ok(Exit::PassOn)
                },
            );
            let scoped = rt.scope(|scope| async move {
                scope.set_deadline(deadline);
                let body = |()| async move {
                    if deadline.is_none() {
                        scope.cancel();
                    }
                    pending().await
                };
                inner.with::<_, _, _, ()>(door, body).await.unwrap();
            });
            assert!(!scoped.await.has_ended());
        }
        assert_eq!(*log.lock().unwrap(), ["cancelled", "timed out"]);
    })
    .await;
}

#[runtime_matrix::test]
async fn a_panic_of_the_body_goes_on_after_the_tasks_have_ended(rt: Runtime) {
    let drops = Drops::default();
    let body = {
        let (rt, drops) = (rt.clone(), drops.clone());
        async move {
            let scoped = rt.scope(|scope| async move {
                scope.spawn(drops.never::<()>()).detach();
                panic!("no hay");
            });
            let _: runtime_matrix::scope::Scoped<()> = scoped.await;
        }
    };
    let Err(JoinError::Panicked(panic)) = rt.spawn(body).await else {
        panic!("the body's panic is gone");
    };
    assert_eq!(panic.message().as_deref(), Some("no hay"));
    assert_eq!(drops.count(), 1);
}

#[runtime_matrix::test]
async fn reasons_say_what_they_are(_rt: Runtime) {
    let reasons = [
        CancelReason::Asked,
        CancelReason::Deadline,
        CancelReason::Outer,
    ];
    let said = reasons.map(|reason| reason.to_string());
    assert_eq!(
        said,
        [
            "it was asked to",
            "its deadline was over",
            "a scope around it was cancelled"
        ]
    );
}
