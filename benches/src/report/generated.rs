//! Crates that are written for a measurement, and built on the versions that the repository is on.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;

use super::{circumstances::repository, interrupt, profile::Build, runner::without_settings};

/// A folder for generated crates, which share what is built.
#[derive(Debug)]
pub(crate) struct Workshop {
    folder: PathBuf,
    /// Removes the folder at the end, unless it is to be kept.
    _folder: Option<TempDir>,
}

/// A generated crate.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    folder: PathBuf,
    target: PathBuf,
}

impl Workshop {
    pub(crate) fn new(is_kept: bool) -> Result<Workshop> {
        let folder = TempDir::new().context("no folder can be made for the generated crates")?;
        Ok(if is_kept {
            let folder = folder.keep();
            super::say(&format!("the crates are in {}", folder.display()));
            Workshop {
                folder,
                _folder: None,
            }
        } else {
            Workshop {
                folder: folder.path().to_owned(),
                _folder: Some(folder),
            }
        })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a crate of those files.
    pub(crate) fn write(
        &self,
        name: &str,
        dependencies: &str,
        files: &[(String, String)],
    ) -> Result<Generated> {
        let folder = self.folder.join(name);
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dev-dependencies]\n{dependencies}\n[workspace]\n"
        );
        let write = || -> std::io::Result<()> {
            for (path, text) in files {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap_or(&folder))?;
                fs::write(path, text)?;
            }
            fs::write(folder.join("Cargo.toml"), manifest)?;
            fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock"))?;
            Ok(())
        };
        write().with_context(|| format!("the crate `{name}` cannot be written"))?;
        Ok(Generated {
            folder,
            target: self.folder.join("target"),
        })
    }
}

impl Generated {
    /// Returns the command that builds the tests, whatever the caller's environment has set.
    pub(crate) fn command(&self, build: Build) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(&self.folder)
            .args(["test", "--no-run", "--message-format=json"])
            .env("CARGO_TARGET_DIR", &self.target)
            // A touch alone would rebuild nothing otherwise.
            .env("CARGO_INCREMENTAL", "0");
        command.args(build.args());
        for name in [
            "RUSTFLAGS",
            "CARGO_BUILD_TARGET",
            "CARGO_BUILD_RUSTC_WRAPPER",
        ] {
            command.env_remove(name);
        }
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_PROFILE_") {
                command.env_remove(name);
            }
        }
        without_settings(&mut command);
        command
    }

    /// Builds the tests, and returns the binaries by the names of their targets.
    pub(crate) fn build(&self, mut command: Command) -> Result<BTreeMap<String, PathBuf>> {
        let output = command.output().context("cargo cannot be started")?;
        if interrupt::is_asked() {
            bail!("interrupted before anything was measured: there is nothing to tell");
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let messages: Vec<Value> = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        if !output.status.success() {
            let errors = messages
                .iter()
                .filter_map(|message| message["message"]["rendered"].as_str());
            let errors: Vec<&str> = errors.take(5).collect();
            bail!(
                "the generated crate `{}` does not build:\n{}{}",
                self.folder.display(),
                errors.concat(),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let binaries = messages.iter().filter_map(|message| {
            let executable = message["executable"].as_str()?;
            let name = message["target"]["name"].as_str()?;
            Some((name.to_owned(), PathBuf::from(executable)))
        });
        Ok(binaries.collect())
    }

    /// Has cargo build the test of that name anew.
    pub(crate) fn touch(&self, file: &str) -> Result<()> {
        let path = self.folder.join(file);
        let text = fs::read(&path)?;
        fs::write(&path, text).with_context(|| format!("`{}` cannot be touched", path.display()))
    }
}

/// Fails unless the binary lists that many tests.
pub(crate) fn count_tests(binary: &Path, wanted: u64) -> Result<()> {
    let mut command = Command::new(binary);
    without_settings(&mut command);
    let output = command.arg("--list").output();
    let output = output.with_context(|| format!("`{}` cannot be started", binary.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let count = text.lines().filter(|line| line.ends_with(": test")).count() as u64;
    ensure!(
        count == wanted,
        "`{}` lists {count} tests instead of {wanted}",
        binary.display()
    );
    Ok(())
}
