//! Our logger and our subscriber: one each for the whole process, made when a test first captures.

#[cfg(feature = "log")]
use crate::logs::logger;
use crate::logs::source::Source;
#[cfg(feature = "tracing")]
use crate::logs::subscriber;

/// Sees to it that what is logged with that crate comes to us; fails if somebody else has it.
pub(super) fn installed(source: Source) -> Result<(), String> {
    match source {
        Source::Log => of_log(),
        Source::Tracing => of_tracing(),
    }
}

#[cfg(feature = "log")]
fn of_log() -> Result<(), String> {
    if logger::install() {
        return Ok(());
    }
    Err(taken(
        Source::Log,
        "a logger",
        "`env_logger::init()`, `LogTracer::init()`",
        Source::Tracing,
    ))
}

#[cfg(not(feature = "log"))]
fn of_log() -> Result<(), String> {
    Err(switched_off(Source::Log))
}

#[cfg(feature = "tracing")]
fn of_tracing() -> Result<(), String> {
    if subscriber::install() {
        return Ok(());
    }
    Err(taken(
        Source::Tracing,
        "a global subscriber",
        "`tracing_subscriber::fmt::init()`, `set_global_default`",
        Source::Log,
    ))
}

#[cfg(not(feature = "tracing"))]
fn of_tracing() -> Result<(), String> {
    Err(switched_off(Source::Tracing))
}

fn taken(source: Source, what: &str, by: &str, other: Source) -> String {
    format!(
        "the log cannot be captured: the crate `{source}` has {what} already that is not the suite's: leave out what \
         sets it in this process ({by}), or capture the other crate alone with `logs_from(Source::{other:?})`"
    )
}

#[cfg(any(not(feature = "log"), not(feature = "tracing")))]
fn switched_off(source: Source) -> String {
    format!(
        "the log cannot be captured: for the crate `{source}` turn on the feature `{source}` of `runtime-matrix`"
    )
}
