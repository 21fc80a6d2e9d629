//! A process that runs tests of one binary on one runtime.

use std::{
    collections::HashMap,
    ffi::OsStr,
    fmt,
    fs::{self, File},
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use runtime_matrix_report::{End, Record, Runtime, Start};
use tempfile::TempDir;

use crate::{engine::Engine, interrupt, listing::Listing, oversight::Oversight, records, signal};

/// What a process left behind.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) how: How,
    /// By the path of the test, as records have it.
    pub(crate) starts: HashMap<String, Start>,
    pub(crate) ends: HashMap<String, End>,
    pub(crate) runtime: Option<Arc<Runtime>>,
    /// The last lines that it wrote.
    pub(crate) output: Vec<String>,
    /// What its threads did when it was ended from outside.
    pub(crate) threads: Option<String>,
    /// Whether it was stopped, and went on when it was told to.
    pub(crate) was_resumed: bool,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Success,
    /// As libtest does when a test has failed.
    TestsFailed,
    /// With another exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// By us, as it gave no sign of life for so long.
    Stuck(Duration),
    /// By us or not at all, as we were asked to end.
    Interrupted,
    /// As nextest does when a test has failed, whose process ended in whatever way.
    EngineFailed,
}

impl How {
    pub(crate) fn of(status: ExitStatus) -> How {
        match status.code() {
            Some(0) => How::Success,
            Some(101) => How::TestsFailed,
            Some(code) => How::Code(code),
            None => How::Signal(signal(status)),
        }
    }

    /// Tells whether the process ended itself, and was not ended from outside.
    pub(crate) fn is_its_own(self) -> bool {
        // SIGHUP, SIGINT, SIGKILL and SIGTERM.
        !matches!(self, How::Signal(1 | 2 | 9 | 15))
    }

    /// Tells whether libtest got to its end.
    pub(crate) fn is_orderly(self) -> bool {
        matches!(self, How::Success | How::TestsFailed)
    }
}

/// Prints what became of the process, after `the process`.
impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            How::Success => f.write_str("ended well"),
            How::TestsFailed => f.write_str("ended with exit code 101"),
            How::Code(code) => write!(f, "ended with exit code {code}"),
            How::Signal(signal) => {
                let name = match signal {
                    4 => " (SIGILL)",
                    6 => " (SIGABRT)",
                    8 => " (SIGFPE)",
                    9 => " (SIGKILL)",
                    11 => " (SIGSEGV)",
                    15 => " (SIGTERM)",
                    _ => "",
                };
                write!(f, "was killed by signal {signal}{name}")
            }
            How::Stuck(patience) => write!(
                f,
                "gave no sign of life for {patience:?}, not even of its watchdog, and was ended from outside"
            ),
            How::Interrupted => f.write_str("was interrupted"),
            How::EngineFailed => f.write_str("ended, and nextest says that a test has failed"),
        }
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.signal().unwrap_or_default()
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> i32 {
    0
}

/// Runs the command to its end, under that oversight. Its records and its output stay in `folder`.
///
/// # Errors
///
/// Fails if the process cannot be started, and on records that cannot be read.
pub(crate) fn run(
    mut command: Command,
    folder: &Path,
    engine: Engine,
    oversight: Oversight<'_>,
) -> Result<Ended> {
    let path = folder.join("output.txt");
    let output =
        File::create(&path).with_context(|| format!("`{}` cannot be made", path.display()))?;
    let errors = output.try_clone().context("a file cannot be shared")?;
    command
        .env("RUNTIME_MATRIX_REPORT", folder)
        .env("RUNTIME_MATRIX_LEFT_OUT", "record")
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors);
    if interrupt::is_heeded() {
        signal::put_apart(&mut command);
    }
    let child = command.spawn().with_context(|| not_started(&command))?;
    let pid = child.id();
    let waited = oversight.wait(child, folder)?;
    let mut ended = Ended {
        how: engine.told(waited.how),
        output: last_lines(&fs::read(&path).unwrap_or_default()),
        threads: waited.threads,
        was_resumed: waited.was_resumed,
        ..Ended::interrupted()
    };
    for record in records::read(folder, engine.writer(pid))? {
        ended.add(record);
    }
    Ok(ended)
}

