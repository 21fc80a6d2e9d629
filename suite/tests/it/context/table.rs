//! Each cause with each outcome of the exit: it runs exactly once, is told the cause, and nothing is lost.

use std::{future::pending, time::Duration};

use rstest::rstest;
use runtime_matrix::{
    Event, Outcome, Runtime, Verdict,
    context::{BoxError, ContextError},
    rt,
};

use super::probe::{Does, Log, Probe};
use crate::on;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Returns,
    Fails,
    Panics,
    IsCancelled,
    RunsOutOfTime,
}

impl Body {
    fn told(self) -> &'static str {
        match self {
            Body::Returns => "it returned",
            Body::Fails => "it failed: no bread",
            Body::Panics => "it panicked: no water",
            Body::IsCancelled => "it was cancelled",
            Body::RunsOutOfTime => "its time was over",
        }
    }
}

async fn body(what: Body, begun: Event) -> Result<u8, BoxError> {
    begun.set();
    match what {
        Body::Returns => Ok(7),
        Body::Fails => Err("no bread".into()),
        Body::Panics => panic!("no water"),
        Body::IsCancelled | Body::RunsOutOfTime => pending().await,
    }
}

/// Runs that body under a probe.
async fn run(rt: Runtime, probe: Probe, what: Body) -> Result<(), ContextError> {
    let begun = Event::new();
    let with = rt.with(probe, {
        let begun = begun.clone();
        move |_| body(what, begun)
    });
    match what {
        Body::Returns => assert_eq!(with.await?, Some(7)),
        Body::Fails | Body::Panics => assert_eq!(with.await?, None, "it was swallowed"),
        Body::IsCancelled => {
            let task = rt.spawn(with);
            begun.wait().await;
            assert!(task.cancel().await.is_none());
        }
        Body::RunsOutOfTime => {
            let late = rt.timeout(Duration::from_millis(1), with).await;
            assert!(late.is_err());
        }
    }
    Ok(())
}

/// Returns what became of a cell with that, and what the probe has seen.
async fn outcome(rt: &Runtime, what: Body, does: Does) -> (Outcome, Vec<String>) {
    let log = Log::default();
    let probe = Probe::new("the probe", does, &log);
    let outcome = on::outcome_of(
        rt,
        |cell| cell.teardown(Duration::from_millis(300)),
        move |rt| run(rt, probe, what),
    )
    .await;
    (outcome, log.lines())
}

/// Checks what is the same for each: it was entered and left once, and told the cause.
#[track_caller]
fn assert_once(lines: &[String], what: Body, does: Does) {
    let told = what.told();
    let mut expected = vec![
        "enter the probe".to_owned(),
        format!("exit the probe: {told}"),
    ];
    if matches!(does, Does::Panics | Does::Hangs) {
        expected.push(format!("exit the probe now: {told}"));
    }
    assert_eq!(lines, expected);
}

#[track_caller]
fn assert_told(outcome: &Outcome, verdicts: &[Verdict], parts: &[&str]) {
    let report = outcome.report();
    assert!(verdicts.contains(&outcome.verdict()), "{report}");
    for part in parts {
        assert!(report.contains(part), "no `{part}` in {report}");
    }
}

const STUCK: &str = "table.rs:";

#[rstest]
#[case::returns(Body::Returns, &[Verdict::Pass], &[])]
#[case::fails(Body::Fails, &[Verdict::Fail], &["the test returned an error: no bread"])]
#[case::panics(Body::Panics, &[Verdict::Panic], &["the test panicked: no water"])]
#[case::is_cancelled(Body::IsCancelled, &[Verdict::Pass], &[])]
#[case::runs_out_of_time(Body::RunsOutOfTime, &[Verdict::Pass], &[])]
#[runtime_matrix::test]
async fn an_exit_that_passes(
    rt: Runtime,
    #[case] what: Body,
    #[case] verdicts: &[Verdict],
    #[case] parts: &[&str],
) {
    let (outcome, lines) = outcome(&rt, what, Does::Passes).await;
    assert_once(&lines, what, Does::Passes);
    assert_told(&outcome, verdicts, parts);
}

