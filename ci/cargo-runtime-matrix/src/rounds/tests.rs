use std::time::Duration;

use runtime_matrix_report::{CellId, Level};

use super::*;

/// A process of the imagination: what becomes of each test, by its name.
fn pretend(tests: &[String], log: &mut Vec<String>) -> Ended {
    log.push(tests.join(" "));
    let mut ended = Ended {
        how: How::Success,
        output: vec!["last words".to_owned()],
        ..Ended::interrupted()
    };
    let together = tests.len() > 1;
    for test in tests {
        match test.as_str() {
            // Takes down all that has not ended; what comes after it has not started.
            "crash" => {
                ended.starts(test);
                ended.how = How::Signal(6);
                return ended;
            }
            "hang" => {
                ended.ends(test, Verdict::Hang);
                ended.how = How::Signal(6);
                return ended;
            }
            "never" => {
                ended.how = How::Code(3);
                return ended;
            }
            "killed-once" if together => {
                ended.starts(test);
                ended.how = How::Signal(9);
                return ended;
            }
            "aborts-beside-others" if together => {
                ended.starts(test);
                ended.how = How::Signal(6);
                return ended;
            }
            "exits" => {
                ended.starts(test);
                return ended;
            }
            "stuck" => {
                ended.starts(test);
                ended.how = How::Stuck(Duration::from_secs(2));
                ended.threads = Some("`main` is stopped".to_owned());
                return ended;
            }
            "interrupted" => {
                ended.starts(test);
                ended.how = How::Interrupted;
                return ended;
            }
            // The others have processes of their own.
            "dies-in-nextest" => {
                ended.starts(test);
                ended.how = How::EngineFailed;
            }
            "libtest" => {
                ended.ends(test, Verdict::Pass);
                ended.how = How::TestsFailed;
            }
            "unwinds" => {
                ended.starts(test);
                ended.how = How::TestsFailed;
            }
            "silent" => {}
            "panic" => {
                ended.ends(test, Verdict::Panic);
                ended.how = How::TestsFailed;
            }
            // In flight from the beginning to the end.
            "long" if together => ended.ends(test, Verdict::Interrupted),
            _ => ended.ends(test, Verdict::Pass),
        }
    }
    ended
}

impl Ended {
    fn starts(&mut self, test: &str) {
        let start = Start {
            id: id(test),
            runtime: "smol".into(),
            version: None,
            workers: 1,
            seed: 0,
            place: "src/lib.rs:1:1".into(),
            level: Level::Must,
            pid: 1,
            time_us: 0,
        };
        self.starts.insert(test.to_owned(), start);
    }

    fn ends(&mut self, test: &str, verdict: Verdict) {
        self.starts(test);
        let end = End {
            id: id(test),
            runtime: "smol".into(),
            version: None,
            workers: 1,
            seed: 0,
            verdict,
            message: None,
            place: None,
            frame: None,
            duration: Duration::ZERO,
            tasks: 0,
            polls: 0,
            untracked: None,
            native_drops: 0,
            leaks: Vec::new(),
            threads: None,
            long_polls: None,
            pid: 1,
        };
        self.ends.insert(test.to_owned(), end);
    }
}

fn id(test: &str) -> CellId {
    CellId {
        package: "chat".into(),
        target: "it".into(),
        test: test.to_owned().into(),
        cell: "smol".into(),
    }
}

/// Runs the tests; returns `test verdict` of each, the processes, and the notes.
fn run_all(tests: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let tests: Vec<String> = tests.split(' ').map(str::to_owned).collect();
    let mut log = Vec::new();
    let fates = run(&tests, false, "smol", &mut |tests| {
        Ok(pretend(tests, &mut log))
    })
    .unwrap();
    let verdicts = fates.tests.iter();
    let verdicts = verdicts.map(|(test, fate)| format!("{test} {}", fate.verdict));
    (verdicts.collect(), log, fates.notes)
}

#[test]
fn all_is_well_in_one_process() {
    let (verdicts, processes, notes) = run_all("a b c");
    assert_eq!(verdicts, ["a pass", "b pass", "c pass"]);
    assert_eq!(processes, ["a b c"]);
    assert!(notes.is_empty());
}

#[test]
fn a_suspect_runs_alone_and_what_never_started_together() {
    let (verdicts, processes, notes) = run_all("a crash b c");
    assert_eq!(verdicts, ["a pass", "b pass", "c pass", "crash crash"]);
    assert_eq!(processes, ["a crash b c", "crash", "b c"]);
    assert!(notes.is_empty(), "the crash is told in its row");
}

#[test]
fn what_a_hang_interrupts_runs_again_alone() {
    let (verdicts, processes, notes) = run_all("long hang b c");
    assert_eq!(verdicts, ["b pass", "c pass", "hang hang", "long pass"]);
    assert_eq!(processes, ["long hang b c", "long", "b c"]);
    assert!(notes.is_empty(), "the hang is told in its row");
}

#[test]
fn a_process_that_is_killed_from_outside_costs_a_note() {
    let (verdicts, processes, notes) = run_all("a killed-once b");
    assert_eq!(verdicts, ["a pass", "b pass", "killed-once pass"]);
    assert_eq!(processes, ["a killed-once b", "killed-once", "b"]);
    assert_eq!(
        notes,
        [
            "the process of 3 tests on smol was killed by signal 9 (SIGKILL): what was unfinished was run again, alone"
        ]
    );
}

