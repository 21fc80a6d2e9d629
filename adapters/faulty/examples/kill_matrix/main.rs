//! Runs each case of the catalogue of conformance on each faulty runtime and tells which case finds which fault.
//!
//! ```console
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix                    # all, and fails if anything is amiss
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --bless         # and writes the matrix anew
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --more          # and adds runs, on a machine that is busier
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --fault 'cancel*' --case 'cancel::*'
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --odd 'late*' --case 'cancel::*'
//! ```
//!
//! The matrix that is kept has a line for each fault: the cases that have found it in each of the runs that the matrix
//! is made of, and after a question mark those that did so in some of them. The former have to find it, if need be in
//! one of a few more runs; the latter may.
//!
//! With patterns it only prints, with the words of each failure. Each fault has to be found by the case that the
//! catalogue of faults names, in the words that it names; each case has to find a fault.
//! On the runtimes that are odd but legal, no case may fail.

mod args;
mod matrix;

use std::{
    env,
    error::Error,
    fs,
    num::NonZeroUsize,
    path::Path,
    process::{Command, ExitCode},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use runtime_matrix::{
    RuntimeFactory,
    conformance::{CaseReport, Check, Level, Report, catalogue, serve},
};
use runtime_matrix_faulty::{Fault, Oddity};

use self::{
    args::{Args, Use, matches},
    matrix::{Found, Row, matrix},
};

/// What hangs does so for good: it is waited for no longer than that, and again for longer where that is news.
const SHORT: Duration = Duration::from_millis(400);
const LONGER: Duration = Duration::from_secs(3);
/// The matrix that is kept is made of so many runs: what did not come in all of them is a race, and stands apart.
const RUNS: usize = 5;
/// What has to be found and is not gets so many more runs: a machine may be busy.
const TRIES: usize = 10;
/// What is found and was not is news only if it comes in as many more runs: it may be a race that was never won before.
const AGAIN: usize = 10;
/// What waits takes no processor, so there may be more of it than processors.
const AT_A_TIME: usize = 6;

type Failure = Box<dyn Error + Send + Sync>;

/// A fault, and the cases that fail on it.
struct Kill {
    fault: &'static Fault,
    failures: Vec<CaseReport>,
}

/// How hard what has to be found is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hunt {
    /// By one run, in which it is found or not.
    Once,
    /// By a few more where it was not.
    Again,
}

fn main() -> Result<ExitCode, Failure> {
    let faults = Fault::all()
        .iter()
        .map(|fault| fault as &dyn RuntimeFactory);
    let oddities = Oddity::all().iter().map(|oddity| oddity as _);
    serve(&faults.chain(oddities).collect::<Vec<_>>());
    match Args::read(env::args().skip(1))? {
        Args::Odd { pattern, case } => {
            let wrong = failures_on_oddities(&pattern, &case)?;
            Ok(tell(&wrong))
        }
        Args::Part { fault, case } => {
            let chosen = named(Fault::all(), &fault, "fault")?;
            print(&run(&chosen, &case, "", Hunt::Once)?);
            Ok(ExitCode::SUCCESS)
        }
        Args::All(kept) => all(kept),
    }
}

/// Compares all faults with the matrix that is kept, or writes that.
fn all(kept: Use) -> Result<ExitCode, Failure> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("kill_matrix.txt");
    let (earlier, hunt) = match kept {
        Use::Check => (fs::read_to_string(&path)?, Hunt::Again),
        // What it says would not be looked at twice.
        Use::Bless => (String::new(), Hunt::Once),
        Use::More => (fs::read_to_string(&path)?, Hunt::Once),
    };
    let chosen: Vec<_> = Fault::all().iter().collect();
    let kills = run(&chosen, "*", &earlier, hunt)?;
    let mut wrong = complaints(&kills);
    wrong.extend(failures_on_oddities("*", "*")?);
    if kept == Use::Check {
        for kill in &kills {
            wrong.extend(kill.change(&earlier)?);
        }
    } else {
        let mut runs = vec![found(&kills)];
        while runs.len() < RUNS {
            // What was found before is no news.
            let known = matrix(&runs, &earlier);
            runs.push(found(&run(&chosen, "*", &known, hunt)?));
        }
        fs::write(&path, matrix(&runs, &earlier))?;
    }
    let cases = catalogue().filter(|case| case.is_run()).count();
    println!("{} faults, {cases} cases", chosen.len());
    Ok(tell(&wrong))
}

fn tell(wrong: &[String]) -> ExitCode {
    wrong.iter().for_each(|text| println!("{text}"));
    ExitCode::from(u8::from(!wrong.is_empty()))
}

/// Returns those of that name, of which there has to be one.
fn named<T: RuntimeFactory>(
    all: &'static [T],
    pattern: &str,
    what: &str,
) -> Result<Vec<&'static T>, Failure> {
    let named = all.iter().filter(|one| matches(pattern, one.id()));
    let named: Vec<&'static T> = named.collect();
    if named.is_empty() {
        return Err(format!("no {what} is called `{pattern}`").into());
    }
    Ok(named)
}

fn print(kills: &[Kill]) {
    for Kill { fault, failures } in kills {
        println!("== {}", fault.id());
        for failure in failures {
            println!("{}", failure.text(fault.id()));
        }
    }
}

