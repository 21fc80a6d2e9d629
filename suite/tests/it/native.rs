//! Native handles: what the runtime's card says of them is what they do, and tracking loses nothing by it.

use std::{
    future::{Future, pending, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, panic_any},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::Poll,
    time::Duration,
};

use runtime_matrix::{Capability, Cell, JoinError, Outcome, Runtime, Verdict};
use runtime_matrix_core::{HandleDrop, PanicAtJoin};

use crate::on;

/// Says when it is dropped.
#[derive(Default)]
struct OnDrop(Arc<AtomicBool>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// A future that never ends, and the flag that says whether it has been dropped.
fn pending_until_dropped() -> (impl Future<Output = ()> + Send + use<>, Arc<AtomicBool>) {
    let marker = OnDrop::default();
    let dropped = Arc::clone(&marker.0);
    let future = async move {
        let _marker = marker;
        pending::<()>().await;
    };
    (future, dropped)
}

/// Runs a future to its end, and catches what unwinds out of it.
async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Box<dyn std::any::Any + Send>> {
    let mut future = pin!(future);
    poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Err(payload) => Poll::Ready(Err(payload)),
        },
    )
    .await
}

fn handle_drop(rt: &Runtime) -> HandleDrop {
    on::factory(rt).card().handle_drop
}

fn panic_at_join(rt: &Runtime) -> PanicAtJoin {
    on::factory(rt).card().panic_at_join
}

/// Asserts what became of a cell whose task lost its handle: cancelled, or left over.
#[track_caller]
fn assert_dropped(rt: &Runtime, outcome: &Outcome, native_drops: u64) {
    let verdict = match handle_drop(rt) {
        HandleDrop::Detaches => Verdict::Leak,
        _ => Verdict::Pass,
    };
    assert_eq!(outcome.verdict(), verdict, "{}", outcome.report());
    assert_eq!(outcome.record().native_drops, native_drops);
}

#[runtime_matrix::test]
async fn a_native_join_gives_the_output(rt: Runtime) {
    assert_eq!(rt.spawn_native(async { 7 }).join().await.unwrap(), 7);
    let task = rt.spawn_native(async { 8 });
    while !task.is_finished() {
        rt.spawn(async {}).await.unwrap();
    }
    assert_eq!(task.join().await.unwrap(), 8);
}

#[runtime_matrix::test]
async fn dropping_the_handle_does_what_the_card_says(rt: Runtime) {
    let cancels = handle_drop(&rt) == HandleDrop::Cancels;
    let outcome = on::outcome(&rt, move |rt| async move {
        let (future, dropped) = pending_until_dropped();
        drop(rt.spawn_native(future));
        // Turns enough for whatever the drop asks of the runtime.
        for _ in 0..100 {
            rt.spawn(async {}).await.unwrap();
        }
        // Where nobody cancels it, it stays for ever.
        while cancels && !dropped.load(SeqCst) {
            rt.spawn(async {}).await.unwrap();
        }
        assert_eq!(dropped.load(SeqCst), cancels);
    })
    .await;
    assert_dropped(&rt, &outcome, 1);
}

#[runtime_matrix::test]
async fn dropping_a_join_drops_the_handle(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let join = rt.spawn_native(pending::<()>()).join();
        let joined = rt.timeout(Duration::from_millis(1), join).await;
        assert!(joined.is_err(), "it never ends");
    })
    .await;
    assert_dropped(&rt, &outcome, 1);
}

#[runtime_matrix::test]
async fn what_lost_its_handle_is_gone_when_the_cell_has_ended(rt: Runtime) {
    for _ in 0..20 {
        let (future, dropped) = pending_until_dropped();
        let outcome = on::outcome(&rt, |rt| async move { drop(rt.spawn_native(future)) }).await;
        assert_dropped(&rt, &outcome, 1);
        assert!(dropped.load(SeqCst), "{}", outcome.report());
    }
}

#[runtime_matrix::test]
async fn a_leak_names_where_it_was_spawned(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        std::mem::forget(rt.spawn_native(pending::<()>()));
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    let place = format!("{}:", file!());
    let leaks = &outcome.record().leaks;
    assert!(
        leaks.len() == 1 && leaks[0].place.starts_with(&place),
        "{leaks:?}"
    );
    assert_eq!(outcome.record().native_drops, 0, "it was forgotten");
}

#[runtime_matrix::test]
async fn a_detached_task_is_no_leak_and_is_gone_when_the_cell_has_ended(rt: Runtime) {
    let (future, dropped) = pending_until_dropped();
    let outcome = on::outcome(&rt, |rt| async move { rt.spawn_native(future).detach() }).await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    assert_eq!(outcome.record().native_drops, 0);
    assert!(dropped.load(SeqCst));
}

#[runtime_matrix::test]
async fn cancel_completes_after_the_future_has_been_dropped(rt: Runtime) {
    let (future, dropped) = pending_until_dropped();
    assert_eq!(rt.spawn_native(future).cancel().await, None);
    assert!(dropped.load(SeqCst));
    let task = rt.spawn_native(async { 7 });
    while !task.is_finished() {
        rt.spawn(async {}).await.unwrap();
    }
    assert_eq!(task.cancel().await, Some(7));
}

#[runtime_matrix::test]
async fn a_panic_comes_out_of_a_join_as_the_card_says(rt: Runtime) {
    let joined = caught(rt.spawn_native(async { panic_any(7_u64) }).join()).await;
    match (panic_at_join(&rt), joined) {
        (PanicAtJoin::Returned, Ok(Err(JoinError::Panicked(panic)))) => {
            assert!(
                panic
                    .place()
                    .is_some_and(|place| place.starts_with(file!()))
            );
            assert_eq!(panic.into_payload().downcast_ref(), Some(&7_u64));
        }
        (PanicAtJoin::Unwinds, Err(payload)) => {
            assert_eq!(payload.downcast_ref(), Some(&7_u64));
        }
        (declared, joined) => panic!("declared {declared:?}, got {joined:?}"),
    }
    // It has been observed, so the cell passes; and the runtime lives on.
    assert_eq!(rt.spawn_native(async { 1 }).join().await.unwrap(), 1);
}

