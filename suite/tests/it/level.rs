//! The levels of tests: they change no verdict, and select what is run.

use runtime_matrix::{Runtime, Transport, Verdict, factories};
use runtime_matrix_report::{Level, Record};

use crate::fixture::{Run, cells, run};

/// The tests of the fixture that fail, with their levels.
const FAIL: [(&str, Level); 6] = [
    ("levels::unsaid", Level::Must),
    ("levels::must", Level::Must),
    ("levels::should", Level::Should),
    ("levels::handed_down::should", Level::Should),
    ("levels::may", Level::May),
    ("levels::handed_down::unsaid", Level::May),
];

/// Runs cells of the fixture, of which that level is asked for.
fn run_at(asked: Level, args: &[&str]) -> Run {
    run(args, &[("RUNTIME_MATRIX_LEVEL", asked.name())])
}

/// Returns the level in each start of a cell, with the test.
fn levels(run: &Run) -> Vec<(&str, Level)> {
    let starts = run
        .records
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Start(start) => Some((start.id.test.as_ref(), start.level)),
            _ => None,
        });
    let mut levels: Vec<_> = starts.collect();
    levels.sort_unstable();
    levels
}

/// Asserts that the cell has left a start and an end that says why, and that libtest took it for a pass.
#[track_caller]
fn assert_left_out(run: &Run, level: Level, asked: Level) {
    assert!(run.output.status.success(), "{}", run.text);
    let end = run.end();
    assert_eq!(end.verdict, Verdict::Skipped, "{}", run.text);
    assert_eq!(end.message, level.left_out(asked));
    assert!(end.message.is_some() && end.polls == 0, "it did not run");
    assert_eq!(levels(run), [(end.id.test.as_ref(), level)]);
}

#[runtime_matrix::test(level = "may")]
async fn a_level_goes_with_a_body_that_passes(rt: Runtime) {
    assert!(factories().iter().any(|factory| factory.id() == rt.name()));
}

#[runtime_matrix::tests(level = "should", transports(memory))]
mod handed_down {
    use runtime_matrix::Ctx;

    use super::Transport;

    #[runtime_matrix::test]
    async fn with_a_transport(ctx: Ctx) {
        assert_eq!(ctx.transport(), Transport::Memory);
    }
}

#[test]
fn each_start_has_the_level_and_no_verdict_changes_by_it() {
    for cell in cells() {
        let names = FAIL.map(|(test, _)| format!("{test}::{cell}"));
        let run = run(&names.each_ref().map(String::as_str), &[]);
        assert_eq!(run.output.status.code(), Some(101), "{}", run.text);
        let mut expected = FAIL.to_vec();
        expected.sort_unstable();
        assert_eq!(levels(&run), expected);
        assert_eq!(run.ends().len(), FAIL.len());
        assert!(run.ends().iter().all(|end| end.verdict == Verdict::Fail));
    }
}

#[test]
fn what_is_below_the_level_that_is_asked_for_does_not_run() {
    for cell in cells() {
        let names = FAIL.map(|(test, _)| format!("{test}::{cell}"));
        for asked in Level::OF_TESTS {
            let run = run_at(asked, &names.each_ref().map(String::as_str));
            assert_eq!(run.ends().len(), FAIL.len(), "{}", run.text);
            for end in run.ends() {
                let (_, level) = FAIL.iter().find(|(test, _)| *test == end.id.test).unwrap();
                let verdict = match level.left_out(asked) {
                    Some(_) => Verdict::Skipped,
                    None => Verdict::Fail,
                };
                assert_eq!(end.verdict, verdict, "{} at {asked}: {}", end.id, run.text);
            }
        }
    }
}

#[test]
fn a_cell_that_is_left_out_says_so_in_its_record_and_in_its_output() {
    for cell in cells() {
        let name = format!("levels::should::{cell}");
        let run = run_at(Level::Must, &[&name, "--nocapture"]);
        assert_left_out(&run, Level::Should, Level::Must);
        let said = format!(
            "{name}: skipped: its level is `should`, and RUNTIME_MATRIX_LEVEL asks for `must`\n"
        );
        assert!(run.text.contains(&said), "{}", run.text);
        let captured = run_at(Level::Must, &[&name]);
        assert!(!captured.text.contains("skipped"), "{}", captured.text);
    }
}

#[test]
fn what_expects_a_panic_and_what_has_a_process_of_its_own_are_left_out_too() {
    for cell in cells() {
        for test in ["panics", "has_a_process_of_its_own"] {
            let run = run_at(Level::Must, &[&format!("levels::{test}::{cell}")]);
            assert_left_out(&run, Level::Should, Level::Must);
        }
    }
}

#[test]
fn a_test_that_is_left_out_is_so_on_each_runtime_for_the_same_reason() {
    let vars = [
        ("RUNTIME_MATRIX_LEVEL", "should"),
        ("RUNTIME_MATRIX_LEFT_OUT", "record"),
    ];
    let with_off = [
        "async_std",
        "smol",
        "tokio_current_thread",
        "tokio_multi_thread",
    ];
    for vars in [&vars[..1], &vars[..]] {
        for cell in cells() {
            let args = ["--include-ignored", &format!("levels::skipped::{cell}")];
            assert_left_out(&run(&args, vars), Level::May, Level::Should);
        }
        for cell in with_off {
            let args = ["--include-ignored", &format!("levels::only_some::{cell}")];
            assert_left_out(&run(&args, vars), Level::May, Level::Should);
        }
    }
}

#[test]
fn another_level_is_refused() {
    let run = run(&["pass::sim"], &[("RUNTIME_MATRIX_LEVEL", "info")]);
    assert_eq!(run.output.status.code(), Some(101), "{}", run.text);
    let refusal = "pass::sim: not run: RUNTIME_MATRIX_LEVEL: `info` is not a level: write `must`, `should` or `may`";
    assert!(run.text.contains(refusal), "{}", run.text);
}
