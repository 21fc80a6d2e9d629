//! What a sweep cannot be made of is said, and nothing makes it hang.

use std::{
    future,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use runtime_matrix::{
    Cell, Runtime, Sim, Verdict,
    cancel::{Disturbance, Oracle, Sweep, Swept, sweep},
};

/// Returns the one thing that was found.
#[track_caller]
fn only(swept: &Swept) -> (Option<Disturbance>, Oracle, &str) {
    let [finding] = swept.findings() else {
        panic!("{swept}");
    };
    (finding.disturbance(), finding.oracle(), finding.message())
}

/// An operation that gives others a turn, that many times.
fn yields(times: usize) -> Sweep<(), ()> {
    sweep(
        |_| async {},
        move |rt, (): &mut ()| {
            Box::pin(async move {
                for _ in 0..times {
                    rt.yield_now().await;
                }
            })
        },
    )
    .cells(&[])
}

#[test]
fn an_operation_that_never_suspends_is_told() {
    let swept = yields(0).run();
    let notes = swept.notes();
    assert!(
        notes[0].contains("never suspends: only P0 and P7 apply"),
        "{swept}"
    );
    assert_eq!((swept.points(), swept.replays()), (0, 2 + 3), "{swept}");
    swept.unwrap();
}

#[test]
fn an_operation_that_never_ends_is_told_with_the_dump() {
    let swept = sweep(
        |_| async {},
        |_, (): &mut ()| Box::pin(future::pending::<()>()),
    )
    .run();
    let message = "the operation never ended, waiting at suspension point 1, when nothing could happen any more";
    assert_eq!(only(&swept), (None, Oracle::Ends, message));
    let report = swept.to_string();
    assert!(report.contains("task `operation`: waiting"), "{report}");
    assert!(report.contains("nothing was disturbed"), "{report}");
    assert_eq!(swept.replays(), 1, "{report}");
}

#[test]
fn another_number_of_suspensions_in_the_next_run_is_told() {
    let runs = AtomicUsize::new(0);
    let swept = sweep(
        move |_| future::ready(runs.fetch_add(1, SeqCst)),
        |rt, run: &mut usize| {
            Box::pin(async move {
                for _ in 0..=*run {
                    rt.yield_now().await;
                }
            })
        },
    )
    .run();
    let (disturbance, oracle, message) = only(&swept);
    assert_eq!((disturbance, oracle), (None, Oracle::Repeats));
    let expected = "it suspended once in one run and 2 times in the next";
    assert!(message.contains(expected), "{message}");
}

#[test]
fn another_await_in_the_next_run_is_told_by_its_step() {
    let runs = AtomicUsize::new(0);
    let swept = sweep(
        move |_| future::ready(runs.fetch_add(1, SeqCst)),
        |rt, run: &mut usize| {
            Box::pin(async move {
                rt.yield_now().await;
                let second = Duration::from_secs(1);
                if *run == 0 {
                    rt.sleep(second).await;
                } else {
                    rt.sleep(2 * second).await;
                }
            })
        },
    )
    .run();
    let (_, oracle, message) = only(&swept);
    assert_eq!(oracle, Oracle::Repeats);
    let expected =
        "at suspension point 2 it waited for a sleep made at suite/tests/it/cancel/limits.rs:";
    assert!(message.contains(expected), "{message}");
}

#[test]
fn a_make_that_panics_is_told() {
    let swept = sweep(
        |_| async { panic!("no state today") },
        |_, (): &mut ()| Box::pin(async {}),
    )
    .run();
    let expected = (None, Oracle::Panics, "`make` panicked: no state today");
    assert_eq!(only(&swept), expected);
}

#[test]
fn what_never_ends_besides_the_operation_is_told() {
    let made = sweep(
        |_| future::pending::<()>(),
        |_, (): &mut ()| Box::pin(async {}),
    )
    .run();
    let message = "`make` never ended, when nothing could happen any more";
    assert_eq!(only(&made), (None, Oracle::Ends, message));
    let checked = yields(1)
        .check(|_, (), _| Box::pin(future::pending::<()>()))
        .run();
    let message = "the check never ended, when nothing could happen any more";
    assert_eq!(only(&checked), (None, Oracle::Check, message));
    assert!(
        checked.to_string().contains("the test: "),
        "with a dump: {checked}"
    );
}

#[test]
fn an_operation_that_panics_is_told() {
    let swept = sweep(
        |_| async {},
        |_, (): &mut ()| Box::pin(async { panic!("boom") }),
    )
    .check(|_, (), _: Option<&()>| Box::pin(async {}))
    .run();
    let (_, oracle, message) = only(&swept);
    assert_eq!(oracle, Oracle::Panics);
    assert!(
        message.starts_with("the operation panicked at suite/"),
        "{message}"
    );
    assert!(message.ends_with(": boom"), "{message}");
}

#[test]
fn measures_that_panic_are_told() {
    let counted = yields(1).conserves(|(), _| panic!("no count")).run();
    assert_eq!(only(&counted).2, "the count panicked: no count");
    let measured = yields(1).restores(|()| panic!("no measure")).run();
    assert_eq!(
        only(&measured).2,
        "the measure of the capacity panicked: no measure"
    );
}

#[test]
fn a_check_that_panics_is_told_with_the_disturbance() {
    let swept = yields(1)
        .check(|_, (), output| {
            Box::pin(async move { assert!(output.is_some(), "it did not return") })
        })
        .run();
    let finding = &swept.findings()[0];
    assert_eq!(finding.disturbance(), Some(Disturbance::DropUnpolled));
    assert_eq!(finding.message(), "the check panicked: it did not return");
}

#[test]
fn a_fresh_operation_that_takes_too_many_polls_is_told() {
    let swept = yields(1)
        .then(1, |rt, ()| Box::pin(async { rt.yield_now().await }))
        .run();
    let (_, oracle, message) = only(&swept);
    assert_eq!(oracle, Oracle::Fresh);
    assert_eq!(message, "a fresh operation took 2 polls, and may take 1");
}

#[test]
fn a_task_that_leaks_is_told_as_its_cell_tells_it() {
    let swept = sweep(
        |rt: Runtime| async move { drop(rt.spawn(future::pending::<()>())) },
        |_, (): &mut ()| Box::pin(async {}),
    )
    .run();
    let (_, oracle, message) = only(&swept);
    assert_eq!(oracle, Oracle::Cell);
    assert!(
        message.starts_with("leak: task 1 was still running"),
        "{message}"
    );
}

#[test]
fn a_poll_that_never_returns_is_left_behind() {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let swept = sweep(
        move |_| future::ready(Arc::clone(&stopped)),
        |_, stopped: &mut Arc<AtomicBool>| {
            Box::pin(async move {
                while !stopped.load(SeqCst) {
                    std::thread::yield_now();
                }
            })
        },
    )
    .poll_limit(Duration::from_millis(20))
    .run();
    stop.store(true, SeqCst);
    let (disturbance, oracle, message) = only(&swept);
    assert_eq!(
        (disturbance, oracle),
        (Some(Disturbance::LongPoll), Oracle::Polls)
    );
    let expected = "a poll has not returned within 20ms, the first one: its thread was left behind";
    assert!(message.starts_with(expected), "{message}");
    assert_eq!(swept.findings()[0].rerun(), "P6@0 on sim");
}

#[test]
fn a_drop_that_takes_too_long_is_found_as_a_poll_is() {
    struct Slow;
    impl Drop for Slow {
        fn drop(&mut self) {
            std::thread::sleep(Duration::from_millis(25));
        }
    }
    let swept = sweep(
        |_| async {},
        |rt, (): &mut ()| {
            Box::pin(async move {
                let slow = Slow;
                rt.yield_now().await;
                std::mem::forget(slow);
            })
        },
    )
    .poll_limit(Duration::from_millis(20))
    .run();
    let mut findings = swept.findings().iter();
    let is_slow = |disturbance| disturbance == Some(Disturbance::DropPending);
    assert!(
        findings.any(|finding| is_slow(finding.disturbance()) && finding.oracle() == Oracle::Polls),
        "{swept}"
    );
}

#[test]
fn a_replay_that_never_comes_to_rest_is_left_behind() {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let swept = sweep(
        move |rt| {
            let stopped = Arc::clone(&stopped);
            let turns = rt.clone();
            rt.spawn(async move {
                while !stopped.load(SeqCst) {
                    turns.yield_now().await;
                }
            })
            .detach();
            future::ready(())
        },
        |_, (): &mut ()| Box::pin(async {}),
    )
    .replay_limit(Duration::from_millis(50))
    .run();
    stop.store(true, SeqCst);
    let (_, oracle, message) = only(&swept);
    assert_eq!(oracle, Oracle::Ends);
    assert!(
        message.starts_with("the replay was not over after 50ms"),
        "{message}"
    );
}

#[test]
fn more_points_than_are_allowed_are_told() {
    let swept = yields(3).points(1).run();
    let expected =
        "only the first 1 of 3 suspension points were disturbed: `Sweep::points` allows more";
    assert_eq!(swept.notes(), [expected]);
    assert_eq!(swept.replays(), 2 + 3 + 7, "{swept}");
}

#[test]
fn a_budget_that_is_spent_ends_the_sweep() {
    let counted = yields(1).replays(5).run();
    let expected = "the sweep ended early, after 5 replays, of which 3 of 10 on sim: 5 replays were allowed, \
                    `Sweep::replays` allows more";
    assert_eq!(counted.notes(), [expected]);
    let timed = yields(1).budget(Duration::ZERO).run();
    assert_eq!(timed.replays(), 2, "only what records: {timed}");
    assert!(
        timed.notes()[0].contains("its budget of 0ns is spent"),
        "{timed}"
    );
}

#[test]
fn a_cell_that_is_not_there_is_refused() {
    let report = yields(1).cells(&["simm"]).run().to_string();
    assert!(
        report.contains("not run: there is no cell `simm` in this build, which has sim"),
        "{report}"
    );
}

#[test]
fn a_sweep_inside_of_a_cell_is_refused() {
    let outcome = Cell::new(&Sim).run(|_: Runtime| async { yields(1).run().unwrap() });
    assert_eq!(outcome.verdict(), Verdict::Panic);
    let message = outcome.message().unwrap_or_default();
    assert!(
        message.contains("cannot run inside of one: call it from a plain `#[test]`"),
        "{message}"
    );
}
