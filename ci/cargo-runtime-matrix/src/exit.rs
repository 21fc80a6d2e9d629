use std::{error::Error, fmt, panic, process::ExitCode};

/// What the exit code says. It is part of the interface: see the help text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Every cell that ran passed, or failed as expected, and at least one ran.
    Ok,
    /// The arguments or the packages do not allow a run.
    Usage,
    /// A cell failed.
    Failures,
    /// A cell hung or took its process down.
    Hangs,
    /// There was no cell to run.
    NothingRan,
    /// A cell did not build.
    BuildFailed,
    /// It was interrupted, as by Ctrl-C.
    Interrupted,
    /// The fault is ours, or of the machine: records that are missing, a full disk, a panic.
    Internal,
}

impl Exit {
    /// All of them, the worst first.
    const BY_WEIGHT: [Exit; 8] = [
        Exit::Internal,
        Exit::Usage,
        Exit::Interrupted,
        Exit::BuildFailed,
        Exit::Hangs,
        Exit::Failures,
        Exit::NothingRan,
        Exit::Ok,
    ];

    pub(crate) const fn code(self) -> u8 {
        match self {
            Exit::Ok => 0,
            Exit::Usage => 1,
            Exit::Failures => 2,
            Exit::Hangs => 3,
            Exit::NothingRan => 4,
            Exit::BuildFailed => 5,
            Exit::Internal => 70,
            Exit::Interrupted => 130,
        }
    }

    pub(crate) fn from_code(code: u8) -> Option<Exit> {
        Exit::BY_WEIGHT.into_iter().find(|exit| exit.code() == code)
    }

    /// Returns the worse of two.
    pub(crate) fn worst(self, other: Exit) -> Exit {
        let mut all = Exit::BY_WEIGHT.into_iter();
        all.find(|exit| *exit == self || *exit == other)
            .unwrap_or(self)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// An error that knows its exit code. Any other error is an internal one.
#[derive(Debug)]
pub(crate) struct Stop {
    exit: Exit,
    message: String,
}

impl Stop {
    pub(crate) fn usage(message: impl Into<String>) -> anyhow::Error {
        Stop::with(Exit::Usage, message)
    }

    pub(crate) fn with(exit: Exit, message: impl Into<String>) -> anyhow::Error {
        let message = message.into();
        anyhow::Error::new(Stop { exit, message })
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Stop {}

/// Returns the exit code of an error.
pub(crate) fn of_error(error: &anyhow::Error) -> Exit {
    error
        .downcast_ref::<Stop>()
        .map_or(Exit::Internal, |stop| stop.exit)
}

/// Runs `main`; a panic of it, which the panic hook has told, is a fault of ours.
pub(crate) fn guarded(main: impl FnOnce() -> Exit + panic::UnwindSafe) -> Exit {
    panic::catch_unwind(main).unwrap_or(Exit::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_names_each_code() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../schema/table-v1.json")).expect("it is JSON");
        let named = &schema["properties"]["exit"]["enum"];
        let mut codes = Exit::BY_WEIGHT.map(Exit::code);
        codes.sort_unstable();
        assert_eq!(*named, serde_json::json!(codes));
    }

    #[test]
    fn the_worst_wins() {
        for (index, worse) in Exit::BY_WEIGHT.into_iter().enumerate() {
            for better in &Exit::BY_WEIGHT[index..] {
                assert_eq!(worse.worst(*better), worse);
                assert_eq!(better.worst(worse), worse);
            }
        }
    }

    #[test]
    fn a_panic_of_ours_is_an_internal_fault() {
        assert_eq!(guarded(|| panic!("on purpose")), Exit::Internal);
        assert_eq!(guarded(|| Exit::Failures), Exit::Failures);
    }

    #[test]
    fn an_error_without_a_code_is_an_internal_fault() {
        assert_eq!(of_error(&anyhow::anyhow!("what")), Exit::Internal);
        assert_eq!(of_error(&Stop::usage("what").context("where")), Exit::Usage);
    }
}
