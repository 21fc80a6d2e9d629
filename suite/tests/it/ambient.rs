//! What goes past the runtime, where that is forbidden: each cell is judged in a process of its own.

use runtime_matrix::{Cell, Runtime, Verdict};

use crate::{
    fixture::{Run, cells, run, run_on},
    on,
};

fn run_one(test: &str, cell: &str) -> Run {
    // A thread says its name when it first runs, which half of this is waited for.
    run(
        &[&format!("ambient::{test}::{cell}")],
        &[("RUNTIME_MATRIX_TEARDOWN", "4s")],
    )
}

/// Asserts that the cell fails with a message that names this, and says what to do.
#[track_caller]
fn assert_named(run: &Run, names: &[&str]) {
    assert_eq!(run.output.status.code(), Some(101), "{}", run.text);
    let end = run.end();
    assert_eq!(end.verdict, Verdict::Fail, "{}", run.text);
    let message = end.message.as_deref().unwrap_or_default();
    for name in names {
        assert!(message.contains(name), "{name} is not in {message}");
    }
    assert!(run.text.contains(message), "{}", run.text);
    assert!(
        run.text.contains("spawn by `Runtime::spawn` and"),
        "{}",
        run.text
    );
}

#[test]
#[cfg(target_os = "linux")]
fn what_keeps_to_its_runtime_passes() {
    for cell in cells() {
        for test in ["keeps_to_its_runtime", "joins_its_threads"] {
            let run = run_one(test, cell);
            assert!(run.output.status.success(), "{}", run.text);
            assert_eq!(run.end().threads.as_deref(), Some(&[][..]), "{}", run.text);
            let undecided = run.text.contains("it cannot be told");
            assert_eq!(undecided, cell == "async_std", "{}", run.text);
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_thread_behind_the_runtime_is_named() {
    for cell in cells() {
        assert_named(
            &run_one("starts_a_thread", cell),
            &["the thread `reactor` ran"],
        );
    }
    assert_named(&run_one("a_module::hands_it_down", "sim"), &["`reactor`"]);
}

#[test]
#[cfg(target_os = "linux")]
fn another_failure_comes_first() {
    for cell in cells() {
        let run = run_one("starts_two_threads_and_fails", cell);
        let message = run.end().message.as_deref();
        assert_eq!(
            message,
            Some("the test returned an error: \"no such user\"")
        );
        let then = "  then:\n    nothing may be reached past the runtime (`forbid(ambient)`), and the threads \
                    `driver`, `reactor` ran";
        assert!(run.text.contains(then), "{}", run.text);
    }
}

#[test]
#[cfg(all(target_os = "linux", feature = "smol"))]
fn a_global_executor_of_smol_is_named() {
    for cell in cells() {
        let run = run_one("spawns_on_smol", cell);
        assert_named(&run, &["`smol-1`"]);
        let what = "`smol-…` is smol's global executor";
        assert!(run.text.contains(what), "{}", run.text);
    }
}

#[test]
#[cfg(all(target_os = "linux", feature = "async-std"))]
fn the_global_runtime_of_async_std_is_named() {
    for cell in cells().filter(|cell| *cell != "async_std") {
        let run = run_one("spawns_on_async_std", cell);
        assert_named(&run, &["`async-std/runti`"]);
    }
    // There it is the runtime itself.
    let run = run_one("spawns_on_async_std", "async_std");
    let hint = "it cannot be told whether tasks were started past the test: the runtime is global";
    assert!(
        run.output.status.success() && run.text.contains(hint),
        "{}",
        run.text
    );
}

#[test]
#[cfg(all(target_os = "linux", feature = "tokio"))]
fn a_second_runtime_is_named() {
    for cell in cells().filter(|cell| !cell.starts_with("tokio")) {
        let run = run_one("builds_a_tokio", cell);
        assert_named(&run, &["`tokio-r"]);
        assert!(
            run.text.contains("is a Tokio runtime of its own"),
            "{}",
            run.text
        );
    }
}

#[test]
#[cfg(feature = "tokio")]
fn a_task_past_the_suite_is_counted() {
    for cell in ["tokio_current_thread", "tokio_multi_thread"] {
        let run = run_one("spawns_past_the_suite", cell);
        assert_named(
            &run,
            &["1 task started past it, as by `tokio::spawn`, still ran"],
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_threads_of_other_tests_count_for_nobody() {
    for cell in cells() {
        let name = |test| format!("{test}::{cell}");
        let (quiet, loud) = (
            name("ambient::keeps_to_its_runtime"),
            name("ambient::starts_a_thread"),
        );
        let (joins, other) = (name("ambient::joins_its_threads"), name("hidden_threads"));
        let patience = ("RUNTIME_MATRIX_TEARDOWN", "4s");
        let run = run_on(4, &[&quiet, &loud, &joins, &other], &[patience]);
        for end in run.ends() {
            let is_failure = end.id.test == "ambient::starts_a_thread";
            assert_eq!(end.verdict.is_failure(), is_failure, "{}", run.text);
        }
        assert_eq!(run.ends().len(), 4, "{}", run.text);
    }
}

#[test]
fn an_expected_panic_is_one_all_the_same() {
    for cell in cells() {
        let run = run_one("panics_as_it_should", cell);
        assert!(run.output.status.success(), "{}", run.text);
        assert_eq!(run.end().verdict, Verdict::Pass, "{}", run.text);
    }
}

#[test]
fn a_process_that_dies_fails_the_test() {
    for cell in cells() {
        let run = run_one("dies", cell);
        assert_eq!(run.output.status.code(), Some(101), "{}", run.text);
        let report =
            "the test ran in a process of its own, for `forbid(ambient)`, which died: signal: 6";
        assert!(run.text.contains(report), "{}", run.text);
        assert!(run.ends().is_empty(), "a start alone says that it died");
    }
}

#[test]
fn the_records_are_those_of_the_process_that_others_have_started() {
    for cell in cells() {
        let run = run_one("match", cell);
        let run = if run.ends().is_empty() {
            run_one("r#match", cell)
        } else {
            run
        };
        assert!(run.output.status.success(), "{}", run.text);
        assert_eq!(run.end().id.test, "ambient::match");
        assert_eq!(run.end().pid, run.pid, "whoever started it knows no other");
        assert_eq!(run.records.records.len(), 3, "{:?}", run.records);
        // What a hint of the process says reaches the terminal.
        assert!(run.text.contains("hint: ambient::match::"), "{}", run.text);
    }
}

#[test]
fn what_a_test_prints_is_captured_and_shown() {
    let shown = run(&["ambient::keeps_to_its_runtime::sim", "--nocapture"], &[]);
    assert!(shown.text.contains("printed on sim"), "{}", shown.text);
    let captured = run(&["ambient::keeps_to_its_runtime::sim"], &[]);
    assert!(
        !captured.text.contains("printed on sim"),
        "{}",
        captured.text
    );
}

#[runtime_matrix::test]
async fn a_cell_from_code_says_what_it_cannot_tell(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::forbid_ambient, |rt: Runtime| async move {
        rt.spawn(async {}).await.unwrap();
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
    let undecided = outcome.undecided();
    assert!(
        undecided[0].starts_with("it cannot be told whether threads"),
        "{undecided:?}"
    );
    let about_tasks = undecided.iter().any(|said| said.contains("whether tasks"));
    assert_eq!(about_tasks, rt.name() == "async_std");
    let free = on::outcome(&rt, |_: Runtime| async {}).await;
    assert!(free.undecided().is_empty());
}

#[cfg(feature = "tokio")]
#[runtime_matrix::test(only(tokio))]
async fn a_cell_from_code_counts_tasks(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::forbid_ambient, |_: Runtime| async {
        for _ in 0..2 {
            drop(tokio::spawn(std::future::pending::<()>()));
        }
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Fail);
    let message = "nothing may be reached past the runtime (`forbid(ambient)`), and 2 tasks started past it, as by \
                   `tokio::spawn`, still ran when the test had ended";
    assert_eq!(outcome.message(), Some(message));
}

#[runtime_matrix::test(requires(threads))]
async fn tasks_of_the_suite_that_have_just_ended_do_not_count(rt: Runtime) {
    let outcome = on::outcome_of(&rt, Cell::forbid_ambient, |rt: Runtime| async move {
        let tasks: Vec<_> = (0..200).map(|_| rt.spawn(async {})).collect();
        for task in tasks {
            task.await.unwrap();
        }
    })
    .await;
    assert_eq!(outcome.verdict(), Verdict::Pass, "{}", outcome.report());
}
