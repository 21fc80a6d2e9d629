//! Owners that are dropped: at each suspension point, by whatever, what was entered is left once and in order.

use std::{future::pending, sync::mpsc, time::Duration};

use futures_lite::future::{or, poll_once};
use runtime_matrix::{
    Cell, Event, Runtime, Verdict,
    context::{ContextError, Exit, ExitStack, generator},
};

use super::probe::{Does, Log, Probe};
use crate::on;

/// Gives others a turn that many times, with a word for each.
async fn steps(rt: &Runtime, log: &Log, turns: u32) {
    for turn in 0..turns {
        rt.yield_now().await;
        log.note(format!("step {turn}"));
    }
}

/// Three things within each other, each with work to do; it has `POINTS` suspension points.
async fn nested(rt: Runtime, log: Log) -> Result<(), ContextError> {
    let probe = |name, turns| Probe::new(name, Does::Waits(turns), &log);
    let (outer, middle, inner) = (probe("outer", 1), probe("middle", 2), probe("inner", 0));
    let body = |_| async {
        steps(&rt, &log, 1).await;
        let body = |_| async {
            steps(&rt, &log, 1).await;
            let body = |_| async {
                steps(&rt, &log, 2).await;
                Ok(())
            };
            rt.with(inner, body).await?;
            steps(&rt, &log, 1).await;
            Ok(())
        };
        rt.with(middle, body).await?;
        Ok(())
    };
    rt.with(outer, body).await.map(drop)
}

const POINTS: usize = 8;

/// Returns what was left of those that were entered, in the order in which it was.
fn left(lines: &[String]) -> Vec<&str> {
    let left = lines.iter().filter_map(|line| line.strip_prefix("left "));
    left.collect()
}

#[runtime_matrix::test]
async fn what_was_entered_is_left_once_at_each_suspension_point(rt: Runtime) {
    let mut most = 0;
    for polls in 0..=POINTS {
        let log = Log::default();
        let outcome = on::outcome(&rt, {
            let log = log.clone();
            move |rt| async move {
                let mut nested = Box::pin(nested(rt, log));
                for _ in 0..polls {
                    assert!(
                        poll_once(&mut nested).await.is_none(),
                        "after {polls} polls"
                    );
                }
            }
        })
        .await;
        outcome.unwrap();
        let lines = log.lines();
        let entered: Vec<_> = lines
            .iter()
            .filter_map(|line| line.strip_prefix("enter "))
            .collect();
        assert_eq!(left(&lines).len(), entered.len(), "{lines:?}");
        // Strictly from the inside out.
        assert!(entered.iter().rev().eq(left(&lines).iter()), "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("now")), "{lines:?}");
        most = most.max(entered.len());
    }
    assert_eq!(most, 3, "there was a poll at which all had been entered");
}

#[runtime_matrix::test]
async fn it_has_that_many_suspension_points(rt: Runtime) {
    let log = Log::default();
    let mut nested = Box::pin(nested(rt.clone(), log.clone()));
    for _ in 0..POINTS {
        assert!(poll_once(&mut nested).await.is_none());
    }
    nested.await.expect("nothing fails");
    assert_eq!(left(&log.lines()), ["inner", "middle", "outer"]);
}

#[runtime_matrix::test]
async fn an_exit_that_was_begun_runs_on_when_its_owner_is_dropped(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(3), &log);
    let mut with = Box::pin(rt.with(probe, |_| async { Ok(()) }));
    assert!(poll_once(&mut with).await.is_none(), "it is leaving");
    drop(with);
    while log.lines().len() < 3 {
        rt.yield_now().await;
    }
    log.assert(&["enter it", "exit it: it returned", "left it"]);
}

#[runtime_matrix::test]
async fn a_race_that_is_lost_leaves(rt: Runtime) {
    let log = Log::default();
    let slow = rt.with(Probe::new("slow", Does::Waits(1), &log), |_| pending());
    or(async { slow.await.map(|_: Option<()>| ()) }, async {
        Ok(())
    })
    .await
    .expect("the other one wins");
    while log.lines().len() < 3 {
        rt.yield_now().await;
    }
    log.assert(&["enter slow", "exit slow: it was cancelled", "left slow"]);
}

#[runtime_matrix::test]
async fn a_test_does_not_end_before_what_it_dropped_has_left(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(50), &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let mut with = Box::pin(rt.with(probe, |_| pending::<Result<(), _>>()));
        assert!(poll_once(&mut with).await.is_none());
    });
    outcome.await.unwrap();
    log.assert(&["enter it", "exit it: it was cancelled", "left it"]);
}

#[runtime_matrix::test]
async fn the_end_of_the_tests_time_leaves(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(1), &log);
    let limit = |cell: Cell<'static>| cell.timeout(Some(Duration::from_millis(30)));
    let outcome = on::outcome_of(&rt, limit, |rt| async move {
        rt.with(probe, |_| async {
            loop {
                Runtime::current().yield_now().await;
            }
            #[expect(unreachable_code, reason = "it says what the body returns")]
            Ok(())
        })
        .await
        .map(drop)
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Timeout, "{}", outcome.report());
    log.assert(&["enter it", "exit it: its time was over", "left it"]);
}

