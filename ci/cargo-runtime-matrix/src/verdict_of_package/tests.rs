use runtime_matrix_report::Verdict::{self, Leak, Panic, Pass, Unsupported};

use super::*;
use crate::table::{CardEntry, Cell, Column, FailedBuild};

const NO_REACTOR: &str = "the test panicked: there is no reactor running, must be called from the context of a Tokio 1.x \
                          runtime";

/// A table of one package on all built-in runtimes.
fn table(rows: Vec<Row>) -> Table {
    let mut table = Table::new();
    for id in runtimes::ids() {
        let cancels = matches!(id, "smol" | "futures_local" | "futures_pool");
        let value = if cancels { "Cancels" } else { "Detaches" };
        table.runtimes.push(Column {
            id: id.to_owned(),
            card: vec![CardEntry {
                name: "handle_drop".to_owned(),
                value: value.to_owned(),
            }],
            ..Column::default()
        });
    }
    table.tests = rows;
    table
}

/// A test that is red on these runtimes.
fn row(test: &str, red: &[&str], verdict: Verdict) -> Row {
    let cells = runtimes::ids().map(|id| match red.contains(&id) {
        true => Cell::new(id, verdict),
        false => Cell::new(id, Pass),
    });
    Row::of(test, cells)
}

fn says(mut row: Row, message: &str, frame: &str) -> Row {
    for cell in &mut row.cells {
        if cell.verdict.is_failure() {
            cell.message = Some(message.to_owned());
            cell.frame = Some(frame.to_owned());
        }
    }
    row
}

fn only(table: &Table) -> PackageVerdict {
    let mut all = verdicts(table);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn what_passes_on_several_runtimes_is_agnostic_as_far_as_it_was_run() {
    let verdict = only(&table(vec![row("ping", &[], Pass)]));
    assert_eq!(verdict.verdict, "agnostic");
    assert_eq!(
        verdict.limits,
        ["hidden threads were not counted (--census)"]
    );

    let mut part = table(vec![row("ping", &["smol"], Unsupported)]);
    part.restrictions.push("tests that match `ping`".to_owned());
    assert_eq!(
        only(&part).limits[..2],
        ["tests that match `ping`", "nothing ran on smol"]
    );
}

#[test]
fn what_ran_on_one_runtime_or_on_none_is_not_known() {
    let all: Vec<&str> = runtimes::ids().collect();
    let one = only(&table(vec![row("ping", &all[1..], Unsupported)]));
    assert!(one.verdict.starts_with("not known: it ran on one"));
    let none = only(&table(vec![row("ping", &all, Unsupported)]));
    assert_eq!(none.verdict, "not known: nothing ran");
}

#[test]
fn tests_with_one_symptom_are_one_finding_with_the_frame_that_is_nearest() {
    let far = says(
        row("b", &["smol"], Panic),
        NO_REACTOR,
        "it::b at tests/it.rs:9",
    );
    let near = says(
        row("c", &["sim"], Panic),
        NO_REACTOR,
        "chat::dial at src/lib.rs:3",
    );
    let foreign = says(
        row("a", &["sim"], Panic),
        NO_REACTOR,
        "other::x at other-1.0.0/src/lib.rs:1",
    );
    let verdict = only(&table(vec![foreign, far, near]));
    assert_eq!(verdict.verdict, "needs Tokio");
    let [finding] = verdict.findings.as_slice() else {
        panic!("{verdict:?}");
    };
    assert_eq!(finding.finding, "needs a Tokio reactor");
    assert_eq!(finding.tests, ["a", "b", "c"]);
    assert_eq!(finding.runtimes, ["sim", "smol"]);
    assert_eq!(finding.frame.as_deref(), Some("chat::dial at src/lib.rs:3"));
    assert!(finding.is_own);
    assert!(
        finding
            .advice
            .as_ref()
            .is_some_and(|advice| advice.contains("async-compat"))
    );
}

#[test]
fn what_called_a_dependency_is_the_frame_of_a_library() {
    let wire = "wire::dial at wire-1.0.0/src/lib.rs:1";
    let says = |caller: &str| {
        let frame = format!("{wire}, called from {caller}");
        let mut row = says(row("a", &["sim"], Panic), NO_REACTOR, &frame);
        row.place = Some("crates/chat/tests/it.rs:7:1".to_owned());
        only(&table(vec![row])).findings.remove(0)
    };
    let own = says("chat::dial at crates/chat/src/net.rs:3");
    assert_eq!(
        own.frame.as_deref(),
        Some("chat::dial at crates/chat/src/net.rs:3")
    );
    assert!(own.is_own);

    let tests = says("it::dials at crates/chat/tests/it.rs:8");
    let told = format!("{wire}, called from it::dials at crates/chat/tests/it.rs:8");
    assert_eq!(tests.frame, Some(told));
    assert!(!tests.is_own);
}

#[test]
fn a_place_in_the_library_stands_for_a_frame() {
    let mut row = row("ping", &["smol"], Panic);
    for cell in &mut row.cells {
        cell.place = Some("src/dial.rs:7:5".to_owned());
    }
    let verdict = only(&table(vec![row]));
    let finding = &verdict.findings[0];
    assert_eq!(finding.frame.as_deref(), Some("src/dial.rs:7:5"));
    assert!(finding.is_own);
}

#[test]
fn a_handles_drop_is_told_where_it_cancels() {
    let mut row = row("drops", &["smol", "futures_local", "futures_pool"], Panic);
    for cell in &mut row.cells {
        cell.native_drops = Some(1);
    }
    let verdict = only(&table(vec![row]));
    assert_eq!(
        verdict.verdict,
        "differs: drop of a handle cancels on smol, futures_local, futures_pool"
    );
}

#[test]
fn hidden_threads_are_told_where_all_is_green() {
    let with = |name: &str| {
        let mut row = row("waits", &[], Pass);
        for cell in &mut row.cells {
            cell.threads = Some(vec![name.to_owned()]);
        }
        only(&table(vec![row]))
    };
    assert_eq!(with("async-io").verdict, "hidden runtime: async-io thread");
    assert_eq!(with("flusher").verdict, "hidden threads: flusher thread");
    assert!(with("flusher").limits.is_empty());
}

#[test]
fn what_is_not_explained_differs_or_fails_everywhere() {
    let all: Vec<&str> = runtimes::ids().collect();
    let rows = vec![
        row("everywhere", &all, Panic),
        row("here", &["smol"], Leak),
        row("there", &["smol"], Leak),
    ];
    let verdict = only(&table(rows));
    assert_eq!(
        verdict.verdict,
        "differs: leaks a task on smol; tests fail wherever they ran"
    );
    assert_eq!(verdict.findings[0].tests, ["here", "there"]);
}

#[test]
fn a_long_verdict_is_cut_and_says_so() {
    let rows = ["sim", "smol", "async_std", "futures_pool", "futures_local"]
        .map(|id| row(id, &[id], Panic));
    let verdict = only(&table(rows.into()));
    assert!(verdict.verdict.ends_with("; and 2 more"), "{verdict:?}");
    assert_eq!(verdict.findings.len(), 5);
}

#[test]
fn a_build_that_fails_is_a_finding() {
    let mut table = table(vec![row("ping", &[], Pass)]);
    table.builds.push(FailedBuild {
        own_features: Vec::new(),
        package: "chat".to_owned(),
        feature: Some("tokio".to_owned()),
        error: "no".to_owned(),
    });
    assert_eq!(only(&table).verdict, "does not build with `tokio`");
}
