//! What holds of time limits.

use std::{future::pending, time::Duration};

use runtime_matrix::{Runtime, scope::join};

use crate::scope::{Drops, SECOND, passes};

#[runtime_matrix::test]
async fn a_deadline_is_a_reading_of_the_clock(rt: Runtime) {
    passes(&rt, |rt| async move {
        rt.sleep(SECOND).await;
        let elapsed = rt
            .timeout_at(3 * SECOND, pending::<()>())
            .await
            .unwrap_err();
        assert_eq!((rt.now(), elapsed.limit()), (3 * SECOND, 2 * SECOND));
    })
    .await;
}

#[runtime_matrix::test]
async fn an_elapsed_deadline_leaves_one_poll(rt: Runtime) {
    passes(&rt, |rt| async move {
        rt.sleep(2 * SECOND).await;
        assert_eq!(rt.timeout_at(SECOND, async { 7 }).await, Ok(7));
        assert!(rt.timeout_at(SECOND, pending::<()>()).await.is_err());
        assert!(rt.timeout(Duration::ZERO, pending::<()>()).await.is_err());
        assert_eq!(rt.now(), 2 * SECOND, "no time has passed");
    })
    .await;
}

#[runtime_matrix::test]
async fn of_two_deadlines_at_once_the_inner_one_is_told(rt: Runtime) {
    passes(&rt, |rt| async move {
        let inner = rt.timeout_at(SECOND, pending::<()>());
        assert!(matches!(rt.timeout_at(SECOND, inner).await, Ok(Err(_))));
    })
    .await;
}

#[runtime_matrix::test]
async fn an_outer_deadline_drops_the_inner_one_with_its_future(rt: Runtime) {
    passes(&rt, |rt| async move {
        let drops = Drops::default();
        let inner = rt.timeout(3 * SECOND, drops.never::<()>());
        assert!(rt.timeout(SECOND, inner).await.is_err());
        assert_eq!((rt.now(), drops.count()), (SECOND, 1));
    })
    .await;
}

#[runtime_matrix::test]
async fn a_limit_without_an_end_ends_nothing(rt: Runtime) {
    // Under the machine's clock too, by the runtime's own timer.
    let yields = async {
        rt.yield_now().await;
        7
    };
    assert_eq!(rt.timeout(Duration::MAX, yields).await, Ok(7));
    passes(&rt, |rt| async move {
        let waits = rt.timeout(Duration::MAX, rt.sleep(SECOND));
        let (waited, at) = join(waits, rt.timeout_at(Duration::MAX, rt.sleep(2 * SECOND))).await;
        assert_eq!((waited, at, rt.now()), (Ok(()), Ok(()), 2 * SECOND));
    })
    .await;
}
