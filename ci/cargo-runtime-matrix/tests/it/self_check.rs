//! The proof that the catalogue finds faults, and what is asked of it wrongly.

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
