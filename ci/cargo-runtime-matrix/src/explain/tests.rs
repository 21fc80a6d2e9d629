use runtime_matrix::{RuntimeFactory, conformance::catalogue};
use runtime_matrix_faulty::Fault;
use runtime_matrix_report::{Symptom, Verdict};

use super::*;

fn text(what: &str) -> String {
    let all = all();
    print::entries(&found(what, &all).unwrap(), None)
}

#[test]
fn each_name_has_a_meaning_and_words_of_its_own() {
    let all = all();
    for entry in &all {
        assert!(!entry.sentence.is_empty(), "{entry:?}");
        assert!(!entry.sentence.contains("this version"), "{entry:?}");
        assert!(!entry.sentence.contains("from elsewhere"), "{entry:?}");
    }
    let text = |what: &str| print::entries(&found(what, &all).unwrap(), None);
    for verdict in Verdict::ALL {
        assert!(text(verdict.name()).contains("(verdict)"));
    }
    for symptom in Symptom::ALL {
        assert!(text(symptom.name()).contains(symptom.advice()));
    }
    for case in catalogue() {
        assert!(text(case.id()).contains(case.sentence()));
    }
    for fault in Fault::all() {
        assert!(text(fault.id()).contains(fault.breaks()));
    }
}

#[test]
fn names_of_one_kind_are_there_once() {
    let all = all();
    let mut names: Vec<(Kind, &str)> = all
        .iter()
        .map(|entry| (entry.kind, entry.name.as_str()))
        .collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn a_word_of_the_matrix_and_the_last_part_of_a_case_are_names_too() {
    assert!(text("NOBUILD").starts_with("build-failed (verdict)\n"));
    assert!(text("completes_after_the_drop").contains("cancel::completes_after_the_drop (case"));
    let tokio = text("tokio");
    assert!(tokio.contains("tokio_current_thread (runtime)"), "{tokio}");
    assert!(tokio.contains("tokio_multi_thread (runtime)"), "{tokio}");
}

#[test]
fn what_is_called_alike_is_told_together() {
    let told = text("timer");
    assert!(told.starts_with("timer (power)\n"), "{told}");
    let told = text("blocking");
    assert!(told.contains("(power)") && told.contains("(area of the catalogue)"));
}

#[test]
fn a_slip_of_the_pen_finds_names_of_all_kinds() {
    let all = all();
    let error = |what: &str| found(what, &all).unwrap_err().to_string();
    assert_eq!(
        error("leek"),
        "there is nothing called `leek`: did you mean `leak`?"
    );
    assert_eq!(
        error("cancel_is_ignord"),
        "there is nothing called `cancel_is_ignord`: did you mean `cancel_is_ignored`?"
    );
    assert_eq!(
        error("???"),
        "there is nothing called `???`: `cargo runtime-matrix explain` lists all names"
    );
}
