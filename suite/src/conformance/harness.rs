//! What the tests of `conformance!` do. Not public API.

use std::{
    env,
    io::{self, Write},
    panic::resume_unwind,
    process::Command,
    sync::Mutex,
};

use runtime_matrix_core::RuntimeFactory;
use runtime_matrix_report::Verdict;

use crate::{
    conformance::{
        case::{Case, Level},
        exception::{Exception, Kind, heeded, unknown},
        report::CaseReport,
        trial,
        worker::{self, Pool},
    },
    sync::lock,
};

/// What a test of the macro knows of itself.
#[derive(Debug)]
pub struct Test {
    /// The path of its function, with the crate.
    pub path: &'static str,
    /// The id of its case.
    pub case: &'static str,
    /// The exceptions of its runtime, for any of the cases.
    pub exceptions: &'static [(&'static str, &'static str, bool)],
}

/// Runs the case in a process of its own and fails with what came of it.
pub fn run(test: &Test, factory: &'static dyn RuntimeFactory) {
    if worker::is_worker() {
        worker::work(|id| (factory.id() == id).then_some(factory));
    }
    match try_run(test, factory) {
        Ok(report) => tell(&report, factory),
        Err(error) => resume_unwind(Box::new(format!(
            "{} on {}: {error}",
            test.case,
            factory.id()
        ))),
    }
}

fn try_run(test: &Test, factory: &'static dyn RuntimeFactory) -> Result<CaseReport, String> {
    let case = Case::named(test.case).ok_or_else(|| unknown(test.case))?;
    let exceptions = test
        .exceptions
        .iter()
        .map(|&(case, reason, is_run)| Exception {
            case,
            reason,
            kind: if is_run { Kind::Known } else { Kind::Skip },
        });
    let exceptions: Vec<Exception> = exceptions.collect();
    for exception in &exceptions {
        exception.check()?;
    }
    heeded(&exceptions, case, || {
        // nextest has a process for each test anyway.
        if env::var("NEXTEST_EXECUTION_MODE").is_ok_and(|mode| mode == "process-per-test") {
            return Ok(trial::run(case, factory, None));
        }
        let pool = pool(test, factory.id()).map_err(|error| error.to_string())?;
        let trial = pool.run(case, factory.id(), None);
        trial.map_err(|error| format!("no process to run it in: {error}"))
    })
}

/// Returns the workers of this test binary for that runtime: any of its tests can be one.
fn pool(test: &Test, runtime: &'static str) -> io::Result<&'static Pool> {
    static POOLS: Mutex<Vec<(&str, &Pool)>> = Mutex::new(Vec::new());
    let mut pools = lock(&POOLS);
    if let Some((_, pool)) = pools.iter().find(|(of, _)| *of == runtime) {
        return Ok(pool);
    }
    let binary = env::current_exe()?;
    let (_, path) = test.path.split_once("::").unwrap_or(("", test.path));
    let pool: &Pool = Box::leak(Box::new(Pool::new(move || {
        let mut command = Command::new(&binary);
        command.args([
            path,
            "--exact",
            "--include-ignored",
            "--nocapture",
            "--test-threads=1",
        ]);
        command
    })));
    pools.push((runtime, pool));
    Ok(pool)
}

fn tell(report: &CaseReport, factory: &dyn RuntimeFactory) {
    let text = report.text(factory.id());
    let is_failure = report.verdict.is_failure() && report.case.level() < Level::Info;
    if is_failure && report.case.counts() {
        let _ = io::stderr().write_all(format!("\n{text}").as_bytes());
        resume_unwind(Box::new(text));
    }
    if report.verdict != Verdict::Pass || report.observed.is_some() {
        println!("{text}");
    }
}
