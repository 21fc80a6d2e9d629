//! The verdict on each package, with what shows it and what to do.

use super::Paint;
use crate::{
    table::Table,
    verdict_of_package::{Finding, MOST_TESTS, PackageVerdict},
};

/// Returns the verdicts; empty if the table has none.
pub(super) fn render(table: &Table, paint: Paint) -> String {
    let told = table
        .verdicts
        .iter()
        .map(|verdict| of_package(verdict, paint));
    told.collect()
}

fn of_package(verdict: &PackageVerdict, paint: Paint) -> String {
    let words = match verdict.findings.is_empty() {
        true => verdict.verdict.clone(),
        false => paint.yellow(&verdict.verdict),
    };
    let mut text = format!("{}: {words}\n", paint.bold(&verdict.package));
    for finding in &verdict.findings {
        text += &told(finding);
    }
    if !verdict.limits.is_empty() {
        text += &format!("  as far as run: {}\n", verdict.limits.join("; "));
    }
    text
}

fn told(finding: &Finding) -> String {
    let mut text = format!("  {}\n", finding.finding);
    if !finding.tests.is_empty() {
        let more = finding.tests.len().saturating_sub(MOST_TESTS);
        let named = &finding.tests[..finding.tests.len() - more];
        let mut tests = named.join(", ");
        if more > 0 {
            tests += &format!(" and {more} more");
        }
        text += &format!("    shown by {tests} on {}\n", finding.runtimes.join(", "));
    }
    if let Some(frame) = &finding.frame {
        let what = finding.whose_frame();
        text += &format!("    {what}: {frame}\n");
    }
    if let Some(advice) = &finding.advice {
        text += &format!("    what to do: {advice}\n");
    }
    text
}
