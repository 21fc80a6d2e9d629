//! Background work: stopped in reverse order and joined, and told by its name when it fails.

use std::{future::pending, time::Duration};

use runtime_matrix::{Cell, Event, Runtime, Verdict, context::Supervisor};

use super::probe::Log;
use crate::on;

struct Gone(Log, &'static str);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.note(format!("{} is gone", self.1));
    }
}

/// Work that goes on until it is cancelled, and says so.
fn endless(log: &Log, name: &'static str, begun: &Event) -> impl Future<Output = ()> + use<> {
    let (gone, begun) = (Gone(log.clone(), name), begun.clone());
    async move {
        let _gone = gone;
        begun.set();
        pending::<()>().await;
    }
}

#[runtime_matrix::test]
async fn work_is_stopped_in_reverse_order_and_joined(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let outcome = on::outcome(&rt, |rt| async move {
        let supervisor = Supervisor::new(&rt);
        for name in ["first", "second", "third"] {
            let begun = Event::new();
            supervisor.start(name, endless(&notes, name, &begun));
            begun.wait().await;
        }
        notes.note("the body");
    });
    outcome.await.unwrap();
    log.assert(&[
        "the body",
        "third is gone",
        "second is gone",
        "first is gone",
    ]);
}

#[runtime_matrix::test]
async fn work_that_fails_ends_the_test_by_its_name(rt: Runtime) {
    let outcome = on::outcome(&rt, |rt| async move {
        let supervisor = Supervisor::new(&rt);
        supervisor.start("the idle one", pending::<()>());
        supervisor.start("the feeder", async { Err("no hay left") });
        pending::<()>().await;
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Fail, "{report}");
    assert!(
        report.contains(
            "background work `the feeder`, started at suite/tests/it/context/supervisor.rs:"
        ) && report.contains(", failed: \"no hay left\""),
        "{report}"
    );
}

#[runtime_matrix::test]
async fn work_that_panics_ends_the_test_by_its_name(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let outcome = on::outcome(&rt, |rt| async move {
        let supervisor = Supervisor::new(&rt);
        let begun = Event::new();
        supervisor.start("the other one", endless(&notes, "the other one", &begun));
        begun.wait().await;
        supervisor.start("the feeder", async { panic!("bitten") });
        pending::<()>().await;
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Panic, "{report}");
    assert!(
        report.contains("background work `the feeder`, started at"),
        "{report}"
    );
    assert!(report.contains("panicked: bitten"), "{report}");
    log.assert(&["the other one is gone"]);
}

#[runtime_matrix::test]
async fn work_that_is_asked_to_stop_comes_to_its_own_end(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let outcome = on::outcome(&rt, |rt| async move {
        let supervisor = Supervisor::new(&rt);
        supervisor.start_until("the watch", |stop| async move {
            stop.wait().await;
            Runtime::current().yield_now().await;
            notes.note("gone home");
        });
    });
    outcome.await.unwrap();
    log.assert(&["gone home"]);
}

#[runtime_matrix::test]
async fn work_that_does_not_stop_in_its_time_is_cancelled_and_told(rt: Runtime) {
    let log = Log::default();
    let notes = log.clone();
    let outcome = on::outcome_of(&rt, Cell::virtual_clock, |rt| async move {
        let supervisor = Supervisor::new(&rt).stopping_within(Duration::from_secs(2));
        let begun = Event::new();
        let deaf = endless(&notes, "the deaf one", &begun);
        supervisor.start_until("the deaf one", |_| deaf);
        begun.wait().await;
        supervisor.start_until("the watch", |stop| async move { stop.wait().await });
    })
    .await;
    let report = outcome.report();
    assert_eq!(outcome.verdict(), Verdict::Fail, "{report}");
    assert!(
        report.contains("the exit of `the deaf one`, entered at")
            && report
                .contains("it was asked to stop and still ran 2s later: it has been cancelled"),
        "{report}"
    );
    log.assert(&["the deaf one is gone"]);
}

#[runtime_matrix::test]
async fn it_can_be_stopped_early_and_work_may_end_by_itself(rt: Runtime) {
    let log = Log::default();
    let supervisor = Supervisor::new(&rt);
    let begun = Event::new();
    supervisor.start("short", async {});
    supervisor.start("long", endless(&log, "long", &begun));
    begun.wait().await;
    supervisor.stop().await.expect("it can be stopped");
    log.assert(&["long is gone"]);
    supervisor
        .stop()
        .await
        .expect("there is nothing left to stop");
}
