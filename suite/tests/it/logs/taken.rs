//! Loggers that are not the suite's, in processes of their own.

use std::{env, process::Command};

use log::{LevelFilter, Log, Metadata, Record};
use runtime_matrix::{Cell, Runtime, Sim, Verdict, logs::Source};

/// Set in a process that runs one of these tests for real.
const ALONE: &str = "LOGS_TAKEN_ALONE";

/// Runs `rule` in a process of its own, by running that test again.
#[track_caller]
fn alone(test: &str, rule: fn()) {
    if env::var_os(ALONE).is_some() {
        return rule();
    }
    let mut again = Command::new(env::current_exe().expect("this is a test binary"));
    again.args(["--exact", &format!("logs::taken::{test}")]);
    let output = again.env(ALONE, "1").output().expect("it runs again");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

/// Somebody else's logger.
struct Theirs;

impl Log for Theirs {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, _: &Record<'_>) {}

    fn flush(&self) {}
}

fn refused(source: Source) {
    let outcome = Cell::new(&Sim).run(|rt: Runtime| async move {
        let _logs = rt.logs();
    });
    assert_eq!(outcome.verdict(), Verdict::Panic, "{}", outcome.report());
    let (what, by, other) = match source {
        Source::Log => (
            "a logger",
            "`env_logger::init()`, `LogTracer::init()`",
            Source::Tracing,
        ),
        _ => (
            "a global subscriber",
            "`tracing_subscriber::fmt::init()`, `set_global_default`",
            Source::Log,
        ),
    };
    let expected = format!(
        "the test panicked: the log cannot be captured: the crate `{source}` has {what} already that is not the \
         suite's: leave out what sets it in this process ({by}), or capture the other crate alone with \
         `logs_from(Source::{other:?})`"
    );
    assert_eq!(outcome.message(), Some(expected.as_str()));
    assert!(
        outcome
            .report()
            .contains(&format!("panicked at {}:", file!()))
    );
}

/// Captures that crate alone, in a cell.
fn captured(source: Source) {
    let outcome = Cell::new(&Sim).run(move |rt: Runtime| async move {
        let logs = rt.logs_from(source);
        log::info!("Log");
        tracing::info!("Tracing");
        assert_eq!(logs.messages(), [format!("{source:?}")]);
    });
    outcome.unwrap();
}

#[test]
fn a_logger_that_was_there_before_is_refused() {
    alone("a_logger_that_was_there_before_is_refused", || {
        log::set_logger(&Theirs).expect("it is the first");
        log::set_max_level(LevelFilter::Warn);
        refused(Source::Log);
        captured(Source::Tracing);
        assert_eq!(log::max_level(), LevelFilter::Warn, "it is theirs");
    });
}

#[test]
fn a_subscriber_that_was_there_before_is_refused() {
    alone("a_subscriber_that_was_there_before_is_refused", || {
        let theirs = tracing::subscriber::NoSubscriber::new();
        tracing::subscriber::set_global_default(theirs).expect("it is the first");
        refused(Source::Tracing);
        captured(Source::Log);
    });
}

#[test]
fn a_logger_that_comes_after_is_told_so_and_does_no_harm() {
    alone(
        "a_logger_that_comes_after_is_told_so_and_does_no_harm",
        || {
            captured(Source::Log);
            captured(Source::Tracing);
            assert!(log::set_logger(&Theirs).is_err());
            let theirs = tracing::subscriber::NoSubscriber::new();
            assert!(tracing::subscriber::set_global_default(theirs).is_err());
            // A level that others have set holds until a test begins to capture.
            log::set_max_level(LevelFilter::Off);
            captured(Source::Log);
            captured(Source::Tracing);
        },
    );
}

#[test]
fn nothing_is_installed_for_tests_that_do_not_capture() {
    alone("nothing_is_installed_for_tests_that_do_not_capture", || {
        Cell::new(&Sim)
            .run(|_: Runtime| async { log::error!("to nobody") })
            .unwrap();
        assert_eq!(log::max_level(), LevelFilter::Off);
        assert!(!tracing::dispatcher::has_been_set());
        log::set_logger(&Theirs).expect("there is none yet");
    });
}
