//! Cells that are not run: what their records say. Not public API.

use std::{panic::resume_unwind, sync::Arc};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::Verdict;

use crate::{
    run::{
        environment::Environment,
        harness::{self, Body, Test},
        identity::Identity,
        outcome::{Outcome, Work},
        process_log, telling,
    },
    runtime::Runtime,
    tracking::failure::Failure,
};

/// Stands in for the run of a cell that libtest is told to ignore, and that somebody runs all the same.
///
/// It runs, unless the environment asks for records of what is left out.
pub fn left_out(
    test: &Test,
    factory: &dyn RuntimeFactory,
    body: fn(Runtime) -> Body,
    verdict: Verdict,
    reason: &str,
) {
    if !is_recorded() {
        return harness::run(test, factory.id(), factory, body);
    }
    let seed = Environment::get()
        .ok()
        .and_then(|environment| environment.seed);
    let identity = test.identity(factory, seed.unwrap_or_default());
    let recorded =
        process_log::record_runtime(factory).and_then(|()| record(&identity, verdict, reason));
    if let Err(error) = recorded {
        return telling::not_run(test, factory.id(), &error);
    }
    if let Some(words) = test.should_panic {
        // libtest takes nothing else for an answer.
        resume_unwind(Box::new(format!("not run: {reason} {words}")));
    }
}

/// Stands in for the run of a cell that a test asks for by name while its feature is off.
///
/// # Panics
///
/// Panics with the reason, unless the environment asks for records of what is left out.
#[track_caller]
pub fn needs(test: &Test, runtime: &'static str, reason: &str, _: fn(Runtime) -> Body) {
    assert!(is_recorded(), "{reason}");
    let identity = Identity::off(test.id(runtime), runtime, test.place());
    if let Err(error) = record(&identity, Verdict::Skipped, reason) {
        panic!("{identity}: not run: {error}");
    }
}

/// Tells whether cells that are left out leave records instead of running.
fn is_recorded() -> bool {
    Environment::get().is_ok_and(|environment| environment.records_left_out)
}

fn record(identity: &Identity, verdict: Verdict, reason: &str) -> Result<(), String> {
    process_log::record_start(|| identity.clone())?;
    let failure = Failure::new(verdict, reason.to_owned());
    process_log::record_end(&Outcome::new(
        Arc::new(identity.clone()),
        Work::default(),
        vec![failure],
    ))
}
