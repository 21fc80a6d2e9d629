//! What holds of scopes within scopes.

use std::future::pending;

use runtime_matrix::{
    Event, Runtime,
    scope::{CancelReason, join},
};

use crate::scope::{Drops, SECOND, passes};

#[runtime_matrix::test]
async fn an_outer_scope_cancels_the_inner_one_which_joins_its_tasks_first(rt: Runtime) {
    let drops = Drops::default();
    let outer = rt.scope(|outer| {
        let (rt, drops) = (rt.clone(), drops.clone());
        async move {
            let inner = rt.scope(|inner| {
                let drops = drops.clone();
                async move {
                    inner.spawn(drops.never::<()>()).detach();
                    outer.cancel();
                    drops.never::<()>().await;
                }
            });
            let inner = inner.await;
            assert_eq!(inner.cancelled(), Some(CancelReason::Outer));
            assert_eq!(drops.count(), 2, "the inner one has ended as a whole");
            pending::<()>().await;
        }
    });
    let outer = outer.await;
    assert_eq!(
        (outer.has_ended(), outer.cancelled()),
        (false, Some(CancelReason::Asked))
    );
}

#[runtime_matrix::test]
async fn an_inner_scope_leaves_the_outer_one_alone(rt: Runtime) {
    let outer = rt.scope(|_outer| {
        let rt = rt.clone();
        async move {
            let inner = rt.scope(|inner| {
                inner.cancel();
                pending::<()>()
            });
            assert_eq!(inner.await.cancelled(), Some(CancelReason::Asked));
            7
        }
    });
    let outer = outer.await;
    assert_eq!((outer.cancelled(), outer.output()), (None, Some(7)));
}

#[runtime_matrix::test]
async fn of_nested_deadlines_the_earlier_one_counts(rt: Runtime) {
    passes(&rt, |rt| async move {
        for (outer_at, inner_at, inner_reason) in [
            (SECOND, 2 * SECOND, CancelReason::Outer),
            (2 * SECOND, SECOND, CancelReason::Deadline),
        ] {
            let (start, inside) = (rt.now(), rt.clone());
            let outer = rt.scope(|outer| async move {
                outer.set_deadline(Some(start + outer_at));
                let inner = inside.scope(|inner| async move {
                    inner.set_deadline(Some(start + inner_at));
                    pending::<()>().await;
                });
                inner.await.cancelled()
            });
            let outer = outer.await;
            assert_eq!(rt.now() - start, SECOND);
            assert_eq!(outer.output(), Some(Some(inner_reason)));
        }
    })
    .await;
}

#[runtime_matrix::test]
async fn a_scope_in_a_task_of_a_scope_is_cancelled_with_that(rt: Runtime) {
    let (drops, begun) = (Drops::default(), Event::new());
    let outer = rt.scope(|outer| {
        let (rt, drops, begun) = (rt.clone(), drops.clone(), begun.clone());
        async move {
            let set = begun.clone();
            let nested = async move {
                let inner = rt.scope(|inner| async move {
                    inner.spawn(drops.never::<()>()).detach();
                    set.set();
                    drops.never::<()>().await;
                });
                let _ = inner.await;
            };
            outer.spawn(nested).detach();
            begun.wait().await;
        }
    });
    assert!(outer.await.has_ended());
    assert_eq!(drops.count(), 2);
}

#[runtime_matrix::test]
async fn siblings_in_one_body_are_each_cancelled_with_it(rt: Runtime) {
    let outer = rt.scope(|outer| {
        let inner = || rt.scope(|_| pending::<()>());
        let both = join(inner(), inner());
        async move {
            let (both, ()) = join(both, async { outer.cancel() }).await;
            (both.0.cancelled(), both.1.cancelled())
        }
    });
    let reason = Some(CancelReason::Outer);
    assert_eq!(outer.await.output(), Some((reason, reason)));
}
