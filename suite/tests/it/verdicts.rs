//! Each verdict that a cell can earn within the process, and the message that comes with it.

use std::{future::pending, sync::mpsc, thread, time::Duration};

use runtime_matrix::{Cell, Outcome, Runtime, Task, Verdict};

use crate::on;

/// Asserts the verdict and that the report names all of `parts`.
#[track_caller]
fn assert_told(outcome: &Outcome, verdict: Verdict, parts: &[&str]) {
    assert_eq!(outcome.verdict(), verdict, "{}", outcome.report());
    for part in parts {
        assert!(
            outcome.report().contains(part),
            "`{part}` is missing in:\n{}",
            outcome.report()
        );
    }
}

#[runtime_matrix::test]
async fn a_pass_counts_its_tasks_and_polls(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move { rt.spawn(async {}).await.unwrap() }).await;
    assert_told(&outcome, Verdict::Pass, &[]);
    assert_eq!(outcome.report(), "");
    assert_eq!(outcome.record().tasks, 1);
    assert!(outcome.record().polls >= 2, "{:?}", outcome.record());
}

#[runtime_matrix::test]
async fn an_error_that_is_returned_fails(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async { Err::<(), _>("no such user") }).await;
    assert_told(
        &outcome,
        Verdict::Fail,
        &["inner::", "the test returned an error: \"no such user\""],
    );
}

const BOOM_AT: u32 = line!() + 2;
async fn boom() {
    panic!("boom");
}

#[runtime_matrix::test]
async fn a_panic_of_the_body_tells_its_place(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| boom()).await;
    let place = format!("{}:{BOOM_AT}:", file!());
    assert_told(
        &outcome,
        Verdict::Panic,
        &["the test panicked: boom", &format!("panicked at {place}")],
    );
    assert!(
        outcome
            .record()
            .place
            .as_ref()
            .is_some_and(|told| told.starts_with(&place))
    );
}

const LOGGER_AT: u32 = line!() + 2;
fn spawn_logger(rt: &Runtime) -> Task<()> {
    rt.spawn_named("logger", boom())
}

#[runtime_matrix::test]
async fn a_panic_of_a_detached_task_ends_the_body_at_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        spawn_logger(&rt).detach();
        pending::<()>().await;
    })
    .await;
    let place = format!("spawned at {}:{LOGGER_AT}:", file!());
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task `logger` panicked: boom", &place],
    );
    assert!(
        !outcome.report().contains("then:"),
        "the pending body is a consequence:\n{}",
        outcome.report()
    );
}

#[runtime_matrix::test]
async fn a_panic_of_a_task_whose_handle_was_dropped_ends_the_body_at_once(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        drop(rt.spawn(async { panic!("boom") }));
        pending::<()>().await;
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["task 1 panicked: boom"]);
}

#[runtime_matrix::test]
async fn a_panic_behind_a_handle_that_is_still_held_fails_at_the_end(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let held = rt.spawn(async { panic!("boom") });
        while !held.is_finished() {
            rt.yield_now().await;
        }
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task 1 panicked: boom", "nothing joined it"],
    );
}

#[runtime_matrix::test]
async fn a_panic_behind_a_held_handle_is_the_first_cause_of_a_standstill(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _held = rt.spawn(async { panic!("boom") });
        pending::<()>().await;
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task 1 panicked: boom", "then:", "deadlock"],
    );
}

#[runtime_matrix::test]
async fn a_panic_that_was_joined_fails_nothing(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        assert!(rt.spawn(async { panic!("boom") }).await.is_err());
    })
    .await;
    assert_told(&outcome, Verdict::Pass, &[]);
}

#[runtime_matrix::test(requires(blocking))]
async fn a_panic_of_a_blocking_job_is_not_lost(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        rt.spawn_blocking(|| panic!("boom")).detach();
        pending::<()>().await;
    })
    .await;
    assert_told(&outcome, Verdict::Panic, &["blocking job 1 panicked: boom"]);
}

