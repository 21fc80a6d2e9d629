use runtime_matrix_report::{Level, Verdict};

use super::*;
use crate::{
    compile::plain,
    table::{Cell, Column, Diagnosis},
};

const RUNTIMES: [&str; 3] = ["sim", "tokio_multi_thread", "smol"];

/// A test with these verdicts, each with a message of its own if it is a failure.
fn row(test: &str, verdicts: [Verdict; 3]) -> Row {
    let cells = RUNTIMES
        .into_iter()
        .zip(verdicts)
        .map(|(runtime, verdict)| {
            let mut cell = Cell::new(runtime, verdict);
            cell.message = verdict.is_failure().then(|| format!("no on {runtime}"));
            cell
        });
    Row::of(test, cells)
}

fn table(rows: Vec<Row>) -> Table {
    let mut table = Table::new();
    table.runtimes = RUNTIMES
        .map(|id| Column {
            id: id.to_owned(),
            ..Column::default()
        })
        .into();
    table.tests = rows;
    table
}

fn text(table: &Table) -> String {
    render(table, Paint { colors: false })
}

#[test]
fn colours_say_nothing_that_words_do_not() {
    let rows =
        Verdict::ALL.map(|verdict| row(verdict.name(), [Verdict::Pass, verdict, Verdict::Pass]));
    let table = table(rows.into());
    let colored = render(&table, Paint { colors: true });
    assert_ne!(colored, text(&table));
    assert_eq!(plain(&colored), text(&table));
}

#[test]
fn each_verdict_is_a_word_of_its_own_and_failures_are_in_capitals() {
    let mut words: Vec<&str> = Verdict::ALL.map(|verdict| word(Some(verdict))).into();
    for (verdict, word) in Verdict::ALL.into_iter().zip(&words) {
        let is_capital = word.chars().all(|letter| letter.is_ascii_uppercase());
        assert_eq!(is_capital, verdict.is_failure(), "{verdict}: {word}");
    }
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Verdict::ALL.len());
}

#[test]
fn cells_that_say_the_same_are_told_once() {
    let mut row = row("ping", [Verdict::Panic, Verdict::Pass, Verdict::Panic]);
    let apart = text(&table(vec![row.clone()]));
    assert!(apart.contains("panic on sim\n    no on sim\n"), "{apart}");
    assert!(apart.contains("panic on smol\n    no on smol\n"), "{apart}");

    row.cells[2].message = Some("no on sim".to_owned());
    let together = text(&table(vec![row]));
    assert!(
        together.contains("panic on sim, smol\n    no on sim\n"),
        "{together}"
    );
}

/// A test that was left out on each runtime as that level was asked for.
fn left_out(level: Level, asked: Level) -> Row {
    let mut row = row("ping", [Verdict::Skipped; 3]);
    row.level = level;
    for cell in &mut row.cells {
        cell.message = level.left_out(asked);
    }
    row
}

#[test]
fn what_is_left_out_by_its_level_is_one_line() {
    use Level::{May, Must, Should};
    let passes = || row("pong", [Verdict::Pass; 3]);
    let told = text(&table(vec![passes(), left_out(Should, Must)]));
    let one = "1 test identical on all 3 runtimes\n1 test left out: its level is below `must`\n\n";
    assert!(told.starts_with(one), "{told}");
    let both = [left_out(May, Must), left_out(Should, Must)];
    let told = text(&table([vec![passes()], both.to_vec()].concat()));
    let two =
        "1 test identical on all 3 runtimes\n2 tests left out: their level is below `must`\n\n";
    assert!(told.starts_with(two), "{told}");
    assert!(
        told.ends_with("ok: 3 tests; cells: 3 pass, 6 skipped\n"),
        "{told}"
    );
}

#[test]
fn the_heading_of_a_failure_has_the_level_of_a_test_that_is_no_must() {
    for (level, heading) in [
        (Level::Must, "\nping\n  leak on"),
        (Level::Should, "\nping (should)\n  leak on"),
        (Level::May, "\nping (may)\n  leak on"),
    ] {
        let mut row = row("ping", [Verdict::Leak; 3]);
        row.level = level;
        let told = text(&table(vec![row]));
        assert!(told.contains(heading), "{told}");
    }
}

#[test]
fn a_finding_is_told_where_all_is_green() {
    let mut row = row("ping", [Verdict::Pass; 3]);
    row.diagnosis = Some(Diagnosis {
        sentence: "starts a hidden runtime".to_owned(),
        evidence: vec!["we saw it".to_owned()],
        advice: Some("take the timer".to_owned()),
    });
    let text = text(&table(vec![row]));
    let finding =
        "ping\n  diagnosis: starts a hidden runtime\n    we saw it\n    advice: take the timer\n";
    assert!(text.contains(finding), "{text}");
}

#[test]
fn tests_are_called_by_no_more_than_tells_them_apart() {
    let fails = || row("ping", [Verdict::Fail, Verdict::Pass, Verdict::Pass]);
    let (mut other_target, mut other_package) = (fails(), fails());
    other_target.target = "lib".to_owned();
    other_package.package = "server".to_owned();

    let heading = |rows: Vec<Row>, heading: &str| {
        let text = text(&table(rows));
        assert!(text.contains(&format!("\n{heading}\n")), "{text}");
    };
    heading(vec![fails()], "ping");
    heading(vec![fails(), other_target], "lib::ping");
    heading(vec![fails(), other_package], "server/ping");
}

#[test]
fn a_test_without_a_cell_is_no_pass() {
    let mut row = row("ping", [Verdict::Pass; 3]);
    row.cells.pop();
    let text = text(&table(vec![row]));
    assert!(
        text.starts_with("1 test passes wherever it runs: no cell on smol\n"),
        "{text}"
    );
}

#[test]
fn what_is_identical_is_counted_by_module_where_there_are_several() {
    let passes = |test: &str| row(test, [Verdict::Pass; 3]);
    let fails = row("queue::c", [Verdict::Pass, Verdict::Fail, Verdict::Pass]);
    let several = table(vec![
        passes("queue::a"),
        passes("queue::b"),
        passes("lock::d"),
        fails,
    ]);
    assert!(text(&several).contains("3 tests identical on all 3 runtimes\n  lock 1, queue 2\n"));
    let one = table(vec![passes("queue::a"), passes("queue::b")]);
    assert!(!text(&one).contains("queue 2"));
}

#[test]
fn a_place_in_a_published_crate_is_told_without_where_it_is_kept() {
    let mut red = row("dial", [Verdict::Panic, Verdict::Pass, Verdict::Pass]);
    red.cells[0].place =
        Some("/home/me/.cargo/registry/src/index-0a1b/tokio-1.54.1/src/net.rs:9:1".to_owned());
    assert!(text(&table(vec![red])).contains("    at tokio-1.54.1/src/net.rs:9:1\n"));
}
