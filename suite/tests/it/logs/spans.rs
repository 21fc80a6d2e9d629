//! The spans that an event of `tracing` stands in.

use std::{sync::mpsc, thread};

use runtime_matrix::{
    Runtime,
    logs::{Level, Record, Source},
};
use tracing::{Instrument, Metadata, Span, field, info, info_span};

use crate::on;

/// Returns the spans of a record, as reports print them.
fn path(record: &Record) -> String {
    let spans: Vec<_> = record.spans().iter().map(ToString::to_string).collect();
    spans.join(":")
}

/// Returns message and spans of all records.
fn told(rt: &Runtime) -> Vec<String> {
    let records = rt.logs_from(Source::Tracing).records();
    let told = records
        .iter()
        .map(|record| format!("{} in {}", record.message(), path(record)));
    told.collect()
}

#[runtime_matrix::test]
async fn an_event_knows_the_spans_around_it(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing);
    info_span!("request", id = 7).in_scope(|| {
        info_span!("query").in_scope(|| info!("a"));
        info!("b");
    });
    info!("c");
    let expected = ["a in request{id=7}:query", "b in request{id=7}", "c in "];
    assert_eq!(told(&rt), expected);
    let record = &logs.records()[0];
    let line = record.to_string();
    assert!(
        line.contains(": a [in request{id=7}:query, the test, "),
        "{line}"
    );
    let request = &record.spans()[0];
    assert_eq!((request.name(), request.level()), ("request", Level::Info));
    assert_eq!(
        (request.target(), request.field("id")),
        (module_path!(), Some("7"))
    );
    assert_eq!(request.fields().collect::<Vec<_>>(), [("id", "7")]);
}

#[runtime_matrix::test]
async fn spans_of_interleaved_tasks_do_not_mix(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing);
    let worker = |id: usize| {
        let rt = rt.clone();
        let work = async move {
            for turn in 0..5 {
                info!(id, turn, "step");
                rt.yield_now().await;
            }
        };
        work.instrument(info_span!("worker", id))
    };
    let tasks: Vec<_> = (0..5).map(|id| rt.spawn(worker(id))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    let records = logs.records();
    assert_eq!(records.len(), 25);
    for record in records {
        let id = record.field("id").expect("each has it");
        assert_eq!(path(&record), format!("worker{{id={id}}}"));
    }
    assert_eq!(logs.in_span("worker").count(), 25);
    assert_eq!(logs.in_span("other").count(), 0);
}

#[runtime_matrix::test]
async fn a_field_that_is_given_later_counts_from_then_on(rt: Runtime) {
    let _logs = rt.logs_from(Source::Tracing);
    let span = info_span!("request", status = field::Empty, "of {}", "ann");
    span.in_scope(|| info!("a"));
    span.record("status", 200);
    span.in_scope(|| info!("b"));
    span.record("status", 404);
    span.in_scope(|| info!("c"));
    let expected = [
        "a in request{message=of ann}",
        "b in request{message=of ann status=200}",
        "c in request{message=of ann status=404}",
    ];
    assert_eq!(told(&rt), expected);
}

#[runtime_matrix::test]
async fn parents_can_be_named(rt: Runtime) {
    let _logs = rt.logs_from(Source::Tracing);
    let (a, b) = (info_span!("a"), info_span!("b"));
    b.in_scope(|| {
        info!(parent: &a, "by name");
        info!(parent: None, "of none");
        info_span!(parent: &a, "child").in_scope(|| info!("within"));
        info_span!(parent: None, "root").in_scope(|| info!("within"));
    });
    let expected = [
        "by name in a",
        "of none in ",
        "within in a:child",
        "within in root",
    ];
    assert_eq!(told(&rt), expected);
}

#[runtime_matrix::test]
async fn a_span_outlives_its_handles_in_what_is_within_it(rt: Runtime) {
    let _logs = rt.logs_from(Source::Tracing);
    let inner = {
        let outer = info_span!("outer");
        outer.in_scope(|| info_span!("inner"))
    };
    inner.in_scope(|| info!("late"));
    assert_eq!(told(&rt), ["late in outer:inner"]);
}

#[runtime_matrix::test]
async fn spans_may_be_left_in_another_order(rt: Runtime) {
    let _logs = rt.logs_from(Source::Tracing);
    let (first, second) = (info_span!("first"), info_span!("second"));
    let first = first.entered();
    let second = second.entered();
    drop(first);
    info!("a");
    drop(second);
    info!("b");
    assert_eq!(told(&rt), ["a in second", "b in "]);
}

#[runtime_matrix::test]
async fn the_current_span_goes_with_a_task(rt: Runtime) {
    let _logs = rt.logs_from(Source::Tracing);
    assert!(Span::current().is_none());
    let task = info_span!("request").in_scope(|| {
        assert_eq!(
            Span::current().metadata().map(Metadata::name),
            Some("request")
        );
        rt.spawn(async { info!("spawned") }.in_current_span())
    });
    task.await.unwrap();
    assert_eq!(told(&rt), ["spawned in request"]);
}

#[runtime_matrix::test]
async fn a_span_below_the_level_is_not_known(rt: Runtime) {
    let logs = rt.logs_from(Source::Tracing);
    let span = tracing::debug_span!("detail");
    assert!(span.is_disabled());
    span.in_scope(|| info!("a"));
    logs.set_level(Level::Debug);
    tracing::debug_span!("detail").in_scope(|| info!("b"));
    assert_eq!(told(&rt), ["a in ", "b in detail"]);
}

#[runtime_matrix::test]
async fn a_span_of_another_test_is_not_ours(rt: Runtime) {
    let (sender, receiver) = mpsc::channel();
    let outcome = on::outcome(&rt, move |rt| async move {
        let _logs = rt.logs_from(Source::Tracing);
        let _ = sender.send(info_span!("theirs"));
    });
    outcome.await.unwrap();
    let _logs = rt.logs_from(Source::Tracing);
    let theirs = receiver.recv().expect("the test has sent it");
    theirs.in_scope(|| info!("ours"));
    assert_eq!(told(&rt), ["ours in "]);
}

#[runtime_matrix::test]
async fn a_span_may_close_on_another_thread(rt: Runtime) {
    let _logs = rt.logs_from(Source::Tracing);
    let span = info_span!("moved");
    let elsewhere = thread::spawn(move || {
        let copy = span.clone();
        drop(span);
        copy.in_scope(|| info!("belongs to no test"));
        copy
    });
    let span = elsewhere.join().expect("it does not panic");
    span.in_scope(|| info!("back"));
    assert_eq!(told(&rt), ["back in moved"]);
}
