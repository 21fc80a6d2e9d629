use std::num::NonZeroU32;

use super::*;

fn effort(stress: u32, seeds: u32) -> Effort {
    Effort {
        stress: NonZeroU32::new(stress),
        seeds: NonZeroU32::new(seeds),
        ..Effort::default()
    }
}

fn fate(verdict: Verdict, message: &str) -> Fate {
    Fate {
        message: Some(message.to_owned()),
        ..Fate::unknown(verdict)
    }
}

/// Adds the verdicts of `ping`, each as the pass that it stands for, and returns what they come to.
fn fold(verdicts: &[(u32, Verdict)], count: u32) -> (Fate, Vec<String>) {
    let mut tally = Tally::default();
    for (number, verdict) in verdicts {
        let mut fates = Fates::default();
        let fate = fate(*verdict, &format!("run {number}"));
        fates.tests.insert("ping".to_owned(), fate);
        tally.add(pass(*number), fates);
    }
    let mut fates = tally.fates("smol", count);
    (fates.tests.remove("ping").unwrap(), fates.notes)
}

fn pass(number: u32) -> Pass {
    Pass {
        batch: 0,
        number,
        seed: None,
    }
}

#[test]
fn a_cell_that_fails_in_some_runs_has_failed_as_in_the_first_of_them() {
    use Verdict::{Panic, Pass};
    // In the order in which they end, which is any.
    let (fate, notes) = fold(&[(3, Panic), (0, Pass), (1, Panic), (2, Pass)], 4);
    assert_eq!(fate.verdict, Panic);
    assert_eq!(fate.message.as_deref(), Some("run 1"));
    let runs = fate.runs.unwrap();
    assert_eq!((runs.failed, runs.all), (2, 4));
    assert!(notes.is_empty());
}

#[test]
fn a_cell_that_passes_each_time_has_passed() {
    let (fate, _) = fold(&[(0, Verdict::Pass), (1, Verdict::Pass)], 2);
    assert_eq!(fate.verdict, Verdict::Pass);
    assert_eq!(fate.runs.unwrap().all, 2);
    let (once, _) = fold(&[(0, Verdict::Pass)], 1);
    assert_eq!(once.runs, None);
}

#[test]
fn what_hangs_is_not_run_again_and_what_ran_beside_it_does_not_count() {
    use Verdict::{Hang, Pass};
    let (fate, notes) = fold(&[(0, Pass), (2, Hang), (1, Hang)], 20);
    assert_eq!(fate.verdict, Hang);
    let runs = fate.runs.unwrap();
    assert_eq!((runs.failed, runs.all), (1, 2));
    assert_eq!(
        notes,
        ["`ping` on smol ran 2 of 20 times: it was not run again after its hang"]
    );
}

#[test]
fn a_test_that_is_given_up_is_not_wanted_any_more() {
    let mut tally = Tally::default();
    let mut fates = Fates::default();
    fates
        .tests
        .insert("ping".to_owned(), fate(Verdict::Crash, "no"));
    tally.add(pass(1), fates);
    assert!(tally.wants("ping", pass(1)) && tally.wants("pong", pass(2)));
    assert!(!tally.wants("ping", pass(2)));
}

#[test]
fn runs_that_were_interrupted_pass_nothing() {
    use Verdict::{Interrupted, Panic, Pass};
    let (fate, _) = fold(&[(0, Pass), (1, Interrupted)], 3);
    assert_eq!(fate.verdict, Interrupted);
    assert_eq!(
        fate.message.as_deref(),
        Some("the run was interrupted after 1 of 3 runs, none of which failed")
    );
    let (fate, _) = fold(&[(0, Panic), (1, Interrupted)], 3);
    assert_eq!(fate.verdict, Panic, "what has failed has failed");
}

#[test]
fn seeds_are_for_sim_and_the_first_are_the_tests_own() {
    let batch = |cell: &str| Batch {
        subject: 0,
        variant: 0,
        binary: crate::compile::Binary {
            path: "it".into(),
            target: "it".to_owned(),
            selector: Vec::new(),
        },
        cell: cell.to_owned(),
        tests: vec![0],
    };
    let batches = [batch("sim"), batch("smol")];
    let told = |effort: &Effort| -> Vec<_> {
        let passes = all(&batches, effort).into_iter();
        passes.map(|pass| (pass.batch, pass.seed)).collect()
    };
    assert_eq!(
        told(&effort(1, 3)),
        [(0, None), (1, None), (0, Some(1)), (0, Some(2))]
    );
    assert_eq!(
        told(&effort(2, 2)),
        [
            (0, None),
            (1, None),
            (0, Some(1)),
            (1, None),
            (0, None),
            (0, Some(1))
        ]
    );
}

#[test]
fn how_often_is_told() {
    let note = |stress, seeds| note(&effort(stress, seeds)).unwrap_or_default();
    assert_eq!(note(0, 0), "");
    assert_eq!(note(1, 0), "");
    assert_eq!(note(20, 0), "each cell ran 20 times");
    assert_eq!(note(0, 9), "the cells of sim ran with the seeds 0 to 8");
    assert_eq!(
        note(2, 9),
        "each cell ran 2 times, those of sim so often with each of the seeds 0 to 8"
    );
}
