//! Whether cases are what their status says.

use std::collections::BTreeSet;

use runtime_matrix::{
    Verdict,
    conformance::{Report, Status, catalogue},
};

/// Says which cases are stable and pass on fewer than two independent runtimes, and which are not and do. That a
/// stable case catches a fault is for the kill matrix to say.
pub(crate) fn missing(reports: &[Report]) -> Vec<String> {
    let mut lines = Vec::new();
    for case in catalogue().filter(|case| case.is_run()) {
        let passes = reports.iter().filter(|report| {
            let told = report.case(case.id());
            told.is_some_and(|told| told.verdict == Verdict::Pass)
        });
        let families: BTreeSet<&str> = passes.map(|report| family(report.runtime())).collect();
        let number = families.len();
        let id = case.id();
        match case.status() {
            Status::Stable if number < 2 => lines.push(format!(
                "{id}: it is stable, and passes on {families:?} alone: make it provisional"
            )),
            Status::Provisional if number >= 2 => lines.push(format!(
                "{id}: it is provisional, and passes on {families:?}: it may become stable"
            )),
            _ => {}
        }
    }
    lines
}

/// Returns what two runtimes of one crate have in common: the first word of their ids.
fn family(runtime: &str) -> &str {
    runtime.split('_').next().unwrap_or(runtime)
}
