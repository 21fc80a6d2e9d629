//! Each format of one table that has everything, and what is odd about names and messages.

mod badge;

use runtime_matrix_report::{Level, Verdict};

use super::*;
use crate::{
    exit::Exit,
    table::{Cell, Column, Diagnosis, Expected, FailedBuild, Row, Runs},
    verdict_of_package::verdicts,
};

const RUNTIMES: [&str; 2] = ["tokio_multi_thread", "smol"];

/// A test that has this verdict on smol, and passes elsewhere.
fn row(test: &str, verdict: Verdict) -> Row {
    let verdicts = [Verdict::Pass, verdict];
    let cells = RUNTIMES
        .into_iter()
        .zip(verdicts)
        .map(|(runtime, verdict)| {
            let mut cell = Cell::new(runtime, verdict);
            cell.duration_us = Some(1_500);
            cell.seed = Some(7);
            if verdict != Verdict::Pass {
                cell.message = Some(format!("the message of {verdict}"));
            }
            if verdict.is_failure() {
                cell.message = Some(format!("the message of {verdict}\nand its second line"));
                cell.place = Some("src/lib.rs:12:9".to_owned());
                cell.frame = Some("chat::dial at src/lib.rs:10".to_owned());
                cell.output = vec!["the last line".to_owned()];
                cell.rerun = Some(format!("cargo test -p chat {test}::{runtime}"));
            }
            cell
        });
    Row {
        package: "chat".to_owned(),
        target: "it".to_owned(),
        test: test.to_owned(),
        place: Some("tests/it.rs:3:5".to_owned()),
        cells: cells.collect(),
        ..Row::default()
    }
}

fn empty() -> Table {
    let mut table = Table::new();
    table.runtimes = RUNTIMES
        .map(|id| Column {
            id: id.to_owned(),
            version: Some("1.2.3".to_owned()),
            workers: Some(2),
            ..Column::default()
        })
        .into();
    table
}

/// A table with a test for each verdict, and with all that can be in one.
fn full() -> Table {
    let mut table = empty();
    let rows = Verdict::ALL.map(|verdict| row(&verdict.name().replace('-', "_"), verdict));
    table.tests = rows.into();
    table.tests[2].diagnosis = Some(Diagnosis {
        sentence: "differs: green on tokio_multi_thread, red on smol (thread `async-io`)"
            .to_owned(),
        evidence: vec!["the message of panic".to_owned()],
        advice: Some("take the timer from the caller".to_owned()),
    });
    table.runtimes[1].note = Some("a note".to_owned());
    table.builds = vec![FailedBuild {
        own_features: vec!["rt-smol".to_owned()],
        package: "chat".to_owned(),
        feature: Some("smol".to_owned()),
        error: "error[E0659]: `time` is ambiguous\n --> src/lib.rs:1:1".to_owned(),
    }];
    table.crashes =
        vec!["the process of 3 tests on sim was killed by signal 6 (SIGABRT)".to_owned()];
    table.tests[2].cells[1].runs = Some(Runs {
        all: 5,
        failed: 2,
        seed: Some(9),
    });
    for row in &mut table.tests {
        let cell = &mut row.cells[1];
        if matches!(cell.verdict, Verdict::Xfail | Verdict::Skipped) {
            cell.message = None;
            cell.expected = Some(Expected {
                verdict: "panic".to_owned(),
                was: Some("panic".to_owned()),
                reason: Some("the reason <of it>".to_owned()),
                link: Some("https://example.org/1".to_owned()),
                until: Some("2030-01-31".to_owned()),
                entry: "runtime-matrix.toml:3".to_owned(),
            });
        }
    }
    table.restrictions = vec!["tests called `*`".to_owned()];
    table.verdicts = verdicts(&table);
    table.missing = vec!["shard 2/3 on smol: run it again".to_owned()];
    table.notes = vec!["no test matches `zzz`".to_owned()];
    table.exit = Exit::BuildFailed;
    table
}

/// A table whose texts mean something to the formats.
fn odd() -> Table {
    let mut table = empty();
    let mut odd = row("r#type::\u{3bb}|<b>`x`", Verdict::Panic);
    let cell = &mut odd.cells[1];
    cell.message = Some(
        "\u{1b}[31m<script>alert(1)</script>\u{1b}[0m ]]> % a,b: @me\u{0}\u{ffff}\r\n```\n::error::no".to_owned(),
    );
    cell.place = Some("/registry/src/index-0a1b/tokio-1.54.1/src/a.rs:9:1".to_owned());
    cell.output = vec!["not \u{fffd} UTF-8".to_owned()];
    table.tests = vec![odd];
    table.exit = Exit::Failures;
    table
}

macro_rules! assert_report {
    ($name:literal, $report:expr) => {
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            omit_expression => true,
            filters => vec![(r#"cargo-runtime-matrix( |",\s+"version": ")\d+\.\d+\.\d+"#, "cargo-runtime-matrix$1[version]")],
        }, {
            insta::assert_snapshot!($name, $report);
        });
    };
}

#[test]
fn junit_has_a_suite_for_each_runtime() {
    assert_report!("junit.xml", Format::Junit.render(&full()).unwrap());
    assert_report!("junit_odd.xml", Format::Junit.render(&odd()).unwrap());
}

