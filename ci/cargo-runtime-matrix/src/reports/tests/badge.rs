//! What the badge counts, and its colour.

use super::*;

/// Returns what the badge of a table says, with its colour.
fn message(table: &Table) -> (String, String) {
    let badge = Format::Badge.render(table).unwrap();
    let badge: serde_json::Value = serde_json::from_str(&badge).unwrap();
    let text = |key: &str| badge[key].as_str().unwrap().to_owned();
    (text("message"), text("color"))
}

#[test]
fn a_badge_counts() {
    let expect = |message: &str, color: &str| (message.to_owned(), color.to_owned());
    let mut table = empty();
    table.tests = vec![
        row("ping", Verdict::Unsupported),
        row("pong", Verdict::Xfail),
    ];
    assert_eq!(
        message(&table),
        expect("2/2 runtimes · 3/3 cells", "brightgreen")
    );
    table.tests.push(row("red", Verdict::Leak));
    table.exit = Exit::Failures;
    assert_eq!(message(&table), expect("1/2 runtimes · 4/5 cells", "red"));
    let mut nothing = Table::new();
    nothing.exit = Exit::NothingRan;
    assert_eq!(message(&nothing), expect("nothing ran", "lightgrey"));
}

/// The same of these tests, which have that verdict on one of two runtimes.
fn badge_of(tests: &[(Level, Verdict)], exit: Exit) -> (String, String) {
    let mut table = empty();
    table.tests = tests
        .iter()
        .map(|&(level, verdict)| Row {
            level,
            ..row("ping", verdict)
        })
        .collect();
    table.exit = exit;
    message(&table)
}

#[test]
fn a_badge_counts_the_tests_of_each_level_where_there_are_several() {
    use Level::{May, Must, Should};
    use Verdict::{Leak, Pass, Unsupported, Xfail};
    let told = |tests: &[(Level, Verdict)]| badge_of(tests, Exit::Ok).0;
    assert_eq!(told(&[(Must, Pass)]), "2/2 runtimes · 2/2 cells");
    assert_eq!(told(&[(Should, Pass)]), "should 1/1");
    assert_eq!(
        told(&[
            (May, Leak),
            (Should, Unsupported),
            (Must, Pass),
            (Should, Leak),
            (Should, Xfail),
            (Must, Pass),
        ]),
        "must 2/2 · should 2/3 · may 0/1"
    );
}

#[test]
fn what_has_not_run_is_counted_at_no_level() {
    let mut table = empty();
    let mut left_out = row("ping", Verdict::Skipped);
    left_out.level = Level::Should;
    left_out.cells.remove(0);
    table.tests = vec![row("pong", Verdict::Pass), left_out];
    assert_eq!(message(&table).0, "must 1/1");
    table.tests.remove(0);
    assert_eq!(message(&table).0, "nothing ran");
}

#[test]
fn a_badge_has_the_colour_of_the_highest_level_that_fails() {
    use Level::{May, Must, Should};
    use Verdict::{Hang, Leak, Pass};
    let color = |tests: &[(Level, Verdict)], exit| badge_of(tests, exit).1;
    let failures = |tests: &[(Level, Verdict)]| color(tests, Exit::Failures);
    assert_eq!(
        color(&[(Must, Pass), (Should, Pass)], Exit::Ok),
        "brightgreen"
    );
    assert_eq!(failures(&[(Must, Leak), (Should, Leak)]), "red");
    assert_eq!(
        failures(&[(Must, Pass), (May, Leak), (Should, Leak)]),
        "orange"
    );
    assert_eq!(failures(&[(Must, Pass), (May, Leak)]), "yellow");
    assert_eq!(color(&[(May, Hang)], Exit::Hangs), "yellow");
    // What no test has done alone is nobody's choice.
    assert_eq!(failures(&[(Should, Pass)]), "red");
    for exit in [Exit::BuildFailed, Exit::Interrupted, Exit::Internal] {
        assert_eq!(color(&[(Should, Leak)], exit), "red", "{exit:?}");
    }
}

#[test]
fn no_colour_of_a_badge_hides_what_is_of_no_test() {
    let mut table = empty();
    table.tests = vec![Row {
        level: Level::Should,
        ..row("ping", Verdict::Leak)
    }];
    table.exit = Exit::Failures;
    assert_eq!(message(&table).1, "orange");
    let mut crashed = table.clone();
    crashed.crashes = vec!["killed".to_owned()];
    assert_eq!(message(&crashed).1, "red");
    table.missing = vec!["shard 1/2".to_owned()];
    assert_eq!(message(&table).1, "red");
}
