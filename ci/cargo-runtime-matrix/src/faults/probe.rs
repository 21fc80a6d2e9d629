//! A process that is ended as soon as a test of it has failed.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use runtime_matrix_report::{Record, Verdict};

use crate::{faults::millis, process, process::How, records};

/// How often it is looked whether a test has failed.
const LOOK: Duration = Duration::from_millis(50);

/// How long a fault is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// For a cell.
    cell: Duration,
    /// For a process, which a fault may hold up past its cells.
    process: Duration,
}

/// How a test noticed a fault.
#[derive(Debug)]
pub(super) struct Noticed {
    /// The test that did, as far as is known.
    pub(super) test: Option<String>,
    pub(super) verdict: Verdict,
    pub(super) message: String,
}

impl Limits {
    /// Returns the limits for tests that take that long on `sim`.
    pub(super) fn after(all: Duration) -> Limits {
        let cell = Duration::from_secs(3) + all * 4;
        Limits {
            cell,
            process: cell * 4,
        }
    }

    pub(super) fn hand_to(self, command: &mut Command) {
        command
            .env("RUNTIME_MATRIX_TIMEOUT", millis(self.cell))
            .env("RUST_BACKTRACE", "0")
            .env("RUNTIME_MATRIX_GRACE", "1s")
            .env("RUNTIME_MATRIX_TEARDOWN", "1s");
    }
}

/// Runs tests on a fault; returns what the first one says that notices it.
///
/// # Errors
///
/// Fails if the process cannot be started, and on records that cannot be read.
pub(super) fn run(mut command: Command, folder: &Path, limits: Limits) -> Result<Option<Noticed>> {
    let path = folder.join("output.txt");
    let output =
        File::create(&path).with_context(|| format!("`{}` cannot be made", path.display()))?;
    let errors = output.try_clone().context("a file cannot be shared")?;
    let mut child = command
        .env("RUNTIME_MATRIX_REPORT", folder)
        .env("RUNTIME_MATRIX_LEFT_OUT", "record")
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        .spawn()
        .context("a test binary cannot be started")?;
    let (pid, began) = (child.id(), Instant::now());
    let how = loop {
        let ended = child
            .try_wait()
            .context("a test binary cannot be waited for")?;
        let noticed = failure(&records::read(folder, Some(pid))?);
        if ended.is_some() || noticed.is_some() || began.elapsed() > limits.process {
            if ended.is_none() {
                let _ = child.kill();
                let _ = child.wait();
            }
            if noticed.is_some() {
                return Ok(noticed);
            }
            break ended.map(How::of);
        }
        thread::sleep(LOOK);
    };
    let records = records::read(folder, Some(pid))?;
    let (verdict, message) = match how {
        // Of a process that ended by itself the records are read once more.
        Some(How::Success) => return Ok(failure(&records)),
        Some(how) => {
            let lines = process::last_lines(&fs::read(&path).unwrap_or_default());
            let last = lines.last().map(|line| format!(": {}", line.trim()));
            (
                Verdict::Crash,
                format!("the process {how}{}", last.unwrap_or_default()),
            )
        }
        None => (
            Verdict::Hang,
            format!("the process did not end within {:?}", limits.process),
        ),
    };
    Ok(failure(&records).or(Some(Noticed {
        test: in_flight(&records),
        verdict,
        message,
    })))
}

fn failure(records: &[Record]) -> Option<Noticed> {
    records.iter().find_map(|record| match record {
        Record::End(end) if end.verdict.is_failure() => Some(Noticed {
            test: Some(end.id.test.to_string()),
            verdict: end.verdict,
            message: end.message.clone().unwrap_or_default(),
        }),
        _ => None,
    })
}

/// Returns a test that has begun and not ended.
fn in_flight(records: &[Record]) -> Option<String> {
    let has_ended = |test: &str| {
        records
            .iter()
            .any(|record| matches!(record, Record::End(end) if end.id.test == test))
    };
    records.iter().find_map(|record| match record {
        Record::Start(start) if !has_ended(&start.id.test) => Some(start.id.test.to_string()),
        _ => None,
    })
}
