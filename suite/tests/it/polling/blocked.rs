//! What holds of waiting until nothing can run.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use runtime_matrix::{Cell, Event, Runtime, Verdict};

use crate::{events::assert_says, on};

/// A task that is runnable for that many turns and then waits for ever; it counts the turns.
fn busy(rt: &Runtime, turns: usize, native: bool) -> Arc<AtomicUsize> {
    let (rt, count) = (rt.clone(), Arc::new(AtomicUsize::new(0)));
    rt.clone()
        .spawn({
            let count = Arc::clone(&count);
            async move {
                for _ in 0..turns {
                    count.fetch_add(1, SeqCst);
                    // Tokio holds back the wakes of its own yield.
                    if native && rt.name().starts_with("tokio") {
                        tokio::task::yield_now().await;
                    } else {
                        rt.yield_now().await;
                    }
                }
                pending::<()>().await;
            }
        })
        .detach();
    count
}

#[runtime_matrix::test(seeds = 8)]
async fn it_returns_when_every_task_has_come_as_far_as_it_gets(rt: Runtime) {
    for turns in [0, 1, 50] {
        let counts = [busy(&rt, turns, false), busy(&rt, turns, false)];
        rt.wait_all_tasks_blocked().await;
        assert_eq!(counts.map(|count| count.load(SeqCst)), [turns, turns]);
    }
}

#[runtime_matrix::test]
async fn wakes_that_a_worker_holds_back_are_waited_for(rt: Runtime) {
    for _ in 0..20 {
        let count = busy(&rt, 20, true);
        rt.wait_all_tasks_blocked().await;
        assert_eq!(count.load(SeqCst), 20);
    }
}

#[runtime_matrix::test]
async fn a_spent_budget_is_waited_for(rt: Runtime) {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    (0..300).for_each(|item| sender.send(item).unwrap());
    let received = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&received);
    let receives = async move {
        while receiver.recv().await.is_some() {
            count.fetch_add(1, SeqCst);
        }
    };
    rt.spawn(receives).detach();
    rt.wait_all_tasks_blocked().await;
    assert_eq!(received.load(SeqCst), 300);
    drop(sender);
}

#[runtime_matrix::test(requires(blocking))]
async fn a_blocking_job_is_waited_for(rt: Runtime) {
    let ended = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&ended);
    let job = rt.spawn_blocking(move || {
        std::thread::yield_now();
        count.fetch_add(1, SeqCst);
    });
    rt.wait_all_tasks_blocked().await;
    assert_eq!(ended.load(SeqCst), 1);
    job.await.unwrap();
}

#[runtime_matrix::test]
async fn callers_go_on_together_in_tasks_and_in_the_test(rt: Runtime) {
    let count = busy(&rt, 30, false);
    let caller = |rt: &Runtime| {
        let (rt, count) = (rt.clone(), Arc::clone(&count));
        rt.clone().spawn(async move {
            rt.wait_all_tasks_blocked().await;
            count.load(SeqCst)
        })
    };
    let callers = [caller(&rt), caller(&rt)];
    rt.wait_all_tasks_blocked().await;
    for caller in callers {
        assert_eq!(caller.await.unwrap(), 30);
    }
}

#[runtime_matrix::test]
async fn one_call_after_the_other_is_a_moment_each(rt: Runtime) {
    let event = Event::new();
    for _ in 0..50 {
        event.clear();
        let waiter = rt.spawn(event.wait());
        rt.wait_all_tasks_blocked().await;
        assert!(!waiter.is_finished());
        event.set();
        rt.wait_all_tasks_blocked().await;
        assert!(waiter.is_finished());
    }
}

#[runtime_matrix::test]
async fn the_virtual_clock_does_not_move_before_it(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let hour = Duration::from_secs(3600);
        let sleeper = rt.clone();
        let sleeper = rt.spawn(async move { sleeper.sleep(hour).await });
        for _ in 0..20 {
            rt.wait_all_tasks_blocked().await;
            assert_eq!(rt.now(), Duration::ZERO);
        }
        sleeper.await.unwrap();
        assert_eq!(rt.now(), hour);
    });
    outcome.await.unwrap();
}

#[runtime_matrix::test]
async fn one_who_stops_waiting_holds_nobody_up(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let gone = {
            let rt = rt.clone();
            rt.clone()
                .spawn(async move { rt.wait_all_tasks_blocked().await })
        };
        gone.cancel().await;
        rt.sleep(Duration::from_secs(1)).await;
        rt.wait_all_tasks_blocked().await;
    });
    outcome.await.unwrap();
}

#[runtime_matrix::test]
async fn a_thread_outside_of_the_test_may_wait_too(rt: Runtime) {
    let other = rt.clone();
    on::aside(&rt, move || {
        // A job of the cell's own would be waited for.
        let waits = move || futures_lite::future::block_on(other.wait_all_tasks_blocked());
        drop(std::thread::spawn(waits));
    })
    .await;
    rt.wait_all_tasks_blocked().await;
}

#[runtime_matrix::test]
async fn whoever_spins_is_named_when_the_time_is_over(rt: Runtime) {
    let set = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(100)));
    let outcome = on::outcome_of(&rt, set, |rt| async move {
        let spins = rt.clone();
        let spins = async move {
            loop {
                spins.yield_now().await;
            }
        };
        rt.spawn_named("spinner", spins).detach();
        rt.wait_all_tasks_blocked().await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Timeout, "{}", outcome.report());
    let says = [
        "`wait_all_tasks_blocked`: 1 waiting until every task waits",
        "blocked.rs:",
        "task `spinner`",
    ];
    assert_says(outcome.report(), &says);
}
