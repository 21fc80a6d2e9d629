//! Checks all built-in runtimes against the catalogue, tells where they differ, and writes the pages that say so.
//!
//! ```console
//! $ cargo run -p runtime-matrix --features all-runtimes,conformance --example conformance
//! $ cargo run -p runtime-matrix --features all-runtimes,conformance --example conformance -- 'cancel::*'
//! $ cargo run -p runtime-matrix --features all-runtimes,conformance --example conformance -- --bless
//! ```
//!
//! With patterns, those cases alone. `--bless` writes the pages and the index of the cases anew; `--check` fails if
//! they are stale, if a runtime fails a case, or if a case is said to be stable that fewer than two independent runtimes
//! pass.

mod pages;
mod proof;

use std::{
    env,
    error::Error,
    fs,
    num::NonZeroUsize,
    path::Path,
    process::{Command, ExitCode},
};

use runtime_matrix::{
    RuntimeFactory,
    conformance::{Check, Report, serve},
    factories,
};

/// As many as the machines that this is made for have processors.
const WORKERS: NonZeroUsize = NonZeroUsize::new(2).unwrap();
const USAGE: &str =
    "usage: conformance [PATTERN …] | --check | --bless, where `*` in a pattern is any text";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    serve(factories());
    let args: Vec<String> = env::args().skip(1).collect();
    let [one] = &*args else {
        return tell(&args);
    };
    match one.as_str() {
        "--check" => renew(false),
        "--bless" => renew(true),
        option if option.starts_with('-') => {
            Err(format!("`{option}` is not known: {USAGE}").into())
        }
        _ => tell(&args),
    }
}

/// Prints what became of the cases that match, and fails if one of them did.
fn tell(patterns: &[String]) -> Result<ExitCode, Box<dyn Error>> {
    let mut reports = Vec::new();
    let mut error = None;
    for &factory in factories() {
        match check(factory, patterns) {
            Ok(report) => {
                println!("{report}");
                reports.push(report);
            }
            Err(told) => {
                // Not every runtime has the power for them.
                println!("{}: {told}", factory.id());
                error = Some(told);
            }
        }
    }
    if let Some(error) = error.filter(|_| reports.is_empty()) {
        return Err(error);
    }
    let cases = reports
        .iter()
        .flat_map(Report::cases)
        .map(|report| report.case);
    let mut cases: Vec<_> = cases.collect();
    cases.sort_by_key(|case| case.id());
    cases.dedup_by_key(|case| case.id());
    println!("\n{}", pages::differences(&reports, &cases));
    Ok(exit(&reports))
}

fn check(
    factory: &'static dyn RuntimeFactory,
    patterns: &[String],
) -> Result<Report, Box<dyn Error>> {
    let binary = env::current_exe()?;
    let check = Check::new(factory).workers(WORKERS, move || Command::new(&binary));
    let check = patterns
        .iter()
        .fold(check, |check, pattern| check.only(pattern));
    Ok(check.run()?)
}

fn exit(reports: &[Report]) -> ExitCode {
    let has_failed = reports.iter().any(|report| report.failures().count() > 0);
    if has_failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// Writes the pages, or says which of them are stale.
fn renew(writes: bool) -> Result<ExitCode, Box<dyn Error>> {
    // The other runtimes are behind features: a page without them would be another one.
    if factories().len() < 7 {
        return Err("the pages tell of all runtimes: add `--features all-runtimes`".into());
    }
    let mut reports = Vec::new();
    for &factory in factories() {
        let report = check(factory, &[])?;
        println!("{report}");
        reports.push(report);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/conformance");
    let mut is_stale = false;
    for (name, page) in [
        ("index.rs", pages::index()),
        ("catalogue.md", pages::catalogue_page()),
        ("runtimes.md", pages::runtimes(factories(), &reports)),
        ("ids.txt", pages::ids(&read(&folder.join("ids.txt")))),
    ] {
        let path = folder.join(name);
        if writes {
            fs::write(&path, page)?;
            continue;
        }
        let kept = read(&path);
        if kept != page {
            println!(
                "suite/src/conformance/{name} is stale: renew it by\n  {} --bless\n{}",
                pages::COMMAND,
                pages::news(&kept, &page)
            );
            is_stale = true;
        }
    }
    let unproved = proof::missing(&reports);
    unproved.iter().for_each(|line| println!("{line}"));
    Ok(if is_stale || !unproved.is_empty() {
        ExitCode::FAILURE
    } else {
        exit(&reports)
    })
}

/// Returns a page as it is kept; one that is not there is empty.
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
