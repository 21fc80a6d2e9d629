use runtime_matrix_report::Symptom;

/// What the libraries say, copied from their sources: Tokio 1.54, futures 0.3.34, async-std 1.13.2 and
/// async-task 4.7.1.
const SAID: &[(Symptom, &str)] = &[
    (
        Symptom::TokioReactor,
        "there is no reactor running, must be called from the context of a Tokio 1.x runtime",
    ),
    (
        Symptom::TokioReactor,
        "called `Result::unwrap()` on an `Err` value: TryCurrentError { kind: NoContext }",
    ),
    (
        Symptom::TokioTime,
        "A Tokio 1.x context was found, but timers are disabled. Call `enable_time` on the runtime builder to enable timers.",
    ),
    (
        Symptom::TokioIo,
        "A Tokio 1.x context was found, but IO is disabled. Call `enable_io` on the runtime builder to enable IO.",
    ),
    (
        Symptom::TokioClock,
        "time cannot be frozen from outside the Tokio runtime",
    ),
    (
        Symptom::TokioLocalSet,
        "`spawn_local` called from outside of a `task::LocalSet` or `runtime::LocalRuntime`",
    ),
    (
        Symptom::TokioShutdown,
        "A Tokio 1.x context was found, but it is being shutdown.",
    ),
    (
        Symptom::NestedRuntime,
        "Cannot start a runtime from within a runtime. This happens because a function (like `block_on`) attempted to block the current thread while the thread is being used to drive asynchronous tasks.",
    ),
    (
        Symptom::BlockingWait,
        "Cannot block the current thread from within a runtime. This happens because a function attempted to block the current thread while the thread is being used to drive asynchronous tasks.",
    ),
    (
        Symptom::BlockInPlace,
        "can call blocking only when running on the multi-threaded runtime",
    ),
    (
        Symptom::RuntimeDrop,
        "Cannot drop a runtime in a context where blocking is not allowed. This happens when a runtime is dropped from within an asynchronous context.",
    ),
    (
        Symptom::NestedExecutor,
        "cannot execute `LocalPool` executor from within another executor: EnterError",
    ),
    (
        Symptom::AsyncStdTask,
        "`task::current()` called outside the context of a task",
    ),
    (
        Symptom::AsyncStdTask,
        "`LocalKey::with` called outside the context of a task: AccessError",
    ),
    (
        Symptom::LocalTaskMoved,
        "local task polled by a thread that didn't spawn it",
    ),
    (
        Symptom::LocalTaskMoved,
        "local task dropped by a thread that didn't spawn it",
    ),
];

#[test]
fn what_libraries_say_is_recognised() {
    for (symptom, said) in SAID {
        assert_eq!(Symptom::of(said), Some(*symptom), "{said}");
    }
}

#[test]
fn each_symptom_has_been_heard() {
    for symptom in Symptom::ALL {
        assert!(SAID.iter().any(|(of, _)| *of == symptom), "{symptom:?}");
    }
}

#[test]
fn words_are_recognised_where_the_suite_and_unwrap_put_theirs_before() {
    for (symptom, said) in SAID {
        for before in ["the test panicked: ", "in time: ", "a: Panicked(task 1: "] {
            let message = format!("{before}{said}");
            assert_eq!(Symptom::of(&message), Some(*symptom), "{message}");
        }
    }
}

#[test]
fn words_that_are_quoted_or_told_of_are_somebody_elses() {
    for (_, said) in &SAID[2..] {
        for message in [
            format!("assertion `left == right` failed\n  left: \"{said}\"\n right: \"\""),
            format!("he said {said}"),
            said[..20].to_owned(),
        ] {
            assert_eq!(Symptom::of(&message), None, "{message}");
        }
    }
}

#[test]
fn other_messages_betray_nothing() {
    for message in ["", "boom", "there is no reactor", "Cannot start a runtime"] {
        assert_eq!(Symptom::of(message), None, "{message}");
    }
}

#[test]
fn names_are_in_kebab_case_and_no_two_are_the_same() {
    let mut names = Symptom::ALL.map(Symptom::name);
    for name in names {
        let fits = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(name.chars().all(fits), "{name}");
    }
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}

#[test]
fn a_symptom_displays_as_its_sentence_and_takes_a_width() {
    assert_eq!(
        format!("{:<22}|", Symptom::TokioReactor),
        "needs a Tokio reactor |",
    );
}
