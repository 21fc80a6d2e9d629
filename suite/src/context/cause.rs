use std::{error::Error, fmt, sync::Arc};

use crate::tracking::panics::Panic;

/// Any error, as bodies and exits return it: `?` turns each error of a library into one, and so does
/// `"text".into()`.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why what a context manager manages was left.
///
/// Each exit is told the cause as it stands when its turn comes: an exit before it may have swallowed the
/// first one, or failed itself.
///
/// ```
/// use runtime_matrix::context::{BoxError, ExitCause};
///
/// assert_eq!(ExitCause::Returned.to_string(), "it returned");
/// let error: BoxError = "no route".into();
/// assert_eq!(ExitCause::Failed(error.into()).to_string(), "it failed: no route");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExitCause {
    /// The body returned a value, or whatever went wrong has been swallowed.
    Returned,
    /// The body, or an exit before this one, returned an error.
    Failed(Arc<dyn Error + Send + Sync>),
    /// The body, or an exit before this one, panicked.
    Panicked(Arc<Panic>),
    /// The future that owned the body was dropped: its task was cancelled, or another one's end took it along.
    Cancelled,
    /// The future that owned the body was dropped because its time was over: by [`Runtime::timeout`], or by the
    /// test's own time limit.
    ///
    /// [`Runtime::timeout`]: crate::Runtime::timeout
    TimedOut,
}

impl ExitCause {
    /// Returns the cause in one word: `returned`, `failed`, `panicked`, `cancelled` or `timed out`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            ExitCause::Returned => "returned",
            ExitCause::Failed(_) => "failed",
            ExitCause::Panicked(_) => "panicked",
            ExitCause::Cancelled => "cancelled",
            ExitCause::TimedOut => "timed out",
        }
    }

    /// Tells whether nothing has gone wrong, or not any more.
    #[must_use]
    pub fn is_returned(&self) -> bool {
        matches!(self, ExitCause::Returned)
    }

    /// Returns the error, if there is one.
    #[must_use]
    pub fn error(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        match self {
            ExitCause::Failed(error) => Some(&**error),
            _ => None,
        }
    }
}

impl fmt::Display for ExitCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExitCause::Returned => f.write_str("it returned"),
            ExitCause::Failed(error) => write!(f, "it failed: {error}"),
            ExitCause::Panicked(panic) => write!(f, "it panicked: {panic}"),
            ExitCause::Cancelled => f.write_str("it was cancelled"),
            ExitCause::TimedOut => f.write_str("its time was over"),
        }
    }
}
