//! The fixture crate with one test of each verdict, run as users run theirs: what it prints, what it records.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use runtime_matrix::factories;
use runtime_matrix_report::{End, Folder, Record, read_dir};
use tempfile::TempDir;

use crate::on;

/// Builds the fixture crate once, with the features of this build, and returns its test binary.
pub(crate) fn fixture() -> &'static Path {
    static FIXTURE: OnceLock<PathBuf> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "test",
            "--quiet",
            "--no-run",
            "--message-format=json",
            "-p",
            "runtime-matrix-verdicts",
        ]);
        cargo.args(["--test", "verdicts"]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        cargo.args(["--features", &on::features()]);
        let output = cargo
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let messages = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
        let executable = messages.lines().find_map(|line| {
            let message: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(message.get("executable")?.as_str()?.to_owned())
        });
        executable.expect("cargo names the test binary").into()
    })
}

/// One run of the fixture.
pub(crate) struct Run {
    pub(crate) output: Output,
    pub(crate) pid: u32,
    /// Standard output, then standard error.
    pub(crate) text: String,
    pub(crate) records: Folder,
}

/// Runs some of the fixture's tests one after the other, with short limits and records.
pub(crate) fn run(args: &[&str], vars: &[(&str, &str)]) -> Run {
    run_on(1, args, vars)
}

/// Runs some of the fixture's tests on that many threads of libtest's.
pub(crate) fn run_on(threads: u32, args: &[&str], vars: &[(&str, &str)]) -> Run {
    let folder = TempDir::new().expect("a temporary folder");
    let mut command = Command::new(fixture());
    command
        .args(["--exact", &format!("--test-threads={threads}")])
        .args(args);
    command
        .env_remove("RUST_BACKTRACE")
        .env("RUNTIME_MATRIX_REPORT", folder.path());
    command
        .env("RUNTIME_MATRIX_GRACE", "200ms")
        .env("RUNTIME_MATRIX_TEARDOWN", "400ms");
    // As many as the others have, whatever the machine has.
    command.env("ASYNC_STD_THREAD_COUNT", "2");
    command.envs(vars.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let process = command.spawn().expect("the fixture runs");
    let pid = process.id();
    let output = process.wait_with_output().expect("the fixture ends");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let records = read_dir(folder.path()).expect("the folder of the records is there");
    Run {
        output,
        pid,
        text,
        records,
    }
}

impl Run {
    pub(crate) fn ends(&self) -> Vec<&End> {
        fn end(record: &Record) -> Option<&End> {
            match record {
                Record::End(end) => Some(end),
                _ => None,
            }
        }
        self.records.records.iter().filter_map(end).collect()
    }

    /// Returns the one end record of a run of one test.
    #[track_caller]
    pub(crate) fn end(&self) -> &End {
        let ends = self.ends();
        assert_eq!(ends.len(), 1, "{}", self.text);
        ends[0]
    }
}

/// The cells that are on.
pub(crate) fn cells() -> impl Iterator<Item = &'static str> {
    factories().iter().map(|factory| factory.id())
}
