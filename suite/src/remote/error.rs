use std::{error::Error, fmt, time::Duration};

use runtime_matrix_report::Leak;

use crate::{run::outcome::Outcome, tracking::panics::Panic};

/// The reason why a call into a runtime has no output, or why a [`RemoteRuntime`](crate::RemoteRuntime) was
/// not stopped as it should be.
#[non_exhaustive]
pub enum RemoteError {
    /// The runtime has been stopped, or its test has ended: before the call, or while it waited. The text says
    /// which runtime, and why if it did not end well.
    Shutdown(String),
    /// The call was cancelled by its handle.
    Cancelled,
    /// The future panicked. The payload is whole.
    Panicked(Panic),
    /// Nothing was started, since the thread would block what it has to poll. The text names the way out.
    Refused(String),
    /// The runtime did not start. The text says why.
    NotStarted(String),
    /// The runtime has not ended within the limit of its stop.
    #[non_exhaustive]
    Left {
        /// What the runtime is called.
        runtime: String,
        /// The limit, in real time.
        limit: Duration,
        /// What of the suite's has not ended; if nothing, the runtime itself has not.
        tasks: Vec<Leak>,
    },
    /// The runtime was stopped, but something had gone wrong: a task panicked that nobody joins, say. The
    /// outcome tells it.
    Failed(Box<Outcome>),
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemoteError::Cancelled => f.write_str("the call was cancelled"),
            RemoteError::Panicked(panic) => write!(f, "{} panicked: {panic}", panic.origin()),
            RemoteError::Shutdown(text)
            | RemoteError::Refused(text)
            | RemoteError::NotStarted(text) => f.write_str(text),
            RemoteError::Left {
                runtime,
                limit,
                tasks,
            } => write_left(f, runtime, *limit, tasks),
            RemoteError::Failed(outcome) => f.write_str(outcome.report().trim_end()),
        }
    }
}

fn write_left(
    f: &mut fmt::Formatter<'_>,
    runtime: &str,
    limit: Duration,
    tasks: &[Leak],
) -> fmt::Result {
    write!(f, "{runtime} has not ended {limit:?} after it was stopped")?;
    for (index, Leak { task, place }) in tasks.iter().enumerate() {
        let comma = if index == 0 { ": " } else { ", " };
        write!(f, "{comma}{task}, spawned at {place}")?;
    }
    if tasks.is_empty() {
        return f.write_str(
            ": all tasks have, but the runtime's own shutdown or what was started past the suite has not",
        );
    }
    f.write_str("; let them end before the stop, or allow it more time")
}

/// For `unwrap`, by which most of these errors are met: the sentences.
impl fmt::Debug for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for RemoteError {}
