//! The Common Test Report Format: each cell is a test.

use anyhow::Result;
use runtime_matrix_report::Verdict;
use serde::Serialize;

use super::{
    clean::{clean, first_line},
    marks::{Outcome, Place},
};
use crate::{
    table::{Cell, Row, Table},
    text::shortened,
};

/// The version of the format's specification, and of its schema, that we keep to.
const SPEC: &str = "0.0.0";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    report_format: &'static str,
    spec_version: &'static str,
    generated_by: String,
    results: Results,
}

#[derive(Serialize)]
struct Results {
    tool: Tool,
    summary: Summary,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: String,
}

#[derive(Default, Serialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    other: usize,
    flaky: usize,
    suites: usize,
    /// The table has no dates: the run begins at the beginning of time.
    start: u64,
    stop: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    name: String,
    status: &'static str,
    duration: u64,
    raw_status: &'static str,
    suite: [String; 3],
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flaky: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stdout: Vec<String>,
    extra: Extra,
}

/// What the format has no key for.
#[derive(Serialize)]
struct Extra {
    runtime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rerun: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
}

/// Returns the report.
///
/// # Errors
///
/// Fails if the JSON cannot be written, which is a fault of ours.
pub(super) fn report(table: &Table) -> Result<String> {
    let cells = table.tests.iter();
    let mut tests: Vec<Test> = cells
        .flat_map(|row| row.cells.iter().map(|cell| test(row, cell)))
        .collect();
    tests.extend(broken(table));
    let report = Report {
        report_format: "CTRF",
        spec_version: SPEC,
        generated_by: format!("cargo-runtime-matrix {}", table.tool()),
        results: Results {
            tool: Tool {
                name: "cargo-runtime-matrix",
                version: clean(table.tool()),
            },
            summary: summary(&tests, table),
            tests,
        },
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn summary(tests: &[Test], table: &Table) -> Summary {
    let count = |status: &str| tests.iter().filter(|test| test.status == status).count();
    let times = table.cells().filter_map(|cell| cell.duration_us);
    Summary {
        tests: tests.len(),
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        other: count("other"),
        flaky: tests.iter().filter(|test| test.flaky.is_some()).count(),
        suites: table.runtimes.len(),
        stop: times.sum::<u64>() / 1_000,
        ..Summary::default()
    }
}

fn test(row: &Row, cell: &Cell) -> Test {
    let place = row.place.as_deref().and_then(Place::parse);
    let message = cell.message.as_deref();
    let rest = [cell.place.as_deref().map(shortened), cell.frame.as_deref()];
    let trace: Vec<String> = message
        .filter(|message| message.lines().count() > 1)
        .into_iter()
        .chain(rest.into_iter().flatten())
        .map(clean)
        .collect();
    let is_red = cell.verdict.is_failure();
    let known = row.diagnosis.as_ref().filter(|_| is_red);
    let status = match (cell.verdict, Outcome::of(cell.verdict)) {
        (Verdict::Xfail, _) => "other",
        (_, Outcome::Passed) => "passed",
        (_, Outcome::Failed | Outcome::Broken) => "failed",
        (_, Outcome::Skipped) => "skipped",
    };
    Test {
        name: clean(&format!("{}::{}", row.test, cell.runtime)),
        status,
        duration: cell.duration_us.unwrap_or_default() / 1_000,
        raw_status: cell.verdict.name(),
        suite: [&row.package, &row.target, &cell.runtime].map(|name| clean(name)),
        message: cell.told().map(first_line),
        trace: (!trace.is_empty()).then(|| trace.join("\n")),
        file_path: place.map(|place| clean(place.file)),
        line: place.map(|place| place.line),
        flaky: (cell.verdict == Verdict::Flaky).then_some(true),
        stdout: cell.output.iter().map(|line| clean(line)).collect(),
        extra: Extra {
            runtime: clean(&cell.runtime),
            diagnosis: known.map(|diagnosis| clean(&diagnosis.sentence)),
            rerun: cell.rerun.as_deref().map(clean),
            seed: cell.seed.filter(|_| is_red),
        },
    }
}

/// What is red without a test: builds that failed, processes that died for no reason that a test has, and shards
/// that are missing.
fn broken(table: &Table) -> Vec<Test> {
    let one = |name: String, package: &str, raw_status: &'static str, error: &str| {
        let mut cell = Cell::new("all", Verdict::Crash);
        cell.message = Some(error.to_owned());
        let row = Row {
            package: package.to_owned(),
            target: "run".to_owned(),
            ..Row::default()
        };
        Test {
            name,
            raw_status,
            ..test(&row, &cell)
        }
    };
    let builds = table.builds.iter().map(|build| {
        let name = match &build.feature {
            Some(feature) => format!("builds with the feature {feature}"),
            None => "builds".to_owned(),
        };
        one(
            name,
            &build.package,
            Verdict::BuildFailed.name(),
            &build.error,
        )
    });
    let crashes = table.crashes.iter();
    let crashes = crashes.map(|crash| {
        one(
            "ends well".to_owned(),
            "process",
            Verdict::Crash.name(),
            crash,
        )
    });
    let missing = table.missing.iter();
    let missing = missing.map(|shard| one("is there".to_owned(), "shard", "missing", shard));
    builds.chain(crashes).chain(missing).collect()
}
