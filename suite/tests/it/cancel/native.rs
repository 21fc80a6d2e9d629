//! What is done by the runtime's own means, on each of them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use runtime_matrix::{
    Event,
    cancel::{Disturbance, Finding, Oracle, Sweep, sweep},
    factories,
};
use runtime_matrix_core::HandleDrop;

/// Counts what runs to its end.
fn counted() -> Sweep<Arc<AtomicUsize>, ()> {
    sweep(
        |_| async { Arc::new(AtomicUsize::new(0)) },
        |rt, ended: &mut Arc<AtomicUsize>| {
            Box::pin(async move {
                rt.yield_now().await;
                ended.fetch_add(1, SeqCst);
            })
        },
    )
    .check(|_, ended, _| {
        Box::pin(async move {
            match ended.load(SeqCst) {
                1 => Ok(()),
                count => Err(format!("ended {count} times")),
            }
        })
    })
}

#[test]
fn a_dropped_handle_ends_the_operation_where_the_runtime_says_so() {
    let swept = counted().run();
    let mut findings = swept.findings().iter();
    let dropped = findings.find(|finding| {
        finding.disturbance() == Some(Disturbance::DropHandle) && finding.points().contains(&1)
    });
    let ended: Vec<_> = dropped.map(Finding::cells).unwrap_or_default();
    let cancels = |factory: &&&dyn runtime_matrix::RuntimeFactory| {
        factory.card().handle_drop == HandleDrop::Cancels
    };
    let expected: Vec<_> = factories()
        .iter()
        .filter(cancels)
        .map(|factory| factory.id())
        .collect();
    assert_eq!(ended, expected, "{swept}");
}

#[test]
fn an_abort_ends_the_operation_on_every_runtime() {
    let swept = counted().run();
    let mut findings = swept.findings().iter();
    let aborted = findings.find(|finding| {
        finding.disturbance() == Some(Disturbance::Abort) && finding.points().contains(&1)
    });
    let aborted = aborted.unwrap_or_else(|| panic!("{swept}"));
    let ids: Vec<_> = factories().iter().map(|factory| factory.id()).collect();
    assert_eq!(
        (aborted.cells(), aborted.oracle()),
        (ids, Oracle::Check),
        "{swept}"
    );
}

#[test]
fn an_operation_among_companions_is_safe_on_every_runtime() {
    let swept = sweep(
        |rt| async move {
            let (asked, answered) = (Event::named("asked"), Event::named("answered"));
            let companion = (asked.clone(), answered.clone());
            rt.spawn(async move {
                companion.0.wait().await;
                companion.1.set();
            })
            .detach();
            (asked, answered)
        },
        |_, (asked, answered): &mut (Event, Event)| {
            Box::pin(async move {
                asked.set();
                answered.wait().await;
            })
        },
    )
    .then(1, |_, (_, answered)| {
        Box::pin(async move {
            if answered.is_set() {
                answered.wait().await;
            }
        })
    })
    .run();
    assert_eq!(swept.cells().len(), factories().len());
    swept.unwrap();
}
