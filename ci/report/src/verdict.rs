use std::fmt;

/// What became of a cell.
///
/// ```
/// # use runtime_matrix_report::Verdict;
/// assert_eq!(Verdict::BuildFailed.to_string(), "build-failed");
/// assert!(Verdict::Xpass.is_failure(), "a known gap that closed wants its mark removed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verdict {
    /// The body ended well and left nothing behind.
    Pass,
    /// The body returned an error, or a rule that the suite checks did not hold.
    Fail,
    /// The body or one of its tasks panicked, which is what a failed assertion does.
    Panic,
    /// The body was still making progress when its time limit passed, and was cancelled.
    Timeout,
    /// Nothing was runnable and no timer was set, and no wake came within the grace period.
    Stalled,
    /// Nothing was runnable and nothing was left that could ever wake a task: a proof.
    Deadlock,
    /// A poll did not return, so the watchdog had to end the process.
    Hang,
    /// The process died while the cell ran; only the subcommand can say so.
    Crash,
    /// The cell was in flight when its process was ended because of another one.
    Interrupted,
    /// The body ended well but tasks of it were still running.
    Leak,
    /// The runtime lacks a power that the test requires.
    Unsupported,
    /// The cell was left out on purpose, with a reason.
    Skipped,
    /// The cell failed as it was expected to.
    Xfail,
    /// The cell passed although it was expected to fail.
    Xpass,
    /// The cell failed first and passed when it was run again: a failure, of which it is known that it comes and goes.
    Flaky,
    /// The test binary of the cell did not compile.
    BuildFailed,
}

impl Verdict {
    /// All verdicts, in the order in which they are listed everywhere.
    pub const ALL: [Verdict; 16] = [
        Verdict::Pass,
        Verdict::Fail,
        Verdict::Panic,
        Verdict::Timeout,
        Verdict::Stalled,
        Verdict::Deadlock,
        Verdict::Hang,
        Verdict::Crash,
        Verdict::Interrupted,
        Verdict::Leak,
        Verdict::Unsupported,
        Verdict::Skipped,
        Verdict::Xfail,
        Verdict::Xpass,
        Verdict::Flaky,
        Verdict::BuildFailed,
    ];

    /// Returns the name that records and reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Panic => "panic",
            Verdict::Timeout => "timeout",
            Verdict::Stalled => "stalled",
            Verdict::Deadlock => "deadlock",
            Verdict::Hang => "hang",
            Verdict::Crash => "crash",
            Verdict::Interrupted => "interrupted",
            Verdict::Leak => "leak",
            Verdict::Unsupported => "unsupported",
            Verdict::Skipped => "skipped",
            Verdict::Xfail => "xfail",
            Verdict::Xpass => "xpass",
            Verdict::Flaky => "flaky",
            Verdict::BuildFailed => "build-failed",
        }
    }

    /// Returns the verdict of that name.
    ///
    /// ```
    /// # use runtime_matrix_report::Verdict;
    /// assert_eq!(Verdict::from_name("hang"), Some(Verdict::Hang));
    /// assert_eq!(Verdict::from_name("Hang"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Verdict> {
        Verdict::ALL
            .into_iter()
            .find(|verdict| verdict.name() == name)
    }

    /// Tells whether a run with this verdict in it has failed.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        match self {
            Verdict::Pass | Verdict::Unsupported | Verdict::Skipped | Verdict::Xfail => false,
            Verdict::Fail
            | Verdict::Panic
            | Verdict::Timeout
            | Verdict::Stalled
            | Verdict::Deadlock
            | Verdict::Hang
            | Verdict::Crash
            | Verdict::Interrupted
            | Verdict::Leak
            | Verdict::Xpass
            | Verdict::Flaky
            | Verdict::BuildFailed => true,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