#[test]
fn a_binary_that_never_gets_to_its_tests_is_not_run_for_ever() {
    let (verdicts, processes, _) = run_all("never never2");
    assert_eq!(verdicts, ["never crash", "never2 pass"]);
    assert_eq!(processes.len(), 3, "{processes:?}");
}

#[test]
fn a_test_that_libtest_fails_is_found() {
    let (verdicts, processes, _) = run_all("a libtest b");
    assert_eq!(verdicts, ["a pass", "b pass", "libtest fail"]);
    assert_eq!(processes, ["a libtest b", "a", "libtest", "b"]);
}

#[test]
fn a_recorded_failure_explains_why_libtest_failed() {
    let (verdicts, processes, _) = run_all("a panic b");
    assert_eq!(verdicts, ["a pass", "b pass", "panic panic"]);
    assert_eq!(processes, ["a panic b"]);
}

#[test]
fn a_test_without_an_end_in_an_orderly_process_has_failed() {
    let (verdicts, ..) = run_all("a unwinds");
    assert_eq!(verdicts, ["a pass", "unwinds fail"]);
}

#[test]
fn each_test_can_have_a_process_of_its_own() {
    let mut log = Vec::new();
    let tests = ["a".to_owned(), "b".to_owned()];
    run(&tests, true, "smol", &mut |tests| {
        Ok(pretend(tests, &mut log))
    })
    .unwrap();
    assert_eq!(log, ["a", "b"]);
}

#[test]
fn a_process_without_records_does_not_pass() {
    for tests in ["silent", "a silent"] {
        let tests: Vec<String> = tests.split(' ').map(str::to_owned).collect();
        let error = run(&tests, false, "smol", &mut |tests| {
            Ok(pretend(tests, &mut Vec::new()))
        })
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the process of `silent` on smol says that all went well, but has left no record of it: update \
             runtime-matrix, or call it otherwise than `smol` if it is a plain test"
        );
    }
}

#[test]
fn a_process_that_ends_itself_is_red_even_if_each_test_passes_alone() {
    let tests = ["a".to_owned(), "aborts-beside-others".to_owned()];
    let fates = run(&tests, false, "smol", &mut |tests| {
        Ok(pretend(tests, &mut Vec::new()))
    })
    .unwrap();
    let passed = |fate: &Fate| fate.verdict == Verdict::Pass;
    assert!(fates.tests.values().all(passed));
    assert_eq!(
        fates.crashes,
        [
            "the process of 2 tests on smol was killed by signal 6 (SIGABRT) while these ran, none of which does so \
          alone: aborts-beside-others"
        ]
    );
    assert!(fates.notes.is_empty());
}

#[test]
fn a_test_that_exits_in_the_middle_has_crashed_and_costs_the_others_nothing() {
    let tests = ["a".to_owned(), "exits".to_owned(), "b".to_owned()];
    let fates = run(&tests, false, "smol", &mut |tests| {
        Ok(pretend(tests, &mut Vec::new()))
    })
    .unwrap();
    assert_eq!(fates.tests["a"].verdict, Verdict::Pass);
    assert_eq!(fates.tests["b"].verdict, Verdict::Pass);
    assert_eq!(fates.tests["exits"].verdict, Verdict::Crash);
    let message = fates.tests["exits"].message.as_deref();
    assert_eq!(
        message,
        Some("the process ended with exit code 0 before the test did")
    );
}

/// Runs the tests; returns what became of them all.
fn fates(tests: &str) -> Fates {
    let tests: Vec<String> = tests.split(' ').map(str::to_owned).collect();
    run(&tests, false, "smol", &mut |tests| {
        Ok(pretend(tests, &mut Vec::new()))
    })
    .unwrap()
}

#[test]
fn what_fails_alone_explains_an_orderly_end_and_no_other() {
    assert!(fates("a unwinds").crashes.is_empty());
    assert_eq!(fates("unwinds aborts-beside-others").crashes.len(), 1);
}

#[test]
fn a_process_that_gives_no_sign_of_life_hangs() {
    let fates = fates("a stuck b");
    let stuck = &fates.tests["stuck"];
    assert_eq!(stuck.verdict, Verdict::Hang);
    assert_eq!(
        stuck.message.as_deref(),
        Some(
            "the process gave no sign of life for 2s, not even of its watchdog, and was ended from outside; of its \
             threads `main` is stopped"
        )
    );
    assert_eq!(fates.tests["b"].verdict, Verdict::Pass);
    assert!(fates.crashes.is_empty() && fates.notes.is_empty());
}

#[test]
fn an_interrupted_run_keeps_what_is_known_and_runs_nothing_more() {
    let (verdicts, processes, notes) = run_all("a interrupted b");
    assert_eq!(
        verdicts,
        ["a pass", "b interrupted", "interrupted interrupted"]
    );
    assert_eq!(processes.len(), 1);
    assert!(notes.is_empty());
    let fates = fates("a interrupted b");
    let message = |test: &str| fates.tests[test].message.clone().unwrap_or_default();
    assert_eq!(
        message("interrupted"),
        "the run was interrupted while it ran"
    );
    assert_eq!(
        message("b"),
        "the run was interrupted before it had started"
    );
}

#[test]
fn a_test_whose_process_dies_in_nextest_has_crashed_and_the_others_have_ended() {
    let fates = fates("a dies-in-nextest b");
    assert_eq!(fates.tests["dies-in-nextest"].verdict, Verdict::Crash);
    assert_eq!(fates.tests["b"].verdict, Verdict::Pass);
    assert!(fates.crashes.is_empty(), "{:?}", fates.crashes);
}
