//! What holds of clean-up that a cancelled scope does not interrupt.

use std::{future::pending, time::Duration};

use runtime_matrix::{
    Cell, Event, Runtime, Verdict,
    scope::{CancelReason, join},
};

use crate::{
    events::assert_says,
    on,
    scope::{Drops, SECOND, passes},
};

#[runtime_matrix::test]
async fn a_shield_runs_to_its_end_and_the_body_is_dropped_after_it(rt: Runtime) {
    passes(&rt, |rt| async move {
        let (inside, drops, flushed) = (rt.clone(), Drops::default(), Event::new());
        let (never, set) = (drops.never::<()>(), flushed.clone());
        let scoped = rt.scope(|scope| async move {
            scope.cancel();
            let flush = async {
                inside.sleep(SECOND).await;
                set.set();
            };
            assert_eq!(inside.shield("flush", 5 * SECOND, flush).await, Ok(()));
            never.await;
        });
        assert!(!scoped.await.has_ended());
        assert!(flushed.is_set());
        assert_eq!((rt.now(), drops.count()), (SECOND, 1));
    })
    .await;
}

#[runtime_matrix::test]
async fn a_shield_keeps_from_the_scopes_further_out_too(rt: Runtime) {
    passes(&rt, |rt| async move {
        let (middle, inside, flushed) = (rt.clone(), rt.clone(), Event::new());
        let set = flushed.clone();
        let outer = rt.scope(|outer| async move {
            let inner = middle.scope(|_| async move {
                outer.cancel();
                let flush = async {
                    inside.sleep(SECOND).await;
                    set.set();
                };
                inside.shield("flush", 5 * SECOND, flush).await.unwrap();
                pending::<()>().await;
            });
            inner.await.cancelled()
        });
        assert_eq!(outer.await.output(), Some(Some(CancelReason::Outer)));
        assert!(flushed.is_set());
    })
    .await;
}

#[runtime_matrix::test]
async fn a_shield_in_a_task_is_waited_for(rt: Runtime) {
    passes(&rt, |rt| async move {
        let (inside, flushed, begun) = (rt.clone(), Event::new(), Event::new());
        let (set, begins) = (flushed.clone(), begun.clone());
        let scoped = rt.scope(|scope| async move {
            let cleans = async move {
                let flush = async {
                    begins.set();
                    inside.sleep(SECOND).await;
                    set.set();
                };
                inside.shield("flush", 5 * SECOND, flush).await.unwrap();
                pending::<()>().await;
            };
            scope.spawn(cleans).detach();
            begun.wait().await;
        });
        assert!(scoped.await.has_ended());
        assert!(flushed.is_set());
    })
    .await;
}

#[runtime_matrix::test]
async fn a_scope_within_a_shield_is_not_cancelled_with_those_around(rt: Runtime) {
    passes(&rt, |rt| async move {
        let inside = rt.clone();
        let outer = rt.scope(|outer| async move {
            outer.cancel();
            let scope = inside.scope(|_| inside.sleep(SECOND));
            let inner = inside.shield("flush", 5 * SECOND, scope).await.unwrap();
            (inner.has_ended(), inner.cancelled())
        });
        assert_eq!(outer.await.output(), Some((true, None)));
    })
    .await;
}

#[runtime_matrix::test]
async fn a_sibling_of_a_shield_is_cancelled(rt: Runtime) {
    passes(&rt, |rt| async move {
        let inside = rt.clone();
        let outer = rt.scope(|outer| async move {
            let shield = inside.shield("flush", 5 * SECOND, inside.sleep(SECOND));
            let sibling = inside.scope(|_| async {
                outer.cancel();
                pending::<()>().await;
            });
            join(shield, sibling).await.1.cancelled()
        });
        assert_eq!(outer.await.output(), Some(Some(CancelReason::Outer)));
        assert_eq!(rt.now(), SECOND);
    })
    .await;
}

#[runtime_matrix::test]
async fn a_shield_that_takes_too_long_is_cut_and_named(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let inside = rt.clone();
        let scoped = rt.scope(|scope| async move {
            scope.cancel();
            let _ = inside.shield("flush", SECOND, pending::<()>()).await;
            pending::<()>().await;
        });
        let _ = scoped.await;
        assert_eq!(rt.now(), SECOND);
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    let says = [
        "the shielded clean-up `flush`, begun at ",
        "shielding.rs:",
        "was cut 1s after it had begun, which is its limit",
    ];
    assert_says(outcome.message().unwrap(), &says);
}

#[runtime_matrix::test]
async fn without_a_cancelled_scope_the_body_is_told_of_the_limit(rt: Runtime) {
    passes(&rt, |rt| async move {
        let inside = rt.clone();
        let limit = Duration::from_millis(5);
        assert!(rt.shield("flush", limit, pending::<()>()).await.is_err());
        let scoped =
            rt.scope(|_| async move { inside.shield("flush", limit, pending::<()>()).await });
        assert!(scoped.await.output().unwrap().is_err());
    })
    .await;
}

#[runtime_matrix::test]
async fn a_shield_whose_owner_is_dropped_is_named(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let inside = rt.clone();
        let owner = rt.spawn(async move {
            let scoped = inside.scope(|_| inside.shield("flush", SECOND, pending::<()>()));
            let _ = scoped.await;
        });
        rt.wait_all_tasks_blocked().await;
        owner.cancel().await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    let says = [
        "the shielded clean-up `flush`, begun at ",
        "was cut by the drop of what owned its scope",
    ];
    assert_says(outcome.message().unwrap(), &says);
}
