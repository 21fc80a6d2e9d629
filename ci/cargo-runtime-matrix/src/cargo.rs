use std::{
    env,
    ffi::{OsStr, OsString},
    io,
    path::PathBuf,
    process::Command,
};

use crate::{args::Args, exit::Stop};

/// The cargo that called us, or the one on the path, with the options that each call of it gets.
#[derive(Debug)]
pub(crate) struct Cargo {
    program: OsString,
    manifest_path: Option<PathBuf>,
    options: Vec<&'static str>,
    pub(crate) colors: bool,
}

impl Cargo {
    pub(crate) fn new(args: &Args, colors: bool) -> Cargo {
        let mut options = args.selection.cargo_options();
        options.push(if colors {
            "--color=always"
        } else {
            "--color=never"
        });
        Cargo {
            program: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            manifest_path: args.selection.manifest_path.clone(),
            options,
            colors,
        }
    }

    pub(crate) fn program(&self) -> &OsStr {
        &self.program
    }

    /// Returns a call of that command of cargo's.
    pub(crate) fn command(&self, name: &str) -> Command {
        self.command_below(&[name])
    }

    /// Returns a call of a command below another one, as in `cargo nextest run`.
    pub(crate) fn command_below(&self, names: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(names).args(&self.options);
        if let Some(path) = &self.manifest_path {
            command.arg("--manifest-path").arg(path);
        }
        command
    }

    /// Returns the error for a cargo that cannot be started.
    pub(crate) fn not_started(&self, error: &io::Error) -> anyhow::Error {
        Stop::usage(format!(
            "cargo cannot be started as `{}` ({error}): put it on the PATH, or point CARGO at it",
            self.program.to_string_lossy()
        ))
    }
}