/// Returns the tests of a binary; `None` if it is not one of libtest's, or does not answer for so long.
///
/// # Errors
///
/// Fails if the process cannot be started.
pub(crate) fn list(mut command: Command, patience: Option<Duration>) -> Result<Option<Listing>> {
    let folder = TempDir::with_prefix("runtime-matrix-")
        .context("no temporary folder for a list of tests: set TMPDIR")?;
    let path = folder.path().join("output.txt");
    let output =
        File::create(&path).with_context(|| format!("`{}` cannot be made", path.display()))?;
    command
        .args(["--list", "--format", "terse"])
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(Stdio::null());
    if interrupt::is_heeded() {
        signal::put_apart(&mut command);
    }
    let child = command.spawn().with_context(|| not_started(&command))?;
    let oversight = Oversight {
        patience,
        ..Oversight::NONE
    };
    let waited = oversight.wait(child, folder.path())?;
    let text = fs::read_to_string(&path).ok();
    Ok(text
        .filter(|_| waited.how == How::Success)
        .map(|text| Listing::parse(&text)))
}

fn not_started(command: &Command) -> String {
    let program: &OsStr = command.get_program();
    format!("`{}` cannot be started", program.to_string_lossy())
}

impl Ended {
    /// Returns what is left of a process that was not even started.
    pub(crate) fn interrupted() -> Ended {
        Ended {
            how: How::Interrupted,
            starts: HashMap::new(),
            ends: HashMap::new(),
            runtime: None,
            output: Vec::new(),
            threads: None,
            was_resumed: false,
        }
    }

    /// Returns the start of a test, by the path that libtest lists.
    pub(crate) fn start(&self, test: &str) -> Option<&Start> {
        self.starts.get(&recorded(test))
    }

    /// Returns the end of a test, by the path that libtest lists.
    pub(crate) fn end(&self, test: &str) -> Option<&End> {
        self.ends.get(&recorded(test))
    }

    /// Tells how it ended, and what its threads did then, as far as that is known.
    pub(crate) fn told(&self) -> String {
        match &self.threads {
            Some(threads) => format!("{}; of its threads {threads}", self.how),
            None => self.how.to_string(),
        }
    }

    fn add(&mut self, record: Record) {
        match record {
            Record::Runtime(runtime) => self.runtime = Some(Arc::new(runtime)),
            Record::Start(start) => {
                self.starts.insert(start.id.test.to_string(), start);
            }
            Record::End(end) => {
                self.ends.insert(end.id.test.to_string(), end);
            }
            _ => {}
        }
    }
}

/// Returns the path of a test as records have it, where names are never raw.
fn recorded(test: &str) -> String {
    test.replace("r#", "")
}

/// Returns the last lines of an output that say something: neither libtest's own nor a backtrace's.
pub(crate) fn last_lines(output: &[u8]) -> Vec<String> {
    const LINES: usize = 10;
    const NOISE: [&str; 5] = ["running ", "test result: ", "failures:", "note: ", "test "];
    let text = String::from_utf8_lossy(output);
    let mut lines: Vec<String> = Vec::new();
    let mut in_backtrace = false;
    for line in text.lines() {
        let start = line.trim_start();
        in_backtrace |= start == "stack backtrace:";
        // The list of failures holds nothing but names.
        let is_name = start.contains("::") && !start.contains(' ');
        let is_noise = is_name || NOISE.iter().any(|noise| start.starts_with(noise));
        if !in_backtrace && !start.is_empty() && !is_noise {
            lines.push(line.to_owned());
        }
        in_backtrace &= !start.starts_with("note: ");
    }
    lines.split_off(lines.len().saturating_sub(LINES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_those_of_the_test() {
        let output = b"\nrunning 1 test\nconnecting\nthread panicked: no\n\nfailures:\n    ping::sim\n\ntest result: FAILED\n";
        assert_eq!(last_lines(output), ["connecting", "thread panicked: no"]);
        let backtrace =
            b"why\nstack backtrace:\n   0: main\nnote: Some details are omitted\nand then\n";
        assert_eq!(last_lines(backtrace), ["why", "and then"]);
        let many = "line\n".repeat(100);
        assert_eq!(last_lines(many.as_bytes()).len(), 10);
    }

    #[test]
    fn a_signal_is_named() {
        assert_eq!(
            How::Signal(9).to_string(),
            "was killed by signal 9 (SIGKILL)"
        );
        assert_eq!(How::Code(3).to_string(), "ended with exit code 3");
    }
}
