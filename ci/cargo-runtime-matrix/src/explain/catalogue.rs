//! The catalogue of conformance, and the faults that it finds.

use runtime_matrix::{
    RuntimeFactory,
    conformance::{self, Case, Status},
};
use runtime_matrix_faulty::Fault;

use crate::{
    explain::{Entry, Kind},
    page,
};

pub(super) fn areas() -> Vec<Entry> {
    let entry = |(name, about): (&'static str, &'static str)| {
        let cases = conformance::catalogue().filter(|case| case.area() == name);
        let cases: Vec<&str> = cases.map(Case::id).collect();
        Entry::new(Kind::Area, name, format!("Rules about {about}."))
            .with("cases", cases.join(", "))
    };
    conformance::areas().map(entry).collect()
}

pub(super) fn cases() -> Vec<Entry> {
    conformance::catalogue().map(case).collect()
}

fn case(case: &'static Case) -> Entry {
    let status = match case.status() {
        Status::Retired(reason) | Status::Untested(reason) => {
            format!("{}: {reason}", case.status().name())
        }
        status => status.name().to_owned(),
    };
    let requires = case.requires().to_string();
    let faults = Fault::all().iter();
    let faults: Vec<&str> = faults
        .filter(|fault| fault.killer().is_some_and(|(id, _)| id == case.id()))
        .map(RuntimeFactory::id)
        .collect();
    let mut entry = Entry::new(Kind::Case, case.id(), case.sentence())
        .with("level", case.level().name())
        .with("status", status)
        .with("since", case.since())
        .with("source", case.source())
        .with("requires", requires);
    if case.is_run() {
        entry = entry.with("runs", runs(case));
    }
    if let Some((_, last)) = case.id().split_once("::") {
        entry = entry.called(last);
    }
    entry
        .with("may see", case.outcomes().join(", "))
        .with("a failure usually means", case.hint())
        .with("finds the faults", faults.join(", "))
        .with("built-in runtimes", told(&page::outcomes(case.id())))
}

fn runs(case: &Case) -> String {
    let times = match case.determinism().runs() {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    format!("{times}, each within {} s", case.deadline().as_secs())
}

/// Returns outcomes, each with the runtimes that have it.
fn told(outcomes: &[(&'static str, &'static str)]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (runtime, outcome) in outcomes {
        match groups.iter_mut().find(|(other, _)| other == outcome) {
            Some((_, on)) => on.push(runtime),
            None => groups.push((outcome, vec![runtime])),
        }
    }
    let told = groups
        .into_iter()
        .map(|(outcome, on)| format!("{outcome} on {}", on.join(", ")));
    told.collect::<Vec<_>>().join("; ")
}

pub(super) fn faults() -> Vec<Entry> {
    let entry = |fault: &'static Fault| {
        let killer = fault
            .killer()
            .and_then(|(id, words)| Some((Case::named(id)?, words)));
        let notices = killer.map(|(case, _)| case.sentence());
        let by = killer.map(|(case, words)| format!("{}, which says `{words}`", case.id()));
        Entry::new(
            Kind::Fault,
            fault.id(),
            format!("`sim` with one defect. It breaks that {}.", fault.breaks()),
        )
        .with("found by", by.unwrap_or_default())
        .with(
            "a test notices it that leans on this",
            notices.unwrap_or_default(),
        )
        .with(
            "would yours",
            format!("`cargo runtime-matrix faults --fault {}`", fault.id()),
        )
    };
    Fault::all().iter().map(entry).collect()
}
