//! The count of hidden threads, by processes that run one cell. It needs a system that tells.
#![cfg(target_os = "linux")]

use crate::fixture::{Run, cells, run};

const CENSUS: (&str, &str) = ("RUNTIME_MATRIX_CENSUS", "1");

fn run_alone(test: &str, cell: &str) -> Run {
    // A thread says its name when it first runs, which half of this is waited for.
    let patience = ("RUNTIME_MATRIX_TEARDOWN", "4s");
    run(&[&format!("{test}::{cell}")], &[CENSUS, patience])
}

#[track_caller]
fn assert_hidden(run: &Run, names: &[&str]) {
    let threads = run.end().threads.as_deref();
    let expected: Vec<_> = names.iter().map(ToString::to_string).collect();
    assert_eq!(threads, Some(expected.as_slice()), "{}", run.text);
}

#[test]
fn threads_of_the_runtime_and_of_the_suite_are_not_hidden() {
    for cell in cells() {
        assert_hidden(&run_alone("uses_every_power", cell), &[]);
    }
}

#[test]
fn threads_that_the_test_starts_are_hidden_each_by_its_name() {
    for cell in cells() {
        let run = run_alone("hidden_threads", cell);
        assert_hidden(&run, &["a name that is ", "reactor", "reactor"]);
    }
}

#[test]
fn a_thread_that_a_worker_starts_is_hidden_too() {
    for cell in cells() {
        assert_hidden(&run_alone("hidden_thread_of_a_worker", cell), &["reactor"]);
    }
}

#[test]
fn a_failure_names_them() {
    for cell in cells() {
        let run = run_alone("hidden_thread_and_a_fail", cell);
        assert_hidden(&run, &["reactor"]);
        assert!(
            run.text.contains("\n  hidden threads: reactor\n"),
            "{}",
            run.text
        );
    }
}

#[test]
fn a_pass_without_any_names_none() {
    let run = run_alone("fail", "sim");
    assert_hidden(&run, &[]);
    assert!(!run.text.contains("hidden threads"), "{}", run.text);
}

#[test]
fn the_seeds_of_a_cell_are_one_cell() {
    assert_hidden(
        &run_alone("hidden_thread_on_each_seed", "sim"),
        &["reactor"],
    );
}

#[test]
fn only_the_first_cell_of_a_process_can_tell() {
    for cell in cells() {
        let (first, second) = (format!("hidden_threads::{cell}"), format!("pass::{cell}"));
        let run = run(&[&first, &second], &[CENSUS]);
        let ends = run.ends();
        let told = |test: &str| {
            let mut ends = ends.iter().filter(|end| end.id.test == test);
            ends.next().expect("it ran").threads.is_some()
        };
        assert!(told("hidden_threads") && !told("pass"), "{}", run.text);
    }
}

#[test]
fn unasked_nobody_counts() {
    let run = run(&["hidden_threads::sim"], &[]);
    assert_eq!(run.end().threads, None);
}

#[test]
fn another_value_is_refused() {
    let run = run(&["pass::sim"], &[("RUNTIME_MATRIX_CENSUS", "yes")]);
    assert_eq!(run.output.status.code(), Some(101), "{}", run.text);
    let refusal = "pass::sim: not run: RUNTIME_MATRIX_CENSUS: `yes` is not `1`";
    assert!(run.text.contains(refusal), "{}", run.text);
}
