//! What runs the tests of a process: the test binary itself, or nextest.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::{
    args::Args,
    builds::Variant,
    cargo::Cargo,
    compile::{Binary, feature_options, profile_options},
    exit::Stop,
    package::Subject,
    process::How,
};

/// The exit code by which nextest says that a test has failed.
const TESTS_FAILED: i32 = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The binary's own harness runs them, together in one process.
    Libtest,
    /// `cargo nextest run` runs each in a process of its own.
    Nextest,
}

impl Engine {
    /// Returns the one that the user has chosen.
    ///
    /// # Errors
    ///
    /// Fails if nextest is to be used and is not installed.
    pub(crate) fn chosen(args: &Args, cargo: &Cargo) -> Result<Engine> {
        if !args.effort.nextest {
            return Ok(Engine::Libtest);
        }
        let version = Command::new(cargo.program())
            .args(["nextest", "--version"])
            .stdin(Stdio::null())
            .output()
            .map_err(|error| cargo.not_started(&error))?;
        if version.status.success() {
            Ok(Engine::Nextest)
        } else {
            Err(Stop::usage(
                "cargo-nextest is not installed: install it with `cargo install --locked cargo-nextest`, or leave \
                 --nextest off",
            ))
        }
    }

    /// Returns what the end of the process means, which is told by its exit code.
    pub(crate) fn told(self, how: How) -> How {
        match (self, how) {
            (Engine::Nextest, How::Code(TESTS_FAILED)) => How::EngineFailed,
            _ => how,
        }
    }

    /// Returns the one process whose records count, if it is one: that of `pid`.
    pub(crate) fn writer(self, pid: u32) -> Option<u32> {
        match self {
            Engine::Libtest => Some(pid),
            Engine::Nextest => None,
        }
    }
}

/// Returns the call by which nextest runs some tests of a binary.
///
/// It builds what has been built, and finds that nothing is left to do.
pub(crate) fn nextest(
    args: &Args,
    cargo: &Cargo,
    subject: &Subject,
    variant: &Variant,
    binary: &Binary,
) -> Command {
    let mut command = cargo.command_below(&["nextest", "run"]);
    command
        .args(["--package", &subject.package.id.repr])
        .args(&binary.selector)
        .args(profile_options(args))
        .args(feature_options(args, variant.own()));
    let features = subject.all_features(variant.own(), variant.features());
    if !features.is_empty() {
        command.arg("--features").arg(features.join(","));
    }
    command
        // Each cell counts, and each once: what fails is red, whatever the user's profile tries again.
        .args(["--no-fail-fast", "--run-ignored=all", "--retries=0"])
        .args(&args.binary_args)
        .args(["--", "--exact"]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nextests_own_code_says_that_a_test_has_failed() {
        assert_eq!(Engine::Nextest.told(How::Code(100)), How::EngineFailed);
        assert_eq!(Engine::Nextest.told(How::Code(4)), How::Code(4));
        assert_eq!(Engine::Libtest.told(How::Code(100)), How::Code(100));
    }
}
