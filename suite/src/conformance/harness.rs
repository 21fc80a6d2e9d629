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
        report::{CaseReport, Conformance},
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

/// Tells the best that the runtime can be found to be; aloud, if its exceptions leave less than all of it: whoever sees all
/// tests pass may take it for that.
pub fn tell_the_best(exceptions: &[(&str, &str, bool)], factory: &dyn RuntimeFactory) {
    let (best, told) = best(exceptions);
    let told = format!("{} is {best} at best{told}", factory.id());
    if best == Conformance::ConformantPlus {
        println!("{told}");
    } else {
        // Past libtest's capture: nobody looks at the output of a test that passes.
        let _ = writeln!(io::stderr(), "runtime-matrix: {told}");
    }
}

/// Returns what a runtime with these exceptions is at best, and why.
fn best(exceptions: &[(&str, &str, bool)]) -> (Conformance, String) {
    for (level, best) in [
        (Level::Must, Conformance::Partial),
        (Level::Should, Conformance::Conformant),
    ] {
        let is_of = |id| Case::named(id).is_some_and(|case| case.level() == level && case.counts());
        let of: Vec<String> = exceptions
            .iter()
            .filter(|(id, ..)| is_of(id))
            .map(|(id, reason, _)| format!("\n  {id}: {reason}"))
            .collect();
        if !of.is_empty() {
            let why = format!(", with exceptions for what it {level} have:{}", of.concat());
            return (best, why);
        }
    }
    (Conformance::ConformantPlus, String::new())
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
        let pool = pool(test).map_err(|error| error.to_string())?;
        let trial = pool.run(case, factory.id(), None);
        trial.map_err(|error| format!("no process to run it in: {error}"))
    })
}

/// Returns the workers of this test's `conformance!`: any of its tests can be one, and those of another one in the same
/// binary have another runtime, be it one of the same id.
fn pool(test: &Test) -> io::Result<&'static Pool> {
    static POOLS: Mutex<Vec<(&str, &Pool)>> = Mutex::new(Vec::new());
    let mut pools = lock(&POOLS);
    let group = test.path.strip_suffix(test.case).unwrap_or(test.path);
    if let Some((_, pool)) = pools.iter().find(|(of, _)| *of == group) {
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
    pools.push((group, pool));
    Ok(pool)
}

fn tell(report: &CaseReport, factory: &dyn RuntimeFactory) {
    let text = report.text(factory.id());
    if report.is_failure() {
        let _ = io::stderr().write_all(format!("\n{text}").as_bytes());
        resume_unwind(Box::new(text));
    }
    if report.verdict != Verdict::Pass || report.observed.is_some() {
        println!("{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::catalogue;

    #[test]
    fn exceptions_take_from_the_best_what_their_level_says() {
        let of = |level: Level| {
            let mut cases = catalogue();
            let case = cases.find(|case| case.level() == level && case.is_run());
            case.expect("there is one").id()
        };
        let (must, should, info) = (of(Level::Must), of(Level::Should), of(Level::Info));
        let best = |ids: &[&'static str]| {
            let exceptions: Vec<_> = ids.iter().map(|id| (*id, "a reason", true)).collect();
            best(&exceptions)
        };
        let (all, told) = best(&[info]);
        assert_eq!((all, &*told), (Conformance::ConformantPlus, ""));

        let (conformant, told) = best(&[info, should]);
        assert_eq!(conformant, Conformance::Conformant);
        let says = format!(", with exceptions for what it should have:\n  {should}: a reason");
        assert_eq!(told, says);

        let (partial, told) = best(&[should, must]);
        assert_eq!(partial, Conformance::Partial);
        let says = format!(", with exceptions for what it must have:\n  {must}: a reason");
        assert_eq!(told, says);
    }
}
