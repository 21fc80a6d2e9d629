//! Runs each case of the catalogue of conformance on each faulty runtime and tells which case finds which fault.
//!
//! ```console
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix                    # all, and fails if anything is amiss
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --bless         # and writes the matrix anew
//! $ cargo run -p runtime-matrix-faulty --example kill_matrix -- --fault 'cancel*' --case 'cancel::*'
//! ```
//!
//! With patterns it only prints, with the words of each failure. Each fault has to be found by the case that the
//! catalogue of faults names, in the words that it names; each stable case has to find a fault.

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
use runtime_matrix_faulty::Fault;

/// What hangs does so for good: it is waited for no longer than that, and again for longer where that is news.
const SHORT: Duration = Duration::from_secs(2);
/// What waits takes no processor, so there may be more of it than processors.
const AT_A_TIME: usize = 6;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<ExitCode, Failure> {
    let faults: Vec<&dyn RuntimeFactory> = Fault::all().iter().map(|fault| fault as _).collect();
    serve(&faults);
    let args = Args::read()?;
    let chosen: Vec<&'static Fault> = Fault::all()
        .iter()
        .filter(|fault| {
            args.fault
                .as_deref()
                .is_none_or(|pattern| matches(pattern, fault.id()))
        })
        .collect();
    if chosen.is_empty() {
        return Err("no fault has such a name".into());
    }
    let reports = run(&chosen, args.case.as_deref())?;
    if args.is_partial() {
        for report in &reports {
            println!("== {}", report.runtime());
            for failure in report.failures() {
                println!("{}", failure.text(report.runtime()));
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let matrix = matrix(&reports);
    let mut wrong = complaints(&chosen, &reports);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("kill_matrix.txt");
    if args.bless {
        fs::write(&path, &matrix)?;
    } else {
        wrong.extend(changes(&fs::read_to_string(&path)?, &matrix));
    }
    println!(
        "{} faults, {} cases",
        chosen.len(),
        reports.first().map_or(0, |report| report.cases().len())
    );
    for line in &wrong {
        println!("{line}");
    }
    Ok(if wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[derive(Default)]
struct Args {
    bless: bool,
    fault: Option<String>,
    case: Option<String>,
}

impl Args {
    fn read() -> Result<Args, Failure> {
        let mut args = Args::default();
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--bless" => args.bless = true,
                "--fault" => args.fault = Some(words.next().ok_or("`--fault` needs a pattern")?),
                "--case" => args.case = Some(words.next().ok_or("`--case` needs a pattern")?),
                other => {
                    return Err(format!("`{other}` is not known: see the top of the file").into());
                }
            }
        }
        Ok(args)
    }

    fn is_partial(&self) -> bool {
        self.fault.is_some() || self.case.is_some()
    }
}

/// Runs the cases on the faults, several at a time.
fn run(faults: &[&'static Fault], case: Option<&str>) -> Result<Vec<Report>, Failure> {
    let (next, reports) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Relaxed)) {
                    let report =
                        check(fault, case).and_then(|check| Ok(check.deadline(SHORT).run()?));
                    reports
                        .lock()
                        .expect("nothing panics under it")
                        .push(report);
                }
            });
        }
    });
    let reports = reports.into_inner().expect("nothing panics under it");
    let mut reports = reports.into_iter().collect::<Result<Vec<_>, _>>()?;
    let place = |report: &Report| {
        faults
            .iter()
            .position(|fault| fault.id() == report.runtime())
    };
    reports.sort_by_key(place);
    Ok(reports)
}

fn check(fault: &'static Fault, case: Option<&str>) -> Result<Check, Failure> {
    let binary = env::current_exe()?;
    let check = Check::new(fault)
        .level(Level::May)
        .workers(NonZeroUsize::MIN, move || Command::new(&binary));
    Ok(match case {
        Some(pattern) => check.only(pattern),
        None => check,
    })
}

/// Returns a line for each fault: which cases find it.
fn matrix(reports: &[Report]) -> String {
    let lines = reports.iter().map(|report| {
        let found: Vec<&str> = report.failures().map(|failure| failure.case.id()).collect();
        format!("{}: {}\n", report.runtime(), found.join(" "))
    });
    lines.collect()
}

/// Says which faults are not found as they should be, and which cases find none.
fn complaints(faults: &[&Fault], reports: &[Report]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (fault, report) in faults.iter().zip(reports) {
        match fault.killer() {
            None => wrong.push(format!("{}: no case is named that finds it", fault.id())),
            Some((case, words)) => {
                let text = report.case(case).filter(|report| report.is_failure());
                let text = text.map(|failure: &CaseReport| failure.text(fault.id()));
                match text {
                    None => wrong.push(format!("{}: `{case}` does not find it", fault.id())),
                    Some(text) if !text.contains(words) => {
                        wrong.push(format!(
                            "{}: not found in the words `{words}`:\n{text}",
                            fault.id()
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    for case in
        catalogue().filter(|case| case.is_run() && case.counts() && case.level() < Level::Info)
    {
        let finds = |report: &Report| report.case(case.id()).is_some_and(CaseReport::is_failure);
        if !reports.iter().any(finds) {
            wrong.push(format!("{}: it finds no fault", case.id()));
        }
    }
    wrong
}

/// Says what differs from the matrix that is kept.
fn changes(kept: &str, matrix: &str) -> Vec<String> {
    let only = |these: &str, those: &str, sign: char| -> Vec<String> {
        let lines = these
            .lines()
            .filter(|line| !those.lines().any(|other| other == *line));
        lines.map(|line| format!("{sign} {line}")).collect()
    };
    let mut changes = only(kept, matrix, '-');
    changes.extend(only(matrix, kept, '+'));
    changes
}

/// Tells whether `text` is what the pattern says, in which a star at the end is any text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => text == pattern,
    }
}