#[test]
fn junit_counts_what_the_table_counts() {
    let report = Format::Junit.render(&full()).unwrap();
    let report = quick_junit::Report::deserialize_from_str(&report).unwrap();
    let cells: Vec<Verdict> = full().cells().map(|cell| cell.verdict).collect();
    let red = cells.iter().filter(|verdict| verdict.is_failure()).count();
    // The build, the process and the shard besides.
    assert_eq!(report.tests, cells.len() + 3);
    assert_eq!(report.failures + report.errors, red + 3);
    assert_eq!(report.skipped, 3, "unsupported, skipped and xfail");
}

#[test]
fn ctrf_has_a_test_for_each_cell() {
    assert_report!("ctrf.json", Format::Ctrf.render(&full()).unwrap());
    assert_report!("ctrf_odd.json", Format::Ctrf.render(&odd()).unwrap());
}

#[test]
fn a_page_shows_what_differs_and_why() {
    assert_report!("page.md", Format::Markdown.render(&full()).unwrap());
    assert_report!("page_odd.md", Format::Markdown.render(&odd()).unwrap());
}

#[test]
fn a_page_that_is_too_long_leaves_out_what_comes_last() {
    let mut table = empty();
    table.tests = (0..2_000)
        .map(|number| {
            let mut row = row(&format!("test_{number}"), Verdict::Panic);
            row.cells[1].message = Some("long ".repeat(400));
            row
        })
        .collect();
    let page = github::summary(&table);
    assert!(page.len() <= 1024 * 1024, "{}", page.len());
    assert!(page.contains("test_1999` |"), "the matrix is whole");
    assert!(page.contains("No room here for "));
    assert!(
        page.contains("test_0</code>: panic on smol"),
        "and so are the first failures"
    );
}

#[test]
fn github_points_at_each_failure() {
    assert_report!("annotations.txt", Format::Github.render(&full()).unwrap());
    assert_report!(
        "annotations_odd.txt",
        Format::Github.render(&odd()).unwrap()
    );
}

#[test]
fn no_text_of_a_test_is_a_command_to_github() {
    let text = Format::Github.render(&odd()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.starts_with("::error file=src/lib.rs,line=10,"),
        "{text}"
    );
}

#[test]
fn a_failure_is_told_with_the_level_of_its_test() {
    let mut table = empty();
    table.tests = vec![row("ping", Verdict::Leak), row("pong", Verdict::Leak)];
    table.tests[1].level = Level::Should;
    for (format, must, should) in [
        (
            Format::Markdown,
            "<code>ping</code>: leak on smol",
            "<code>pong (should)</code>: leak on smol",
        ),
        (
            Format::Github,
            "title=ping%3A leak on smol",
            "title=pong (should)%3A leak on smol",
        ),
        (
            Format::Html,
            "<a href=#test-1>ping</a><td>",
            "<a href=#test-2>pong</a> <small>should</small><td>",
        ),
        (
            Format::Html,
            "<h3><span>ping</span> <small>tests/it.rs",
            "<h3><span>pong</span> <small>should</small> <small>tests/it.rs",
        ),
    ] {
        let report = format.render(&table).unwrap();
        assert!(report.contains(must), "{report}");
        assert!(report.contains(should), "{report}");
    }
}

#[test]
fn a_badge_is_a_picture_that_says_the_same() {
    let mut table = empty();
    table.tests = vec![row("ping", Verdict::Pass)];
    assert_report!("badge.svg", Format::BadgeSvg.render(&table).unwrap());
    let mut should = row("pong", Verdict::Leak);
    should.level = Level::Should;
    table.tests.push(should);
    table.exit = Exit::Failures;
    assert_report!(
        "badge_of_levels.svg",
        Format::BadgeSvg.render(&table).unwrap()
    );
}

/// Prints how long it takes: the goal is a second, in release.
#[test]
fn two_thousand_tests_on_five_runtimes() {
    let ids = [
        "sim",
        "tokio_current_thread",
        "tokio_multi_thread",
        "async_std",
        "smol",
    ];
    let mut table = Table::new();
    table.runtimes = ids
        .map(|id| Column {
            id: id.to_owned(),
            ..Column::default()
        })
        .into();
    table.tests = (0..2_000)
        .map(|number| {
            let mut row = row(
                &format!("module_{}::test_{number}", number % 20),
                Verdict::Panic,
            );
            let cell = row.cells[1].clone();
            row.cells = ids
                .map(|id| {
                    let mut cell = cell.clone();
                    cell.runtime = id.to_owned();
                    if number % 10 > 0 {
                        cell = Cell::new(id, Verdict::Pass);
                    }
                    cell
                })
                .into();
            row
        })
        .collect();
    let text = serde_json::to_vec(&table).unwrap();
    let began = std::time::Instant::now();
    let read: Table = serde_json::from_slice(&text).unwrap();
    assert_eq!(read, table);
    for format in Format::value_variants() {
        let report = format.render(&read).unwrap();
        println!(
            "{} has {} bytes after {:?}",
            format.name(),
            report.len(),
            began.elapsed()
        );
    }
}