#[runtime_matrix::test]
async fn a_panic_in_another_task_leaves(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(1), &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let tests = rt.clone();
        let body = move |_| async move {
            tests.spawn(async { panic!("elsewhere") }).detach();
            pending::<Result<(), _>>().await
        };
        rt.with(probe, body).await.map(drop)
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    assert!(outcome.report().contains("elsewhere"));
    log.assert(&["enter it", "exit it: it was cancelled", "left it"]);
}

#[runtime_matrix::test]
async fn a_task_that_is_swept_away_leaves(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Waits(2), &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let begun = Event::new();
        let body = {
            let begun = begun.clone();
            |_| async move {
                begun.set();
                pending::<Result<(), _>>().await
            }
        };
        rt.spawn(rt.with(probe, body)).detach();
        begun.wait().await;
    });
    outcome.await.unwrap();
    log.assert(&["enter it", "exit it: it was cancelled", "left it"]);
}

#[runtime_matrix::test]
async fn an_exit_that_hangs_lets_the_others_leave(rt: Runtime) {
    let log = Log::default();
    let probes = [
        Probe::new("first", Does::Waits(1), &log),
        Probe::new("hung", Does::Hangs, &log),
        Probe::new("last", Does::Waits(1), &log),
    ];
    let short = |cell: Cell<'static>| cell.teardown(Duration::from_millis(500));
    let outcome = on::outcome_of(&rt, short, |rt| async move {
        let stack = ExitStack::new(&rt);
        for probe in probes {
            stack.enter(probe).await.expect("it can be entered");
        }
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Fail, "{report}");
    assert!(
        report.contains("the exit of `hung`, entered at")
            && report.contains("did not end within 500ms"),
        "{report}"
    );
    let lines = log.lines();
    assert_eq!(left(&lines), ["last", "first"]);
    assert!(
        lines.contains(&"exit hung now: it was cancelled".to_owned()),
        "{lines:?}"
    );
}

#[runtime_matrix::test]
async fn an_exit_has_a_limit_of_its_own_on_the_cells_clock(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("hung", Does::Hangs, &log);
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        use runtime_matrix::context::AsyncContextManager as _;
        let probe = probe.exit_within(Duration::from_secs(3));
        let failed = rt.with(probe, |_| async { Ok(()) }).await;
        assert_eq!(rt.now(), Duration::from_secs(3));
        failed.map(drop)
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Fail, "{report}");
    assert!(
        report.contains("did not end within 3s: that is the limit which `exit_within` has set"),
        "{report}"
    );
    log.assert(&[
        "enter hung",
        "exit hung: it returned",
        "exit hung now: it returned",
    ]);
}

#[runtime_matrix::test]
async fn what_fails_where_nobody_is_told_fails_the_test_at_once(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Fails, &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let mut with = Box::pin(rt.with(probe, |_| pending::<Result<(), _>>()));
        assert!(poll_once(&mut with).await.is_none());
        drop(with);
        pending::<()>().await;
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail, "{}", outcome.report());
    assert!(
        outcome
            .message()
            .is_some_and(|message| message.ends_with("failed: it is stuck"))
    );
}

#[runtime_matrix::test]
async fn what_outlives_its_test_is_a_leak_and_left_without_waiting(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("it", Does::Passes, &log);
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, move |rt| async move {
        let mut with = Box::pin(rt.with(probe, |_| pending::<Result<(), _>>()));
        assert!(poll_once(&mut with).await.is_none());
        sender.send(with).expect("the test waits");
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Leak, "{}", outcome.report());
    log.assert(&["enter it"]);
    drop(receiver.recv());
    log.assert(&["enter it", "exit it now: it was cancelled"]);
}

#[runtime_matrix::test]
async fn what_is_forgotten_is_a_leak_by_its_name(rt: Runtime) {
    let log = Log::default();
    let probe = Probe::new("the door", Does::Passes, &log);
    let outcome = on::outcome(&rt, |rt| async move {
        let mut with = Box::pin(rt.with(probe, |_| pending::<Result<(), _>>()));
        assert!(poll_once(&mut with).await.is_none());
        std::mem::forget(with);
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Leak, "{report}");
    let told = "leak: `the door`, entered at suite/tests/it/context/cancelling.rs:";
    assert!(
        report.contains(told) && report.contains("was never left"),
        "{report}"
    );
}

#[runtime_matrix::test]
async fn what_is_dropped_while_it_enters_is_not_left(rt: Runtime) {
    let log = Log::default();
    let (tests, notes) = (rt.clone(), log.clone());
    let slow = generator("slow", |scope| async move {
        notes.note("begun");
        tests.yield_now().await;
        notes.note("entered");
        scope.provide(()).await;
        notes.note("left");
        Ok(Exit::PassOn)
    });
    let mut with = Box::pin(rt.with(slow, |()| async { Ok(()) }));
    assert!(poll_once(&mut with).await.is_none());
    drop(with);
    rt.yield_now().await;
    log.assert(&["begun"]);
}
