//! Each outcome that an `info` case names is seen: on `sim`, on a runtime that is odd but legal, or on a real one, as the
//! page of the built-in runtimes has it.

use std::collections::BTreeSet;

use runtime_matrix::{
    RuntimeFactory, Sim,
    conformance::{__RUNTIMES, Case, Check, Level, catalogue},
};
use runtime_matrix_faulty::Oddity;

#[test]
fn each_named_outcome_is_seen() {
    let oddities = Oddity::all().iter().map(|oddity| oddity as _);
    let factories: Vec<&'static dyn RuntimeFactory> = oddities.chain([&Sim as _]).collect();
    let mut seen: BTreeSet<(&str, &str)> = factories.into_iter().flat_map(outcomes).collect();
    seen.extend(info().flat_map(on_the_page));
    for case in info() {
        for &outcome in case.outcomes() {
            let is_seen = seen.contains(&(case.id(), outcome));
            assert!(is_seen, "{}: nobody sees `{outcome}`", case.id());
        }
    }
}

fn info() -> impl Iterator<Item = &'static Case> {
    catalogue().filter(|case| case.is_run() && case.level() == Level::Info)
}

/// Returns what the cases see on that runtime.
fn outcomes(factory: &'static dyn RuntimeFactory) -> Vec<(&'static str, &'static str)> {
    let check = info().fold(Check::new(factory), |check, case| check.only(case.id()));
    let report = check.run().expect("the check is made");
    let cases = report.cases().iter();
    cases
        .filter_map(|report| Some((report.case.id(), report.observed?)))
        .collect()
}

/// Returns what the case sees on the real runtimes: the cells of its row, or the one thing on which they agree.
fn on_the_page(case: &'static Case) -> Vec<(&'static str, &'static str)> {
    let id = format!("`{}`", case.id());
    let mut found = Vec::new();
    for line in __RUNTIMES.lines() {
        if let Some(cells) = line.strip_prefix(&format!("| {id} |")) {
            found.extend(cells.split('|').map(|cell| (case.id(), cell.trim())));
        } else if let Some(outcome) = line.strip_prefix(&format!("- {id}: ")) {
            found.push((case.id(), outcome));
        }
    }
    found
}
