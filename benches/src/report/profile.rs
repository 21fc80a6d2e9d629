//! How the code that is timed was built.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;
use serde_json::Value;

use super::{circumstances::repository, say};

/// One of cargo's profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    Dev,
    Release,
}

/// How the tests of a generated crate are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Build {
    Dev,
    /// As `dev`, and what the tests depend on with `opt-level = 1`.
    #[value(name = "dev-deps")]
    Dependencies,
    Release,
}

impl Build {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Build::Dev => "dev",
            Build::Dependencies => "dev, dependencies with opt-level 1",
            Build::Release => "release",
        }
    }

    /// What cargo is told.
    pub(crate) fn args(self) -> &'static [&'static str] {
        match self {
            Build::Dev => &[],
            Build::Dependencies => &["--config", "profile.dev.package.\"*\".opt-level=1"],
            Build::Release => &["--release"],
        }
    }
}

impl Profile {
    /// That of this program.
    pub(crate) fn own() -> Profile {
        if cfg!(debug_assertions) {
            Profile::Dev
        } else {
            Profile::Release
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
        }
    }

    /// Returns this program as it is in that profile: itself, or what cargo builds.
    ///
    /// # Errors
    ///
    /// Fails if cargo does not build it, and in debug for figures of release: they come from a release.
    pub(crate) fn program(self) -> Result<PathBuf> {
        if self == Profile::own() {
            return env::current_exe().context("this program does not know where it is");
        }
        if self == Profile::Release {
            bail!(
                "this is a debug build, whose figures say nothing of release: start it with \
                 `cargo run --release`, or ask for figures of debug with `--profiles dev`"
            );
        }
        say("cargo builds the workloads in debug");
        build(self)
    }
}

/// Returns the features of this package that this program was built with.
pub(crate) fn features() -> Vec<&'static str> {
    let all = [
        ("async-std", cfg!(feature = "async-std")),
        ("futures", cfg!(feature = "futures")),
        ("peers", cfg!(feature = "peers")),
        ("report", cfg!(feature = "report")),
        ("smol", cfg!(feature = "smol")),
        ("tokio", cfg!(feature = "tokio")),
    ];
    let on = all.into_iter().filter(|feature| feature.1);
    on.map(|feature| feature.0).collect()
}

fn build(profile: Profile) -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(repository())
        .args(["build", "--quiet", "--message-format=json", "--bins"])
        .args(["-p", env!("CARGO_PKG_NAME"), "--profile", profile.name()])
        .args(["--features", &features().join(",")])
        .output()
        .context("cargo cannot be started")?;
    ensure!(
        output.status.success(),
        "cargo does not build the workloads in the profile {}:\n{}",
        profile.name(),
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let mut executables = text.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_ours = message["target"]["name"] == env!("CARGO_BIN_NAME");
        let executable = message["executable"].as_str()?;
        is_ours.then(|| PathBuf::from(executable))
    });
    executables
        .next_back()
        .context("cargo names no program that it has built: run `cargo clean` and try again")
}