#[runtime_matrix::test]
async fn a_panic_while_the_body_is_dropped_is_told(rt: Runtime) {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let outcome = on::outcome_of(
        &rt,
        |cell| cell.timeout(Some(Duration::from_millis(300))),
        |rt| async move {
            let _bomb = Bomb;
            loop {
                rt.sleep(Duration::from_secs(3600)).await;
            }
        },
    )
    .await;
    let parts = ["time limit of 300ms", "then:", "the test panicked: dropped"];
    assert_told(&outcome, Verdict::Timeout, &parts);
}

const READER_AT: u32 = line!() + 2;
fn spawn_reader(rt: &Runtime) -> Task<()> {
    rt.spawn_named("reader", pending())
}

#[runtime_matrix::test]
async fn a_task_that_still_runs_is_a_leak_with_its_place(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        drop(spawn_reader(&rt));
        drop(rt.spawn(pending::<()>()));
    })
    .await;
    let place = format!("{}:{READER_AT}:", file!());
    let parts = [
        "leak: task `reader` was still running when the test had ended",
        &format!("spawned at {place}"),
        "then:",
        "leak: task 2 was still running when the test had ended",
    ];
    assert_told(&outcome, Verdict::Leak, &parts);
    let leaks = &outcome.record().leaks;
    assert_eq!(leaks.len(), 2);
    assert!(leaks[0].place.starts_with(&place), "{leaks:?}");
}

#[runtime_matrix::test]
async fn a_handle_that_is_held_to_the_end_is_a_leak_too(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _held = rt.spawn(pending::<()>());
    })
    .await;
    assert_told(&outcome, Verdict::Leak, &["leak: task 1"]);
}

#[runtime_matrix::test]
async fn a_task_that_only_needs_its_turns_is_no_leak(rt: Runtime) {
    for _ in 0..100 {
        let outcome = on::outcome(&rt, |rt| async move {
            let turns = rt.clone();
            drop(rt.spawn(async move {
                for _ in 0..5 {
                    turns.yield_now().await;
                }
            }));
        })
        .await;
        outcome.unwrap();
    }
}

#[runtime_matrix::test]
async fn a_task_that_never_comes_to_rest_is_a_leak(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let turns = rt.clone();
        drop(rt.spawn(async move {
            loop {
                turns.yield_now().await;
            }
        }));
    })
    .await;
    assert_told(&outcome, Verdict::Leak, &["leak: task 1"]);
}

#[runtime_matrix::test]
async fn a_detached_task_that_panics_as_the_body_ends_is_told(rt: Runtime) {
    for _ in 0..100 {
        let outcome = on::outcome(&rt, |rt| async move {
            rt.spawn(async { std::panic::resume_unwind(Box::new("late")) })
                .detach();
        })
        .await;
        assert_told(&outcome, Verdict::Panic, &["task 1 panicked: late"]);
    }
}

#[runtime_matrix::test]
async fn a_failed_test_accuses_no_task_of_leaking(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let _held = rt.spawn(pending::<()>());
        Err::<(), _>("no")
    })
    .await;
    assert_told(&outcome, Verdict::Fail, &[]);
    assert!(!outcome.report().contains("leak"), "{}", outcome.report());
}

#[runtime_matrix::test(requires(blocking))]
async fn a_job_that_still_runs_is_a_leak(rt: Runtime) {
    let (go_on, goes_on) = mpsc::channel::<()>();
    let outcome = on::outcome(&rt, |rt| async move {
        drop(rt.spawn_blocking(move || goes_on.recv()));
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            drop(go_on);
        });
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Leak,
        &["leak: blocking job 1 was still running"],
    );
}

