//! What a check can be asked for, and what it refuses.

use runtime_matrix::{
    Sim, Verdict,
    conformance::{Check, CheckError, Conformance, Level, check_runtime},
};
use runtime_matrix_faulty::Fault;

const CASE: &str = "cancel::completes_after_the_drop";

fn faulty() -> Check {
    Check::new(Fault::named("cancel_returns_early").expect("there is one")).only(CASE)
}

fn error(check: Check) -> String {
    let error: CheckError = check.run().expect_err("it cannot be made");
    error.to_string()
}

#[test]
fn a_failure_says_what_was_expected_and_what_came() {
    let report = faulty().run().expect("it is made");
    let text = report.to_string();
    for words in [
        "cancel::completes_after_the_drop on cancel_returns_early: fail",
        "A cancel MUST complete only after the task's future has been dropped.",
        "expected: the future to have been dropped when the cancel completed",
        "came:     it was still alive",
        "at:       suite/src/conformance/cases/cancel",
        "source:   `TaskHandle::cancel`",
        "cancel_returns_early: non-conformant · must 0/1",
    ] {
        assert!(text.contains(words), "`{words}` is missing in:\n{text}");
    }
    assert_eq!(report.conformance(), Conformance::NonConformant);
}

#[test]
fn the_readme_shows_a_failure_as_it_is_told() {
    let report = faulty().run().expect("it is made");
    let failure = report.case(CASE).expect("it was asked for");
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).expect("there is one");
    let shown: Vec<&str> = readme.lines().map(str::trim).collect();
    for line in failure.text("my_runtime").lines().map(str::trim) {
        assert!(shown.contains(&line), "the README does not show: {line}");
    }
}

#[test]
fn sim_is_all_that_one_can_be() {
    let report = check_runtime(&Sim);
    assert_eq!(
        report.conformance(),
        Conformance::ConformantPlus,
        "{report}"
    );
    assert_eq!(report.failures().count(), 0, "{report}");
}

#[test]
fn what_is_known_to_fail_is_run_and_has_to() {
    let report = faulty().known(CASE, "its cancel only asks").run();
    let report = report.expect("it is made");
    let told = report.case(CASE).expect("it was asked for");
    assert_eq!(told.verdict, Verdict::Xfail);
    assert_eq!(told.note.as_deref(), Some("its cancel only asks"));
    assert_eq!(report.conformance(), Conformance::Partial);

    let report = Check::new(&Sim).only(CASE).known(CASE, "a rumour").run();
    let report = report.expect("it is made");
    let text = report.to_string();
    assert!(text.contains("xpass"), "{text}");
    assert!(
        text.contains("it is said to fail (a rumour), and passes: take that back"),
        "{text}"
    );
    assert_eq!(report.conformance(), Conformance::NonConformant);
}

#[test]
fn what_is_skipped_is_not_run_and_leaves_it_partial() {
    let check = faulty().only("cancel::gives_a_sleep_back");
    let report = check.skip(CASE, "it takes too long").run();
    let report = report.expect("it is made");
    let told = report.case(CASE).expect("it was asked for");
    assert_eq!(
        (told.verdict, told.note.as_deref()),
        (Verdict::Skipped, Some("it takes too long"))
    );
    assert_eq!(report.conformance(), Conformance::Partial);
}

#[test]
fn a_part_of_the_catalogue_makes_nobody_conformant() {
    let report = Check::new(&Sim).only("cancel::*").level(Level::Must).run();
    assert_eq!(
        report.expect("it is made").conformance(),
        Conformance::Partial
    );
}

#[test]
fn what_does_not_exist_is_refused() {
    let meant = format!("is it `{CASE}`?");
    assert!(error(Check::new(&Sim).only("cancel::completes_after_the_drops")).ends_with(&meant));
    assert!(error(Check::new(&Sim).skip("cancel::completes_after", "why")).ends_with(&meant));
    assert!(error(Check::new(&Sim).known("x::y", "why")).starts_with("no case is called `x::y`"));
}

#[test]
fn an_exception_needs_a_reason() {
    let refused = format!("the exception for `{CASE}` needs a reason");
    assert_eq!(error(Check::new(&Sim).known(CASE, " ")), refused);
    assert_eq!(error(Check::new(&Sim).skip(CASE, "")), refused);
}

#[test]
fn a_check_of_nothing_is_refused() {
    let check = Check::new(&Sim).only("polling::by_one_thread_at_a_time");
    assert!(error(check).starts_with("nothing would be run"));

    let skipped = error(faulty().skip(CASE, "it takes too long"));
    assert_eq!(
        skipped,
        format!("nothing ran: 1 skipped, such as `{CASE}` (it takes too long)")
    );

    let lacks = error(Check::new(&Sim).only("network::*"));
    assert!(lacks.starts_with("nothing ran: "), "{lacks}");
    assert!(
        lacks.contains(" unsupported, such as `network::"),
        "{lacks}"
    );
}

#[test]
fn a_worker_that_cannot_be_started_is_an_error() {
    let check = Check::new(&Sim)
        .only(CASE)
        .workers(std::num::NonZeroUsize::MIN, || {
            std::process::Command::new("no/such/program")
        });
    assert!(error(check).starts_with("no worker can be started: "));
}
