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
/// It runs, unless the environment asks for records of what is left out, or for a level that the test does not reach.
pub fn left_out(
    test: &Test,
    factory: &dyn RuntimeFactory,
    body: fn(Runtime) -> Body,
    verdict: Verdict,
    reason: &str,
) {
    match Environment::get() {
        // A test that is left out as a whole is so on each runtime for the same reason.
        Ok(environment)
            if environment.records_left_out && by_level(test, environment).is_none() =>
        {
            if let Err(error) = record(test, factory, environment, verdict, reason) {
                telling::not_run(test, factory.id(), &error);
            }
        }
        _ => harness::run(test, factory.id(), factory, body),
    }
}

/// Stands in for the run of a cell that a test asks for by name while its feature is off.
///
/// # Panics
///
/// Panics with the reason, unless the environment asks for records of what is left out, or for a level that the test
/// does not reach.
#[track_caller]
pub fn needs(test: &Test, runtime: &'static str, reason: &str, _: fn(Runtime) -> Body) {
    let environment = Environment::get().ok();
    let is_recorded = environment.is_some_and(|environment| environment.records_left_out);
    let below = environment.and_then(|environment| by_level(test, environment));
    assert!(is_recorded || below.is_some(), "{reason}");
    let identity = Identity::off(test.id(runtime), runtime, test.place(), test.level);
    let reason = below.as_deref().unwrap_or(reason);
    if let Err(error) = write(&identity, Verdict::Skipped, reason) {
        panic!("{identity}: not run: {error}");
    }
}

/// Tells why a test is left out as a whole, if the environment asks for a level that it does not reach.
pub(super) fn by_level(test: &Test, environment: &Environment) -> Option<String> {
    test.level.left_out(environment.level?)
}

/// Records a cell that is not run, and says so to libtest.
///
/// # Errors
///
/// Fails if the records cannot be written.
pub(super) fn record(
    test: &Test,
    factory: &dyn RuntimeFactory,
    environment: &Environment,
    verdict: Verdict,
    reason: &str,
) -> Result<(), String> {
    let identity = test.first_identity(factory, environment);
    process_log::record_runtime(factory)?;
    write(&identity, verdict, reason)?;
    // Into the test's captured output.
    println!("{identity}: {verdict}: {reason}");
    if let Some(words) = test.should_panic {
        // libtest takes nothing else for an answer.
        resume_unwind(Box::new(format!("not run: {reason} {words}")));
    }
    Ok(())
}

fn write(identity: &Identity, verdict: Verdict, reason: &str) -> Result<(), String> {
    process_log::record_start(|| identity.clone())?;
    let failure = Failure::new(verdict, reason.to_owned());
    process_log::record_end(&Outcome::new(
        Arc::new(identity.clone()),
        Work::default(),
        vec![failure],
    ))
}