#[runtime_matrix::test(requires(blocking))]
async fn a_job_that_outlives_the_teardown_is_left_behind(rt: Runtime) {
    let (go_on, goes_on) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    let short = |cell: Cell<'static>| cell.teardown(Duration::from_millis(200));
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        rt.spawn_blocking(move || {
            begun.send(()).expect("the test waits");
            goes_on.recv()
        })
        .detach();
        has_begun.recv().expect("the job begins");
    })
    .await;
    drop(go_on);
    let parts = [
        "teardown did not end within 200ms",
        "blocking job 1: blocking for 0.",
    ];
    assert_told(&outcome, Verdict::Leak, &parts);
}

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
        &format!("{}:{READER_AT}:", file!()),
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

/// Spawns a pending task past the suite, where there is a Tokio to do so.
fn spawn_past_the_suite() -> bool {
    let native = tokio::runtime::Handle::try_current();
    native
        .map(|native| drop(native.spawn(pending::<()>())))
        .is_ok()
}

#[runtime_matrix::test]
async fn what_is_spawned_past_the_suite_is_counted_and_no_leak(rt: Runtime) {
    let outcome = on::outcome(&rt, |_| async {
        spawn_past_the_suite();
    })
    .await;
    assert_told(&outcome, Verdict::Pass, &[]);
    let expected = match rt.name() {
        // There is no way past the suite on `sim`.
        "sim" => Some(0),
        "tokio_current_thread" | "tokio_multi_thread" => Some(1),
        // The others cannot count their tasks, and nothing is guessed.
        _ => None,
    };
    assert_eq!(outcome.record().untracked, expected);
}

#[runtime_matrix::test]
async fn virtual_time_stands_still_while_something_untracked_is_alive(rt: Runtime) {
    let short = |cell: Cell<'static>| {
        cell.virtual_clock()
            .timeout(Some(Duration::from_millis(500)))
    };
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let past_the_suite = spawn_past_the_suite();
        rt.sleep(Duration::from_secs(3600)).await;
        assert!(!past_the_suite, "the clock jumped over what it cannot see");
    })
    .await;
    if rt.name().starts_with("tokio") {
        assert_told(
            &outcome,
            Verdict::Timeout,
            &["and 1 that were spawned past the suite"],
        );
    } else {
        // Nothing was spawned past it.
        assert_told(&outcome, Verdict::Pass, &[]);
    }
}

#[runtime_matrix::test(requires(blocking))]
async fn what_panicked_first_is_the_cause_even_if_unwinding_took_others_with_it(rt: Runtime) {
    /// Lets another thread panic while this one unwinds, and waits until it has.
    struct Takes(mpsc::Sender<()>, mpsc::Receiver<()>);
    impl Drop for Takes {
        fn drop(&mut self) {
            let _ = self.0.send(());
            let _ = self.1.recv();
        }
    }
    struct Gone(#[expect(dead_code, reason = "it is dropped after the panic")] mpsc::Sender<()>);
    let outcome = on::outcome(&rt, |rt| async move {
        let (go, goes) = mpsc::channel();
        let (gone, has_gone) = mpsc::channel();
        let gone = Gone(gone);
        rt.spawn_blocking(move || {
            let _gone = gone;
            goes.recv().expect("the test takes this with it");
            panic!("consequence");
        })
        .detach();
        let _takes = Takes(go, has_gone);
        panic!("cause");
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &[
            "  the test panicked: cause",
            "then:",
            "blocking job 1 panicked: consequence",
        ],
    );
    assert_eq!(outcome.message(), Some("the test panicked: cause"));
}

#[runtime_matrix::test]
async fn a_panic_behind_a_handle_that_was_leaked_is_not_lost(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        std::mem::forget(rt.spawn_named("forgotten", boom()));
        rt.yield_now().await;
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["task `forgotten` panicked: boom"],
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

#[runtime_matrix::test]
async fn an_unwrapped_panic_reads_as_it_was_printed(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        rt.spawn(async { panic!("line one\nline two") })
            .await
            .unwrap();
    })
    .await;
    assert_told(
        &outcome,
        Verdict::Panic,
        &["Panicked(task 1, spawned at", ": line one\n  line two)"],
    );
}
