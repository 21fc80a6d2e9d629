//! What holds of joins and races.

use std::future::{pending, ready};

use runtime_matrix::{
    Event, JoinError, Runtime, Verdict,
    scope::{join, join_all, race, race_all, try_join, try_join_all},
};

use crate::{events::assert_says, on, scope::Drops};

#[runtime_matrix::test]
async fn a_join_lets_each_have_its_turns_and_gives_all(rt: Runtime) {
    let (to, fro) = (Event::new(), Event::new());
    let first = async {
        to.set();
        fro.wait().await;
        1
    };
    let second = async {
        to.wait().await;
        fro.set();
        "two"
    };
    assert_eq!(join(first, second).await, (1, "two"));
    let later = |turns: usize| {
        let rt = rt.clone();
        async move {
            for _ in 0..turns {
                rt.yield_now().await;
            }
            turns
        }
    };
    assert_eq!(join_all([3, 1, 0, 2].map(later)).await, [3, 1, 0, 2]);
}

#[runtime_matrix::test]
async fn a_join_of_nothing_gives_nothing(_rt: Runtime) {
    assert!(
        join_all(Vec::<std::future::Ready<u8>>::new())
            .await
            .is_empty()
    );
    let none = try_join_all(Vec::<std::future::Ready<Result<u8, ()>>>::new());
    assert_eq!(none.await, Ok(Vec::new()));
}

#[runtime_matrix::test]
async fn what_has_ended_is_dropped_before_the_rest_has(rt: Runtime) {
    let (drops, go) = (Drops::default(), Event::new());
    let guard = drops.guard();
    let ends = async move { drop(guard) };
    let joined = rt.spawn(join(ends, go.wait()));
    rt.wait_all_tasks_blocked().await;
    assert_eq!(drops.count(), 1);
    go.set();
    joined.await.unwrap();
}

#[runtime_matrix::test]
async fn the_first_error_drops_the_others(_rt: Runtime) {
    let drops = Drops::default();
    let fails = || ready(Err::<u8, _>("no hay"));
    assert_eq!(
        try_join(drops.never::<Result<u8, _>>(), fails()).await,
        Err("no hay")
    );
    assert_eq!(
        try_join(fails(), drops.never::<Result<u8, _>>()).await,
        Err("no hay")
    );
    assert_eq!(drops.count(), 2);
    let futures: Vec<on::BoxedOf<Result<u8, _>>> = vec![
        Box::pin(drops.never()),
        Box::pin(fails()),
        Box::pin(drops.never()),
    ];
    assert_eq!(try_join_all(futures).await, Err("no hay"));
    assert_eq!(drops.count(), 4);
}

#[runtime_matrix::test]
async fn of_two_errors_the_first_in_order_counts(_rt: Runtime) {
    let fails = |error| ready(Err::<u8, _>(error));
    assert_eq!(try_join(fails(1), fails(2)).await, Err(1));
    assert_eq!(try_join_all([fails(1), fails(2)]).await, Err(1));
    let passes = try_join(ready(Ok::<_, u8>(1)), ready(Ok::<_, u8>("two")));
    assert_eq!(passes.await, Ok((1, "two")));
    assert_eq!(
        try_join_all([ready(Ok::<_, u8>(1)), ready(Ok(2))]).await,
        Ok(vec![1, 2])
    );
}

#[runtime_matrix::test]
async fn a_panic_in_one_drops_the_others(rt: Runtime) {
    let drops = Drops::default();
    let never = drops.never::<()>();
    let joined = rt.spawn(join(never, async { panic!("no hay") }));
    assert!(matches!(joined.await, Err(JoinError::Panicked(_))));
    let never = drops.never::<()>();
    let raced = rt.spawn(race(never, async { panic!("no hay") }));
    assert!(matches!(raced.await, Err(JoinError::Panicked(_))));
    assert_eq!(drops.count(), 2);
}

#[runtime_matrix::test]
async fn the_first_to_end_wins_and_the_others_are_gone(rt: Runtime) {
    let drops = Drops::default();
    assert_eq!(race(drops.never(), ready(2)).await, 2);
    assert_eq!(race(ready(1), drops.never()).await, 1);
    let ends = async {
        rt.yield_now().await;
        3
    };
    let futures: Vec<on::LocalOf<'_, u8>> = vec![
        Box::pin(drops.never()),
        Box::pin(ends),
        Box::pin(drops.never()),
    ];
    assert_eq!(race_all(futures).await, 3);
    assert_eq!(drops.count(), 4);
}

#[runtime_matrix::test]
async fn a_tie_goes_to_the_first_in_order(_rt: Runtime) {
    assert_eq!(race(ready(1), ready(2)).await, 1);
    assert_eq!(race_all([ready(1), ready(2), ready(3)]).await, 1);
}

#[runtime_matrix::test]
async fn a_race_without_anybody_is_refused(rt: Runtime) {
    let nobody = |_| race_all(Vec::<std::future::Pending<()>>::new());
    let outcome = on::outcome(&rt, nobody).await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    assert_says(
        outcome.message().unwrap(),
        &["a race of no futures never ends: give `race_all` one at least"],
    );
}

#[runtime_matrix::test]
async fn a_join_that_is_dropped_drops_all(rt: Runtime) {
    let drops = Drops::default();
    let joined = rt.spawn(join_all([drops.never::<()>(), drops.never()]));
    let raced = rt.spawn(race(drops.never::<()>(), pending()));
    rt.wait_all_tasks_blocked().await;
    assert_eq!(joined.cancel().await, None);
    assert_eq!(raced.cancel().await, None);
    assert_eq!(drops.count(), 3);
}
