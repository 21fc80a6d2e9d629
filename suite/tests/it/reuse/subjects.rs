//! What belongs to a runtime that is gone, and what does not.

use std::sync::{Mutex, OnceLock};

use runtime_matrix::{Event, Outcome, Runtime, Verdict, factories};

use crate::{
    events::assert_says,
    on,
    reuse::{Bell, Pool, request, reused},
};

/// What each message of a second run begins with.
#[track_caller]
fn assert_second(rt: &Runtime, outcome: &Outcome, says: &str) {
    let name = rt.name();
    let begins = format!(
        "passed on a first `{name}`, failed on a second one: something that outlives a test (a static, a pool, a lazily \
         started client) still belongs to a runtime that is gone: {says}"
    );
    let message = outcome.message().unwrap_or_default();
    assert!(message.starts_with(&begins), "{}", outcome.report());
}

/// The id of the runtime that comes next.
fn next(rt: &Runtime) -> &'static str {
    let ids: Vec<_> = factories().iter().map(|factory| factory.id()).collect();
    let own = ids.iter().position(|id| *id == rt.name()).unwrap();
    ids[(own + 1) % ids.len()]
}

#[runtime_matrix::test]
async fn a_pool_whose_dispatch_is_gone_is_found(rt: Runtime) {
    let outcome = reused(&rt, |rt, pool: &Pool| async move {
        assert_eq!(pool.ask(&rt, 1).await, Ok(2));
    });
    let outcome = outcome.await;
    assert_second(&rt, &outcome, "the test panicked: assertion ");
    assert_says(outcome.report(), &["dispatch task is gone", "subjects.rs:"]);
}

#[runtime_matrix::test]
async fn a_pool_for_each_test_is_not_accused(rt: Runtime) {
    let outcome = reused(&rt, |rt, (): &()| async move {
        let requests = Pool::dispatch(&rt);
        assert_eq!(request(&requests, 1).await, Ok(2));
    });
    outcome.await.unwrap();
}

#[runtime_matrix::test]
async fn a_handle_of_ours_names_the_run_that_it_belongs_to(rt: Runtime) {
    let outcome = reused(&rt, |rt, first: &OnceLock<Runtime>| async move {
        first.get_or_init(|| rt).spawn(async {}).await.unwrap();
    });
    let says = format!(
        "the test panicked: inner::{} (first run): `spawn` after the test has ended",
        rt.name()
    );
    assert_second(&rt, &outcome.await, &says);
}

#[runtime_matrix::test]
async fn a_handle_that_is_replaced_is_not_accused(rt: Runtime) {
    let outcome = reused(&rt, |rt, latest: &Mutex<Option<Runtime>>| async move {
        *latest.lock().unwrap() = Some(rt);
        let latest = latest.lock().unwrap().clone().unwrap();
        latest.spawn(async {}).await.unwrap();
    });
    outcome.await.unwrap();
}

#[runtime_matrix::test(only(tokio))]
async fn a_handle_of_tokio_is_found(rt: Runtime) {
    use tokio::runtime::Handle;

    let outcome = reused(&rt, |_, first: &OnceLock<Handle>| async move {
        first
            .get_or_init(Handle::current)
            .spawn(async {})
            .await
            .unwrap();
    });
    let outcome = outcome.await;
    assert_second(&rt, &outcome, "the test panicked: ");
    assert_says(outcome.report(), &["JoinError::Cancelled", "subjects.rs:"]);
}

#[runtime_matrix::test]
async fn a_waker_that_is_kept_is_named_where_the_second_run_waits_for_ever(rt: Runtime) {
    let outcome = reused(&rt, |rt, bell: &Bell| async move {
        let waits = rt.spawn(bell.wait());
        rt.wait_all_tasks_blocked().await;
        rt.spawn(async { bell.ring() }).await.unwrap();
        waits.await.unwrap();
    });
    let outcome = outcome.await;
    assert_second(&rt, &outcome, "");
    let is_still = matches!(outcome.verdict(), Verdict::Stalled | Verdict::Deadlock);
    assert!(is_still, "{}", outcome.report());
    let woken = format!(
        "task 1 of `inner::{} (first run)`, which has ended",
        rt.name()
    );
    assert_says(outcome.report(), &["woken beyond its end:", &woken]);
}

#[runtime_matrix::test]
async fn an_event_that_is_kept_is_not_accused(rt: Runtime) {
    let outcome = reused(&rt, |rt, event: &OnceLock<Event>| async move {
        let event = event.get_or_init(Event::new);
        event.clear();
        let waits = rt.spawn(event.wait());
        event.set();
        waits.await.unwrap();
    });
    outcome.await.unwrap();
}

#[runtime_matrix::test]
async fn what_belongs_to_the_kind_of_runtime_fails_the_third_run(rt: Runtime) {
    let outcome = reused(&rt, |rt, first: &OnceLock<&'static str>| async move {
        assert_eq!(*first.get_or_init(|| rt.name()), rt.name());
    });
    let (outcome, name, other) = (outcome.await, rt.name(), next(&rt));
    let begins = format!(
        "passed twice on `{name}`, failed on `{other}` after it: something that outlives a test"
    );
    assert_says(outcome.message().unwrap(), &[&begins]);
    assert_says(
        outcome.report(),
        &["by itself too, it is not what outlived the other runs"],
    );
    assert_eq!(outcome.record().runtime, name, "the cell is still its own");
}

#[runtime_matrix::test]
async fn a_first_run_that_fails_is_told_as_it_is(rt: Runtime) {
    let outcome = reused(&rt, |_, (): &()| async { panic!("no hay") }).await;
    assert_eq!(outcome.message(), Some("the test panicked: no hay"));
}

#[runtime_matrix::test]
async fn there_are_three_runs_each_on_a_fresh_instance(rt: Runtime) {
    let factory = on::factory(&rt);
    let runs: &Mutex<Vec<&str>> = crate::reuse::kept();
    let run = move || {
        on::quick(factory).run_reused(|rt| async move {
            runs.lock().unwrap().push(rt.name());
        })
    };
    on::aside(&rt, run).await.unwrap();
    let (name, other) = (rt.name(), next(&rt));
    assert_eq!(*runs.lock().unwrap(), [name, name, other]);
}

#[runtime_matrix::test]
async fn the_other_kind_can_be_said(rt: Runtime) {
    let factory = on::factory(&rt);
    let run = move || {
        on::quick(factory).run_reused_on(&runtime_matrix::Sim, |rt| async move {
            assert_ne!(rt.name(), "sim", "no hay");
        })
    };
    let outcome = on::aside(&rt, run).await;
    let told = outcome.message().unwrap().starts_with("passed twice on `");
    assert_eq!(told, rt.name() != "sim", "{}", outcome.report());
}