/// Runs the cases on the faults, several at a time.
fn run(
    faults: &[&'static Fault],
    case: &str,
    kept: &str,
    hunt: Hunt,
) -> Result<Vec<Kill>, Failure> {
    let (next, kills) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Relaxed)) {
                    let kill = kill(fault, case, kept, hunt);
                    kills.lock().expect("nothing panics under it").push(kill);
                }
            });
        }
    });
    let kills = kills.into_inner().expect("nothing panics under it");
    let mut kills = kills.into_iter().collect::<Result<Vec<_>, _>>()?;
    kills.sort_by_key(|kill: &Kill| faults.iter().position(|fault| *fault == kill.fault));
    Ok(kills)
}

/// Returns what finds the fault, by a run of the cases and of some of them once more.
fn kill(fault: &'static Fault, case: &str, kept: &str, hunt: Hunt) -> Result<Kill, Failure> {
    let row = Row::of(kept, fault.id()).unwrap_or_default();
    let is_known = |failure: &CaseReport| {
        let id = failure.case.id();
        let is_told = fault
            .killer()
            .is_none_or(|(case, words)| case != id || failure.text(fault.id()).contains(words));
        is_told && row.knows(id)
    };
    let mut failures = Vec::new();
    for failure in failures_of(&check(fault, case)?.deadline(SHORT).run()?) {
        // It may only have been slow.
        let again = if is_known(&failure) {
            Some(failure)
        } else {
            once_more(fault, failure.case.id())?
        };
        failures.extend(again);
    }
    let mut kill = Kill { fault, failures };
    if hunt == Hunt::Again {
        let killer = fault.killer().map(|(case, _)| case);
        for case in row.sure.into_iter().chain(killer) {
            kill.look_for(case)?;
        }
    }
    Ok(kill)
}

/// Returns the failure of that case on the fault, if it fails in another run, which has more time.
fn once_more(fault: &'static Fault, case: &str) -> Result<Option<CaseReport>, Failure> {
    let report = check(fault, case)?.deadline(LONGER).run()?;
    Ok(failures_of(&report).into_iter().next())
}

/// Returns what fails, whether or not it decides anything yet.
fn failures_of(report: &Report) -> Vec<CaseReport> {
    let failures = report.cases().iter();
    let failures = failures.filter(|case| case.verdict.is_failure());
    failures.cloned().collect()
}

/// Returns the failures of cases on runtimes that are odd but legal, with their words.
fn failures_on_oddities(pattern: &str, case: &str) -> Result<Vec<String>, Failure> {
    let mut failures = Vec::new();
    for oddity in named(Oddity::all(), pattern, "oddity")? {
        let failed = failures_of(&check(oddity, case)?.run()?);
        failures.extend(failed.iter().map(|failure| failure.text(oddity.id())));
    }
    Ok(failures)
}

fn check(fault: &'static dyn RuntimeFactory, pattern: &str) -> Result<Check, Failure> {
    let binary = env::current_exe()?;
    Ok(Check::new(fault)
        .level(Level::May)
        .only(pattern)
        .workers(NonZeroUsize::MIN, move || {
            let mut command = Command::new(&binary);
            // To find out about frames takes longer than most cases do.
            command.env("RUST_BACKTRACE", "0");
            command
        }))
}

impl Kill {
    fn ids(&self) -> Vec<&'static str> {
        let failures = self.failures.iter();
        failures.map(|failure| failure.case.id()).collect()
    }

    fn by(&self, id: &str) -> Option<&CaseReport> {
        self.failures.iter().find(|failure| failure.case.id() == id)
    }

    /// Runs a case that has to find the fault and did not a few more times.
    fn look_for(&mut self, case: &str) -> Result<(), Failure> {
        for _ in 0..TRIES {
            if self.by(case).is_some() {
                break;
            }
            self.failures.extend(once_more(self.fault, case)?);
        }
        Ok(())
    }

    /// Says what differs from the matrix that is kept.
    fn change(&self, kept: &str) -> Result<Option<String>, Failure> {
        let (id, found) = (self.fault.id(), self.ids());
        let Some(row) = Row::of(kept, id) else {
            return Ok(Some(format!("{id}: it is not in the matrix")));
        };
        let (lost, mut news) = (row.lost(&found), Vec::new());
        for case in row.unknown(&found) {
            if self.is_always_found_by(case)? {
                news.push(case);
            }
        }
        let is_same = lost.is_empty() && news.is_empty();
        let change = format!("{id}: not found any more by {lost:?}, and now by {news:?}");
        Ok((!is_same).then_some(change))
    }

    fn is_always_found_by(&self, case: &str) -> Result<bool, Failure> {
        for _ in 0..AGAIN {
            if once_more(self.fault, case)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Returns what the matrix keeps of a run.
fn found(kills: &[Kill]) -> Vec<Found> {
    let found = kills.iter().map(|kill| Found {
        fault: kill.fault.id(),
        by: kill.ids(),
    });
    found.collect()
}

/// Says which faults are not found as they should be, and which cases find none.
fn complaints(kills: &[Kill]) -> Vec<String> {
    let mut wrong: Vec<String> = kills.iter().filter_map(complaint).collect();
    for case in catalogue().filter(|case| case.is_run() && case.level() < Level::Info) {
        if !kills.iter().any(|kill| kill.by(case.id()).is_some()) {
            wrong.push(format!("{}: it finds no fault", case.id()));
        }
    }
    wrong
}

fn complaint(kill: &Kill) -> Option<String> {
    let id = kill.fault.id();
    let Some((case, words)) = kill.fault.killer() else {
        return Some(format!("{id}: no case is named that finds it"));
    };
    let Some(failure) = kill.by(case) else {
        return Some(format!("{id}: `{case}` does not find it"));
    };
    let text = failure.text(id);
    let is_told = text.contains(words);
    (!is_told).then(|| format!("{id}: not found in the words `{words}`:\n{text}"))
}
