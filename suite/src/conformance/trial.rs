//! One case on one runtime, on a thread of its own: what becomes of it.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::Verdict;

use crate::conformance::{
    case::{Case, Program},
    lab::{Finding, Lab, Over},
};

/// What became of a case on a runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trial {
    pub(crate) verdict: Verdict,
    /// What was expected and what came, where something else came.
    pub(crate) finding: Option<Finding>,
    /// What else there is to say: a reason, a panic, what is waited for.
    pub(crate) note: Option<String>,
    /// Which of its named outcomes an `info` case has seen.
    pub(crate) observed: Option<&'static str>,
    pub(crate) duration: Duration,
}

impl Trial {
    /// Returns a trial with nothing to say but that.
    pub(crate) fn new(verdict: Verdict, note: Option<String>) -> Trial {
        Trial {
            verdict,
            finding: None,
            note,
            observed: None,
            duration: Duration::ZERO,
        }
    }
}

/// Runs the case, as often as it has to hold; `limit` is for one run, in place of the case's own deadline.
///
/// What hangs is left behind with its thread.
pub(crate) fn run(
    case: &'static Case,
    factory: &'static dyn RuntimeFactory,
    limit: Option<Duration>,
) -> Trial {
    let Some(program) = case.program() else {
        return Trial::new(
            Verdict::Skipped,
            Some(format!("it is {}", case.status().name())),
        );
    };
    let limit = limit.unwrap_or(case.deadline());
    let began = Instant::now();
    let mut trial = Trial::new(Verdict::Pass, None);
    for _ in 0..case.determinism().runs() {
        trial = once(case, program, factory, limit);
        if trial.verdict != Verdict::Pass {
            break;
        }
    }
    trial.duration = began.elapsed();
    trial
}

fn once(
    case: &'static Case,
    program: Program,
    factory: &'static dyn RuntimeFactory,
    limit: Duration,
) -> Trial {
    let lab = Lab::new(factory, limit);
    let (sender, ended) = channel();
    let of_thread = lab.clone();
    let thread = thread::Builder::new().name("runtime-matrix-case".to_owned());
    let spawned = thread.spawn(move || {
        let run = AssertUnwindSafe(|| match of_thread.lacks(case) {
            Some(reason) => of_thread.leave(&reason),
            None => program(&of_thread),
        });
        let end = catch_unwind(run);
        // Before it is told: the next case finds nothing of this one.
        drop(of_thread);
        let _ = sender.send(end.err().and_then(said));
    });
    if let Err(error) = spawned {
        return Trial::new(
            Verdict::Fail,
            Some(format!("no thread to run it on: {error}")),
        );
    }
    match ended.recv_timeout(limit) {
        Ok(panic) => judge(case, &lab, panic),
        Err(RecvTimeoutError::Timeout) => hang(&lab, limit),
        Err(RecvTimeoutError::Disconnected) => {
            Trial::new(Verdict::Panic, Some("its thread has died".to_owned()))
        }
    }
}

/// Returns what a panic says, unless it is only how a case is left.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is given as it was caught"
)]
pub(crate) fn said(payload: Box<dyn Any + Send>) -> Option<String> {
    if payload.is::<Over>() {
        return None;
    }
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
    Some(text.unwrap_or_else(|| "a panic without a text".to_owned()))
}

fn judge(case: &Case, lab: &Lab, panic: Option<String>) -> Trial {
    let observed = lab.seen();
    let (verdict, note) = if lab.finding().is_some() {
        (
            Verdict::Fail,
            panic.map(|panic| format!("then it panicked: {panic}")),
        )
    } else if let Some(panic) = panic {
        (Verdict::Panic, Some(panic))
    } else if let Some(reason) = lab.reason_left() {
        (Verdict::Unsupported, Some(reason))
    } else {
        match observed {
            Some(outcome) if !case.outcomes().contains(&outcome) => {
                let note = format!("it saw `{outcome}`, which the catalogue does not name");
                (Verdict::Fail, Some(note))
            }
            None if !case.outcomes().is_empty() => (
                Verdict::Fail,
                Some("it saw none of the outcomes that it names".to_owned()),
            ),
            _ => (Verdict::Pass, None),
        }
    };
    Trial {
        finding: lab.finding(),
        observed,
        ..Trial::new(verdict, note)
    }
}

fn hang(lab: &Lab, limit: Duration) -> Trial {
    if let Some(finding) = lab.finding() {
        let note = format!("then it did not end within {limit:?}");
        return Trial {
            finding: Some(finding),
            ..Trial::new(Verdict::Fail, Some(note))
        };
    }
    let awaited = lab.awaited();
    let note = if awaited.is_empty() {
        format!("it did not end within {limit:?}")
    } else {
        format!(
            "after {limit:?} it still waits for {}",
            awaited.join(", within the wait for ")
        )
    };
    Trial::new(Verdict::Hang, Some(note))
}
