//! Checks all built-in runtimes against the catalogue and tells where they differ.
//!
//! ```console
//! $ cargo run -p runtime-matrix --features all-runtimes,conformance --example conformance
//! ```
//!
//! With patterns (`'cancel::*'`), those cases alone.

use std::{env, error::Error, num::NonZeroUsize, process::Command};

use runtime_matrix::{
    Verdict,
    conformance::{Check, Report, serve},
    factories,
};

fn main() -> Result<(), Box<dyn Error>> {
    serve(factories());
    let patterns: Vec<String> = env::args().skip(1).collect();
    let binary = env::current_exe()?;
    let mut reports = Vec::new();
    for &factory in factories() {
        let binary = binary.clone();
        let check = Check::new(factory).workers(NonZeroUsize::new(2).ok_or("two")?, move || {
            Command::new(&binary)
        });
        let check = patterns
            .iter()
            .fold(check, |check, pattern| check.only(pattern));
        let report = check.run()?;
        println!("{report}");
        reports.push(report);
    }
    print(&reports);
    Ok(())
}

/// Prints a line for each case on which the runtimes do not agree.
fn print(reports: &[Report]) {
    let Some(first) = reports.first() else { return };
    println!();
    for report in first.cases() {
        let id = report.case.id();
        let said = reports.iter().map(|report| match report.case(id) {
            Some(report) if report.verdict == Verdict::Pass => report.observed.unwrap_or("ok"),
            Some(report) => report.verdict.name(),
            None => "",
        });
        let said: Vec<&str> = said.collect();
        if said.iter().any(|said| *said != "ok") {
            println!("{id}: {}", said.join(" | "));
        }
    }
}
