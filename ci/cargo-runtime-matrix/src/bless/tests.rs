use super::{changes::Scope, *};
use crate::{
    baseline::{Date, entries},
    table::{Cell, Expected},
    toml_file::{Problems, TomlFile},
};

const CELLS: [&str; 4] = ["sim", "tokio_current_thread", "tokio_multi_thread", "smol"];

fn baseline(text: &str) -> Baseline {
    let file = TomlFile::parse("a.toml", text).unwrap();
    let mut problems = Problems::default();
    let entries = entries(&file, Date::today(), &mut problems);
    problems.check().unwrap();
    Baseline {
        path: "a.toml".into(),
        entries,
    }
}

/// A test whose cells have these verdicts; those after a `!` are expected to be otherwise.
fn row(test: &str, verdicts: [&str; 4]) -> Row {
    let cells = CELLS.into_iter().zip(verdicts).map(|(runtime, verdict)| {
        let name = verdict.trim_start_matches('!');
        let mut cell = Cell::new(runtime, Verdict::from_name(name).unwrap());
        cell.expected = verdict.starts_with('!').then(|| Expected {
            verdict: "fail".to_owned(),
            was: None,
            reason: None,
            link: None,
            until: None,
            entry: String::new(),
        });
        cell
    });
    Row::of(test, cells)
}

/// Returns the tests of these rows, each of which has all cells.
fn known(rows: &[Row]) -> Vec<Known> {
    let known = rows.iter().map(|row| Known {
        package: row.package.clone(),
        target: row.target.clone(),
        test: row.test.clone(),
        cells: CELLS.map(str::to_owned).into(),
    });
    known.collect()
}

/// Returns the baseline after a run in which these were all tests.
fn blessed(text: &str, rows: &[Row]) -> String {
    let known = known(rows);
    let rows: Vec<&Row> = rows.iter().collect();
    let changes = Changes::of(&baseline(text), &rows, &known, &[]);
    let why = Why {
        reason: Some("new".to_owned()),
        ..Why::default()
    };
    edited(Some(text).filter(|text| !text.is_empty()), &changes, &why).unwrap()
}

#[test]
fn a_new_failure_has_an_entry_for_each_verdict() {
    let rows = [row("a", ["panic", "leak", "leak", "pass"])];
    assert_eq!(
        blessed("", &rows),
        "# What is known to be red on some runtime, and why.\n\n\
         [[expect]]\ntest = \"a\"\ncells = [\"sim\"]\nverdict = \"panic\"\nreason = \"new\"\n\n\
         [[expect]]\ntest = \"a\"\ncells = [\"tokio\"]\nverdict = \"leak\"\nreason = \"new\"\n"
    );
}

#[test]
fn namesakes_are_told_apart() {
    let (mut other, mut third) = (row("a", ["pass"; 4]), row("a", ["fail"; 4]));
    other.target = "lib".to_owned();
    third.package = "server".to_owned();
    let text = blessed(
        "",
        &[row("a", ["pass", "pass", "pass", "fail"]), other, third],
    );
    let both = "test = \"a\"\npackage = \"chat\"\ntarget = \"it\"\ncells = [\"smol\"]\n";
    assert!(text.contains(both), "{text}");
}

const TWO: &str = "# Ours.\n\n# About a.\n[[expect]]\ntest = \"a\"\nverdict = \"fail\" # always\nreason = \"r\"\n\n\
                   # About b.\n[[expect]]\ntest = \"b\"\nverdict = \"fail\"\nreason = \"r\"\n";

#[test]
fn what_holds_stays_as_it_is() {
    let rows = [
        row("a", ["xfail"; 4]),
        row("b", ["xfail", "xfail", "skipped", "unsupported"]),
    ];
    assert_eq!(blessed(TWO, &rows), TWO);
}

#[test]
fn an_entry_that_no_longer_holds_goes_with_its_comment_and_no_other() {
    let rows = [row("a", ["xpass"; 4]), row("b", ["xfail"; 4])];
    assert_eq!(
        blessed(TWO, &rows),
        "# Ours.\n\n# About b.\n[[expect]]\ntest = \"b\"\nverdict = \"fail\"\nreason = \"r\"\n"
    );
    let none = [row("a", ["xpass"; 4]), row("b", ["xpass"; 4])];
    assert_eq!(blessed(TWO, &none), "# Ours.\n");
}

