use std::fmt;

/// How severe a record is. The more severe, the greater: `Level::Warn..` are warnings and errors.
///
/// In the crates `log` and `tracing` it is the other way round.
///
/// ```
/// use runtime_matrix::logs::Level;
///
/// assert!(Level::Error > Level::Warn);
/// assert!((Level::Warn..).contains(&Level::Error));
/// assert_eq!(Level::Info.to_string(), "INFO");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What is only of use to whoever follows each step.
    Trace,
    /// What is of use to whoever looks for a bug.
    Debug,
    /// What is good to know.
    Info,
    /// What may be wrong.
    Warn,
    /// What is wrong.
    Error,
}

impl Level {
    pub(crate) const ALL: [Level; 5] = [
        Level::Trace,
        Level::Debug,
        Level::Info,
        Level::Warn,
        Level::Error,
    ];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Trace => "TRACE",
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        })
    }
}