const BOOM_AT: u32 = line!() + 2;
async fn boom() {
    panic!("boom");
}

#[runtime_matrix::test]
async fn a_panic_that_unwinds_the_body_tells_its_own_place(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _ = rt.spawn_native(boom()).join().await;
    })
    .await;
    let (verdict, message) = match panic_at_join(&rt) {
        PanicAtJoin::Unwinds => (Verdict::Panic, Some("the test panicked: boom")),
        _ => (Verdict::Pass, None),
    };
    assert_eq!(outcome.verdict(), verdict, "{}", outcome.report());
    assert_eq!(outcome.message(), message);
    if verdict == Verdict::Panic {
        let place = outcome.record().place.as_deref().unwrap_or_default();
        assert!(
            place.starts_with(&format!("{}:{BOOM_AT}:", file!())),
            "{place}"
        );
    }
}

#[runtime_matrix::test]
async fn a_panic_that_nobody_joins_is_not_lost(rt: Runtime) {
    let held = on::outcome(&rt, |rt| async move {
        let task = rt.spawn_native(boom());
        while !task.is_finished() {
            rt.spawn(async {}).await.unwrap();
        }
    })
    .await;
    let detached = on::outcome(&rt, |rt| async move {
        rt.spawn_native(boom()).detach();
        pending::<()>().await;
    })
    .await;
    for outcome in [held, detached] {
        assert_eq!(
            outcome.message(),
            Some("task 1 panicked: boom"),
            "{}",
            outcome.report()
        );
        assert_eq!(outcome.record().native_drops, 0);
    }
}

#[runtime_matrix::test]
async fn only_drops_of_what_still_runs_and_by_the_test_itself_count(rt: Runtime) {
    let ended = on::outcome(&rt, |rt| async move {
        let task = rt.spawn_native(async {});
        while !task.is_finished() {
            rt.spawn(async {}).await.unwrap();
        }
        drop(task);
        rt.spawn_native(async {}).join().await.unwrap();
    })
    .await;
    assert_eq!(ended.verdict(), Verdict::Pass, "{}", ended.report());
    let failed = on::outcome(&rt, |rt| async move {
        let _held = rt.spawn_native(pending::<()>());
        poll_fn(|_| -> Poll<()> { panic!("boom") }).await;
    })
    .await;
    assert_eq!(failed.verdict(), Verdict::Panic, "{}", failed.report());
    let swept = on::outcome(&rt, |rt| async move {
        let inner = rt.clone();
        rt.spawn(async move {
            let _held = inner.spawn_native(pending::<()>());
            pending::<()>().await;
        })
        .detach();
    })
    .await;
    for outcome in [ended, failed, swept] {
        assert_eq!(outcome.record().native_drops, 0, "{}", outcome.report());
    }
}

#[runtime_matrix::test]
async fn a_standstill_names_who_is_joined(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _ = rt.spawn_native(pending::<()>()).join().await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Deadlock, "{}", outcome.report());
    assert!(outcome.report().contains("task 1"), "{}", outcome.report());
}

/// A joiner that the runtime wakes a moment after the task has ended: nothing may look idle meanwhile.
#[runtime_matrix::test]
async fn virtual_time_heeds_native_joins(rt: Runtime) {
    const HOUR: Duration = Duration::from_secs(3600);
    for _ in 0..200 {
        let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
            let clock = rt.clone();
            rt.spawn(async move { clock.sleep(HOUR).await }).detach();
            let clock = rt.clone();
            let child = rt.spawn_native(async move {
                clock.sleep(Duration::from_millis(5)).await;
            });
            child.join().await.unwrap();
            rt.sleep(Duration::from_millis(5)).await;
            assert_eq!(rt.now(), Duration::from_millis(10));
        })
        .await;
        outcome.unwrap();
    }
}

/// A task that the runtime drops a moment after its handle: nothing may look idle meanwhile.
#[runtime_matrix::test]
async fn virtual_time_heeds_native_drops(rt: Runtime) {
    struct At(Runtime, Arc<std::sync::Mutex<Option<Duration>>>);
    impl Drop for At {
        fn drop(&mut self) {
            *self.1.lock().unwrap() = Some(self.0.now());
        }
    }
    if handle_drop(&rt) == HandleDrop::Detaches {
        return;
    }
    for _ in 0..200 {
        let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
            let seen = Arc::default();
            let at = At(rt.clone(), Arc::clone(&seen));
            let task = rt.spawn_native(async move {
                let _at = at;
                pending::<()>().await;
            });
            rt.sleep(Duration::from_millis(5)).await;
            drop(task);
            rt.sleep(Duration::from_secs(3600)).await;
            assert_eq!(*seen.lock().unwrap(), Some(Duration::from_millis(5)));
        })
        .await;
        outcome.unwrap();
    }
}

#[runtime_matrix::test(requires(threads))]
async fn joins_and_drops_race_with_ends(rt: Runtime) {
    assert!(rt.capabilities().has(Capability::Threads));
    for round in 0..500 {
        let ends = rt.spawn_native(async {});
        let joins = rt.spawn_native(async { 7 });
        if round % 2 == 0 {
            rt.yield_now().await;
        }
        drop(ends);
        assert_eq!(joins.join().await.unwrap(), 7);
    }
}
