//! Deadlocks, standstills and time limits.

use std::{future::pending, sync::mpsc, thread, time::Duration};

use runtime_matrix::{Cell, Runtime, Task, Verdict};

use super::{assert_told, reader_place, spawn_reader};
use crate::on;

#[runtime_matrix::test]
async fn a_task_that_nobody_can_wake_is_a_proved_deadlock(rt: Runtime) {
    let patient = |cell: Cell<'static>| cell.grace(Duration::from_secs(3600));
    let outcome = on::outcome_of(&rt, patient, |rt| async move {
        spawn_reader(&rt).await.unwrap();
    })
    .await;
    let parts = [
        "nobody is left who could wake a task",
        "the test: waiting for task `reader`",
        &reader_place(),
    ];
    assert_told(&outcome, Verdict::Deadlock, &parts);
}

#[runtime_matrix::test]
async fn two_tasks_that_join_each_other_are_a_proved_deadlock(rt: Runtime) {
    let outcome = on::outcome_of(
        &rt,
        |cell| cell.grace(Duration::from_secs(3600)),
        |rt| async move {
            let (sender, receiver) = mpsc::channel::<Task<()>>();
            let yields = rt.clone();
            let first = rt.spawn_named("first", async move {
                let second = loop {
                    match receiver.try_recv() {
                        Ok(second) => break second,
                        Err(_) => yields.yield_now().await,
                    }
                };
                second.await.unwrap();
            });
            let second = rt.spawn_named("second", async move { first.await.unwrap() });
            sender.send(second).expect("the first task waits");
            pending::<()>().await;
        },
    )
    .await;
    let (first, second) = (
        "task `first`: waiting for task `second`",
        "task `second`: waiting for task `first`",
    );
    assert_told(
        &outcome,
        Verdict::Deadlock,
        &["deadlock: nothing can run", first, second],
    );
}

#[runtime_matrix::test]
async fn a_standstill_that_is_not_proved_is_stalled(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let (_sender, mut receiver) = tokio::sync::mpsc::channel::<()>(1);
        rt.spawn(async move { receiver.recv().await })
            .await
            .unwrap();
    })
    .await;
    if rt.name() == "sim" {
        // All wakes of a cell on `sim` are its own.
        let parts = [
            "every wake of this cell comes from itself",
            "`Runtime::spawn_blocking`",
        ];
        assert_told(&outcome, Verdict::Deadlock, &parts);
    } else {
        assert_told(
            &outcome,
            Verdict::Stalled,
            &["nothing has run for 100ms", "task 1: waiting"],
        );
    }
}

#[runtime_matrix::test]
async fn once_a_foreign_thread_has_woken_a_cell_its_standstill_is_no_deadlock(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async move {
        let (sender, mut receiver) = tokio::sync::mpsc::channel::<()>(1);
        let (keeps, kept) = mpsc::channel();
        thread::spawn(move || {
            sender.blocking_send(()).expect("the test receives");
            keeps.send(sender).expect("the test keeps it");
        });
        receiver.recv().await.expect("the thread sends");
        let _sender = kept.recv().expect("the thread gives it back");
        receiver.recv().await;
    })
    .await;
    // Where the thread was first, it woke nobody, and `sim` may still call it a deadlock.
    assert!(
        matches!(outcome.verdict(), Verdict::Stalled | Verdict::Deadlock),
        "{}",
        outcome.report()
    );
    assert!(
        rt.name() == "sim" || outcome.verdict() == Verdict::Stalled,
        "{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_slow_foreign_thread_is_waited_for(rt: Runtime) {
    let patient = |cell: Cell<'static>| cell.grace(Duration::from_secs(60));
    let outcome = on::outcome_of(&rt, patient, |_| async move {
        let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            sender.blocking_send(7).expect("the test receives");
        });
        assert_eq!(receiver.recv().await, Some(7));
    })
    .await;
    assert_told(&outcome, Verdict::Pass, &[]);
}

#[runtime_matrix::test]
async fn a_sleep_past_the_limit_is_a_timeout(rt: Runtime) {
    let limit = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(300)));
    let outcome = on::outcome_of(&rt, limit, |rt| async move {
        let clock = rt.clone();
        let sleeper = rt.spawn_named("sleeper", async move {
            // On `sim` an hour passes at once, so the sleep never ends there either.
            loop {
                clock.sleep(Duration::from_secs(3600)).await;
            }
        });
        sleeper.await.unwrap();
    })
    .await;
    let parts = [
        "the test did not end within its time limit of 300ms",
        "task `sleeper`",
        "give it more with `Cell::timeout`",
    ];
    assert_told(&outcome, Verdict::Timeout, &parts);
}

#[runtime_matrix::test]
async fn a_standstill_at_the_limit_is_stalled(rt: Runtime) {
    let limit = |cell: Cell<'static>| {
        cell.timeout(Some(Duration::from_millis(300)))
            .grace(Duration::from_secs(60))
    };
    let outcome = on::outcome_of(&rt, limit, |_| async move {
        let (_sender, mut receiver) = tokio::sync::mpsc::channel::<()>(1);
        receiver.recv().await;
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Stalled,
        &["nothing could run any more when the time limit of 300ms was over"],
    );
}

#[runtime_matrix::test]
async fn teardown_runs_after_a_timeout(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let limit = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(300)));
    let outcome = on::outcome_of(&rt, limit, |rt| async move {
        struct Guard(mpsc::Sender<&'static str>);
        impl Drop for Guard {
            fn drop(&mut self) {
                let _ = self.0.send(Runtime::current().name());
            }
        }
        let _guard = Guard(sender);
        loop {
            rt.yield_now().await;
            if Runtime::current().name().is_empty() {
                break;
            }
        }
    })
    .await;
    assert_told(&outcome, Verdict::Timeout, &[]);
    assert_eq!(
        receiver.recv(),
        Ok(rt.name()),
        "the guard was dropped inside the runtime"
    );
}

#[runtime_matrix::test]
async fn virtual_time_that_is_polled_for_is_told(rt: Runtime) {
    let short = |cell: Cell<'static>| {
        cell.virtual_clock()
            .timeout(Some(Duration::from_millis(1000)))
    };
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let sleeper = rt.spawn(rt.sleep(Duration::from_millis(20)));
        while !sleeper.is_finished() {
            rt.yield_now().await;
        }
        sleeper.await.unwrap();
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Timeout,
        &["virtual time stands at 0ns while somebody sleeps"],
    );
}
