//! JUnit's XML: a suite for each runtime, in which each test that has a cell on it is a case.

use std::time::Duration;

use anyhow::{Context, Result};
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};
use runtime_matrix_report::Verdict;

use super::{
    clean::{clean, first_line},
    marks::Outcome,
};
use crate::{
    table::{Cell, Column, FailedBuild, Row, Table},
    text::{self, shortened},
};

/// Returns the report.
///
/// # Errors
///
/// Fails if the XML cannot be written, which is a fault of ours.
pub(super) fn report(table: &Table) -> Result<String> {
    let mut report = Report::new("runtime-matrix");
    for column in &table.runtimes {
        report.add_test_suite(suite(column, table));
    }
    let broken = broken(table);
    if !broken.test_cases.is_empty() {
        report.add_test_suite(broken);
    }
    report
        .to_string()
        .context("the JUnit report cannot be made")
}

fn suite(column: &Column, table: &Table) -> TestSuite {
    let mut suite = TestSuite::new(clean(&column.id));
    if let Some(version) = &column.version {
        suite.add_property(Property::new("version", clean(version)));
    }
    if let Some(workers) = column.workers {
        suite.add_property(Property::new("workers", workers.to_string()));
    }
    let mut time = Duration::ZERO;
    for row in &table.tests {
        let cells = row.cells.iter();
        for cell in cells.filter(|cell| cell.runtime == column.id) {
            time += Duration::from_micros(cell.duration_us.unwrap_or_default());
            suite.add_test_case(case(row, cell));
        }
    }
    suite.set_time(time);
    suite
}

fn case(row: &Row, cell: &Cell) -> TestCase {
    let mut case = TestCase::new(clean(&row.test), status(row, cell));
    case.set_classname(clean(&format!("{}::{}", row.package, row.target)));
    if let Some(duration) = cell.duration_us {
        case.set_time(Duration::from_micros(duration));
    }
    if let Some(seed) = cell.seed.filter(|_| cell.verdict.is_failure()) {
        case.add_property(Property::new("seed", seed.to_string()));
    }
    if !cell.output.is_empty() {
        case.set_system_out(clean(&cell.output.join("\n")));
    }
    case
}

fn status(row: &Row, cell: &Cell) -> TestCaseStatus {
    let message = cell.told().map(first_line);
    let line = message.unwrap_or_else(|| cell.verdict.name().to_owned());
    let kind = match Outcome::of(cell.verdict) {
        Outcome::Passed => return TestCaseStatus::success(),
        Outcome::Skipped => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(cell.verdict.name()).set_message(line);
            return status;
        }
        Outcome::Failed => NonSuccessKind::Failure,
        Outcome::Broken => NonSuccessKind::Error,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status
        .set_type(cell.verdict.name())
        .set_message(line)
        .set_description(description(row, cell));
    status
}

/// Returns all that is known of a failure, a line each.
fn description(row: &Row, cell: &Cell) -> String {
    let mut text = cell.message.clone().unwrap_or_default();
    let diagnosis = row.diagnosis.as_ref();
    let advice = diagnosis.and_then(|diagnosis| diagnosis.advice.as_deref());
    let runs = text::runs(cell);
    let runs = runs.strip_prefix(", ");
    let facts = [
        ("runs:", runs),
        ("test at", row.place.as_deref()),
        ("at", cell.place.as_deref().map(shortened)),
        ("first frame outside the runtime:", cell.frame.as_deref()),
        (
            "diagnosis:",
            diagnosis.map(|diagnosis| diagnosis.sentence.as_str()),
        ),
        ("advice:", advice),
        ("rerun:", cell.rerun.as_deref()),
    ];
    for (what, fact) in facts {
        if let Some(fact) = fact {
            text += &format!("\n{what} {fact}");
        }
    }
    clean(text.trim_start())
}

/// What is red without a test: builds that failed, processes that died for no reason that a test has, and shards
/// that are missing.
fn broken(table: &Table) -> TestSuite {
    let mut suite = TestSuite::new("the run itself");
    for FailedBuild {
        package,
        feature,
        error,
        ..
    } in &table.builds
    {
        let name = match feature {
            Some(feature) => format!("builds with the feature {feature}"),
            None => "builds".to_owned(),
        };
        suite.add_test_case(error_case(
            &name,
            package,
            Verdict::BuildFailed.name(),
            error,
        ));
    }
    for crash in &table.crashes {
        suite.add_test_case(error_case(
            "ends well",
            "process",
            Verdict::Crash.name(),
            crash,
        ));
    }
    for missing in &table.missing {
        suite.add_test_case(error_case("is there", "shard", "missing", missing));
    }
    suite
}

fn error_case(name: &str, class: &str, kind: &str, error: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status
        .set_type(kind)
        .set_message(first_line(error))
        .set_description(clean(error));
    let mut case = TestCase::new(clean(name), status);
    case.set_classname(clean(class));
    case
}