#[rstest]
#[case::returns(Body::Returns)]
#[case::fails(Body::Fails)]
#[case::panics(Body::Panics)]
#[case::is_cancelled(Body::IsCancelled)]
#[case::runs_out_of_time(Body::RunsOutOfTime)]
#[runtime_matrix::test]
async fn an_exit_that_swallows(rt: Runtime, #[case] what: Body) {
    let (outcome, lines) = outcome(&rt, what, Does::Swallows).await;
    assert_once(&lines, what, Does::Swallows);
    outcome.unwrap();
}

#[rstest]
#[case::returns(
    Body::Returns,
    Verdict::Fail,
    "the test returned an error: the exit of `the probe`, entered at"
)]
#[case::fails(
    Body::Fails,
    Verdict::Fail,
    "no bread; then the exit of `the probe`, entered at"
)]
#[case::panics(
    Body::Panics,
    Verdict::Panic,
    "then:\n    the exit of `the probe`, entered at"
)]
#[case::is_cancelled(
    Body::IsCancelled,
    Verdict::Fail,
    "the exit of `the probe`, entered at"
)]
#[case::runs_out_of_time(
    Body::RunsOutOfTime,
    Verdict::Fail,
    "the exit of `the probe`, entered at"
)]
#[runtime_matrix::test]
async fn an_exit_that_fails(
    rt: Runtime,
    #[case] what: Body,
    #[case] verdict: Verdict,
    #[case] part: &str,
) {
    let (outcome, lines) = outcome(&rt, what, Does::Fails).await;
    assert_once(&lines, what, Does::Fails);
    assert_told(
        &outcome,
        &[verdict],
        &[part, STUCK, "failed: the probe is stuck"],
    );
}

#[rstest]
#[case::returns(Body::Returns, &[])]
#[case::fails(Body::Fails, &["then:\n    the body failed: no bread"])]
#[case::panics(Body::Panics, &["the test panicked: no water"])]
#[case::is_cancelled(Body::IsCancelled, &["the exit of `the probe`, entered at"])]
#[case::runs_out_of_time(Body::RunsOutOfTime, &["the exit of `the probe`, entered at"])]
#[runtime_matrix::test]
async fn an_exit_that_panics(rt: Runtime, #[case] what: Body, #[case] parts: &[&str]) {
    let (outcome, lines) = outcome(&rt, what, Does::Panics).await;
    assert_once(&lines, what, Does::Panics);
    assert_told(&outcome, &[Verdict::Panic], parts);
    assert_told(
        &outcome,
        &[Verdict::Panic],
        &["panicked: the probe fell down", "probe.rs:"],
    );
}

/// What an exit that hangs within the test itself looks like at first.
const STILL: &[Verdict] = &[Verdict::Deadlock, Verdict::Stalled];

#[rstest]
#[case::returns(Body::Returns, STILL, &[])]
#[case::fails(Body::Fails, STILL, &["the body failed: no bread"])]
#[case::panics(Body::Panics, &[Verdict::Panic], &["the body panicked: no water"])]
#[case::is_cancelled(Body::IsCancelled, &[Verdict::Fail], &[])]
#[case::runs_out_of_time(Body::RunsOutOfTime, &[Verdict::Fail], &[])]
#[runtime_matrix::test]
async fn an_exit_that_hangs(
    rt: Runtime,
    #[case] what: Body,
    #[case] verdicts: &[Verdict],
    #[case] parts: &[&str],
) {
    let (outcome, lines) = outcome(&rt, what, Does::Hangs).await;
    assert_once(&lines, what, Does::Hangs);
    assert_told(&outcome, verdicts, parts);
    assert_told(
        &outcome,
        verdicts,
        &[
            "the exit of `the probe`, entered at",
            "failed: it did not end within 300ms",
            "RUNTIME_MATRIX_TEARDOWN",
        ],
    );
}