/// Its tests have other cells each, and it is one entry all the same.
#[test]
fn a_runtime_on_which_nothing_holds_leaves_the_entry() {
    let text = "[[expect]]\ntest = \"net::*\"\ncells = [\"sim\", \"smol\"]\nverdict = \"fail\"\nreason = \"r\"\n";
    let rows = [
        row("net::a", ["xfail", "pass", "pass", "xpass"]),
        row("net::b", ["xfail", "pass", "pass", "pass"]),
    ];
    let mut known = known(&rows);
    known[1].cells.remove("smol");
    let rows: Vec<&Row> = rows.iter().collect();
    let changes = Changes::of(&baseline(text), &rows, &known, &[]);
    let scope = Scope {
        test: None,
        cells: vec!["sim".to_owned()],
    };
    assert_eq!(changes.entries.get(&0), Some(&vec![scope]));
    assert!(changes.new.is_empty());
}

#[test]
fn lines_may_end_as_on_windows() {
    let rows = [row("a", ["xpass"; 4]), row("b", ["xfail"; 4])];
    let text = blessed(&TWO.replace('\n', "\r\n"), &rows);
    assert!(text.starts_with("# Ours.\r\n"), "{text:?}");
    assert!(
        !text.contains("About a") && text.contains("# About b.\r\n[[expect]]\r\n"),
        "{text:?}"
    );
}

#[test]
fn an_entry_that_holds_on_some_cells_is_narrowed() {
    let rows = [
        row("a", ["xpass", "xfail", "xfail", "xfail"]),
        row("b", ["xfail"; 4]),
    ];
    let text = blessed(TWO, &rows);
    let narrowed = "# About a.\n[[expect]]\ntest = \"a\"\nverdict = \"fail\" # always\nreason = \"r\"\n\
                    cells = [\"tokio\", \"smol\"]\n";
    assert!(text.contains(narrowed), "{text}");
}

#[test]
fn a_family_of_which_a_part_holds_becomes_that_part() {
    let text = "[[expect]]\ntest = \"a\"\ncells = [\"tokio\", \"smol\"] # both\nverdict = \"fail\"\nreason = \"r\"\n";
    let rows = [row("a", ["pass", "xpass", "xfail", "xfail"])];
    let text = blessed(text, &rows);
    assert!(
        text.contains("cells = [\"tokio_multi_thread\", \"smol\"] # both\n"),
        "{text}"
    );
}

#[test]
fn a_pattern_of_which_a_part_holds_becomes_entries_for_the_tests() {
    let text = "# Ours.\n\n[[expect]]\ntest = \"net::*\"\nverdict = \"fail\"\nreason = \"r\"\n";
    let rows = [
        row("net::a", ["xfail"; 4]),
        row("net::b", ["xpass"; 4]),
        row("net::c", ["xfail", "xpass", "xpass", "!panic"]),
    ];
    assert_eq!(
        blessed(text, &rows),
        "# Ours.\n\n\
         [[expect]]\ntest = \"net::a\"\nverdict = \"fail\"\nreason = \"r\"\n\n\
         [[expect]]\ntest = \"net::c\"\nverdict = \"fail\"\nreason = \"r\"\ncells = [\"sim\"]\n\n\
         [[expect]]\ntest = \"net::c\"\ncells = [\"smol\"]\nverdict = \"panic\"\nreason = \"new\"\n"
    );
}

#[test]
fn what_no_entry_can_expect_stays_red() {
    let rows = [row("a", ["flaky", "pass", "build-failed", "pass"])];
    let mut table = Table::new();
    table.tests.extend(rows.clone());
    assert_eq!(
        red(&table),
        "stays flaky on sim: a\nstays build-failed on tokio_multi_thread: a\n"
    );
    assert_eq!(exit(&table), Exit::Failures);
    assert_eq!(blessed(TWO, &rows), TWO);
}
