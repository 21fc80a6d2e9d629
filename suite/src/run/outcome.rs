use std::{borrow::Cow, fmt::Write, process, time::Duration};

use runtime_matrix_report::{End, Leak, Verdict};

use crate::{cells, run::identity::Identity, tracking::failure::Failure};

/// What became of a cell.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Exactly what the cell's end record says.
    record: End,
    report: String,
    /// What the first panic said, if a panic is what went wrong.
    panic: Option<String>,
}

/// What a cell did, whatever came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    pub(crate) duration: Duration,
    pub(crate) tasks: u64,
    pub(crate) polls: u64,
    pub(crate) untracked: Option<u64>,
    pub(crate) leaks: Vec<Leak>,
}

impl Work {
    /// Returns what a cell did, to sum it up under another verdict.
    pub(crate) fn of(outcome: &Outcome) -> Work {
        let record = outcome.record();
        Work {
            duration: record.duration,
            tasks: record.tasks,
            polls: record.polls,
            untracked: record.untracked,
            leaks: record.leaks.clone(),
        }
    }
}

impl Outcome {
    /// Sums up a cell. The first failure decides the verdict; the others may be its consequences.
    pub(crate) fn new(identity: &Identity, work: Work, failures: &[Failure]) -> Outcome {
        let first = failures.first();
        let record = End {
            id: identity.id.clone(),
            runtime: Cow::Borrowed(identity.runtime),
            version: identity.version.map(Cow::Borrowed),
            workers: identity.workers(),
            seed: identity.seed,
            verdict: first.map_or(Verdict::Pass, |failure| failure.verdict),
            message: first.map(|failure| failure.message.clone()),
            place: first.and_then(|failure| failure.place.clone()),
            frame: None,
            duration: work.duration,
            tasks: work.tasks,
            polls: work.polls,
            untracked: work.untracked,
            native_drops: 0,
            leaks: work.leaks,
            threads: None,
            pid: process::id(),
        };
        Outcome {
            record,
            report: report(identity, failures),
            panic: first.and_then(|failure| failure.panic.clone()),
        }
    }

    /// Returns the outcome of a test whose panic was expected.
    pub(crate) fn passed(mut self, identity: &Identity) -> Outcome {
        let passed = Outcome::new(identity, Work::of(&self), &[]);
        self.record = passed.record;
        self.report = passed.report;
        self
    }

    /// Returns what the panic said that the cell failed by.
    pub(crate) fn panic(&self) -> Option<&str> {
        self.panic.as_deref()
    }

    /// Returns the verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.record.verdict
    }

    /// Returns the sentence that says what went wrong first.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.record.message.as_deref()
    }

    /// Returns what the cell's end record says: verdict, place, counts, leaks.
    #[must_use]
    pub fn record(&self) -> &End {
        &self.record
    }

    /// Returns the whole report of a failure, for people; empty for a pass.
    #[must_use]
    pub fn report(&self) -> &str {
        &self.report
    }

    /// Does nothing if the cell passed.
    ///
    /// # Panics
    ///
    /// Panics with the report if it did not.
    #[track_caller]
    pub fn unwrap(self) {
        assert!(self.record.verdict == Verdict::Pass, "{}", self.report);
    }
}

/// Tells a failed cell: which, on what, the first cause, what followed, and how to run it again.
fn report(identity: &Identity, failures: &[Failure]) -> String {
    let Some((first, then)) = failures.split_first() else {
        return String::new();
    };
    let mut text = format!("{identity}: {}\n{}", first.verdict, first.lines("  "));
    for failure in then {
        let _ = write!(text, "  then:\n{}", failure.lines("    "));
    }
    let Identity {
        runtime,
        workers,
        place,
        ..
    } = identity;
    let version = identity
        .version
        .map(|version| format!(" {version}"))
        .unwrap_or_default();
    let plural = if *workers == 1 { "" } else { "s" };
    let seed = if identity.seeded {
        format!(", seed {}", identity.seed)
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        "  runtime: {runtime}{version}, {workers} worker{plural}{seed}"
    );
    let _ = writeln!(text, "  test: {place}");
    if identity.recorded {
        let _ = writeln!(text, "  rerun: {}", rerun(identity));
    }
    text
}

/// Returns the command that runs a cell again.
fn rerun(identity: &Identity) -> String {
    let seed = if identity.seeded {
        format!("RUNTIME_MATRIX_SEED={} ", identity.seed)
    } else {
        String::new()
    };
    let feature = cells::feature_of(identity.runtime);
    let feature = feature
        .map(|feature| format!(" --features runtime-matrix/{feature}"))
        .unwrap_or_default();
    format!(
        "{seed}cargo test -p {}{feature} {identity} -- --exact --include-ignored",
        identity.id.package
    )
}
