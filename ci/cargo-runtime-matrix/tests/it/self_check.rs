//! The proof that the catalogue finds faults and nothing else, and what is asked of it wrongly.

use crate::fixture::within;

#[test]
fn a_fault_is_caught_by_its_case_in_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = within(
        folder.path(),
        &["self-check", "--fault", "cancel_returns_early"],
    )
    .run();
    outcome.assert_code(0);
    let first = outcome.stdout.lines().next();
    assert_eq!(
        first,
        Some(
            "cancel_returns_early  caught by cancel::completes_after_the_drop: expected the future to have been \
             dropped when the cancel completed; it was still alive"
        )
    );
    assert!(outcome.stdout.contains("1 of 1 faults caught"));
}

#[test]
fn json_has_the_case_and_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["self-check", "--json", "--fault", "block_on_returns_early"];
    let outcome = within(folder.path(), &args).run();
    outcome.assert_code(0);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let row = &json["faults"][0];
    assert_eq!(row["outcome"], "caught");
    assert_eq!(row["case"], "block_on::returns_after_its_root");
    let said = row["said"].as_str().unwrap();
    assert!(said.contains(row["words"].as_str().unwrap()), "{said}");
}

#[test]
fn what_is_odd_but_legal_passes() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["self-check", "--odd", "last_in_first_out"];
    let outcome = within(folder.path(), &args).run();
    outcome.assert_code(0);
    let first = outcome.stdout.lines().next().unwrap_or_default();
    assert!(first.starts_with("last_in_first_out  passes 1"), "{first}");
    assert!(
        first.contains(" cases: the task that was woken last is polled first"),
        "{first}"
    );
    let total = "1 of 1 runtimes that are odd but legal pass";
    assert!(outcome.stdout.contains(total), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("faults caught"));
}

#[test]
fn json_has_what_held_on_an_oddity() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["self-check", "--json", "--odd", "fresh_w*"];
    let outcome = within(folder.path(), &args).run();
    outcome.assert_code(0);
    let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(json["faults"], serde_json::json!([]));
    let row = &json["oddities"][0];
    assert_eq!(row["oddity"], "fresh_wakers");
    assert_eq!(row["failures"], serde_json::json!([]));
    assert!(row["held"].as_u64() > Some(100), "{row}");
}

#[test]
fn an_oddity_that_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    within(folder.path(), &["self-check", "--odd", "late_root"])
        .run()
        .assert_error(
            1,
            "there is no oddity `late_root`: did you mean `late_roots`?",
        );
}

#[test]
fn a_fault_that_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["self-check", "faults"] {
        within(folder.path(), &[command, "--fault", "cancel_hang"])
            .run()
            .assert_error(
                1,
                "there is no fault `cancel_hang`: did you mean `cancel_hangs`?",
            );
    }
}
