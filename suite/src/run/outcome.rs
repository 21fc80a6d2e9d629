use std::{
    borrow::Cow,
    fmt::Write,
    sync::{Arc, OnceLock},
    time::Duration,
};

use runtime_matrix_report::{End, Leak, LongPoll, Verdict};

use crate::{
    cells,
    run::{identity::Identity, process_log},
    tracking::{failure::Failure, history::History},
};

/// What became of a cell.
#[derive(Clone, Debug)]
pub struct Outcome {
    identity: Arc<Identity>,
    work: Work,
    /// In the order in which things went wrong. The first decides the verdict; the others may be its
    /// consequences.
    failures: Vec<Failure>,
    /// What the first panic said, if a panic is what went wrong.
    panic: Option<String>,
    /// Made when it is asked for: the frame of a panic costs milliseconds.
    told: OnceLock<Box<Told>>,
}

/// A cell as it is told of.
#[derive(Clone, Debug)]
struct Told {
    /// Exactly what the cell's end record says.
    record: End,
    report: String,
}

/// What a cell did, whatever came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    pub(crate) duration: Duration,
    pub(crate) tasks: u64,
    pub(crate) polls: u64,
    pub(crate) untracked: Option<u64>,
    pub(crate) leaks: Vec<Leak>,
    pub(crate) native_drops: u64,
    pub(crate) threads: Option<Vec<String>>,
    /// What helps to understand a failure.
    pub(crate) evidence: Vec<String>,
    /// `None` where polls were not timed.
    pub(crate) long_polls: Option<Vec<LongPoll>>,
    /// What could not be told of that which is forbidden.
    pub(crate) undecided: Vec<String>,
    /// `None` where it was not kept.
    pub(crate) history: Option<History>,
}

impl Outcome {
    /// Sums up a cell.
    pub(crate) fn new(identity: Arc<Identity>, work: Work, failures: Vec<Failure>) -> Outcome {
        Outcome {
            identity,
            work,
            panic: failures.first().and_then(|failure| failure.panic.clone()),
            failures,
            told: OnceLock::new(),
        }
    }

    /// Returns the outcome of a test whose panic was expected.
    pub(crate) fn passed(self) -> Outcome {
        Outcome {
            failures: Vec::new(),
            told: OnceLock::new(),
            ..self
        }
    }

    /// Returns the outcome of a test that was expected to end otherwise, and fails for it.
    pub(crate) fn failed(self, message: String) -> Outcome {
        let mut failure = Failure::new(Verdict::Fail, message);
        if let Some(first) = self.failures.first() {
            failure.place = first.place.clone();
            failure.panic = first.panic.clone();
            failure.trace = first.trace.clone();
        }
        Outcome {
            failures: vec![failure],
            told: OnceLock::new(),
            ..self
        }
    }

    /// Returns the outcome in the name of that cell.
    pub(crate) fn of(self, identity: Identity) -> Outcome {
        Outcome {
            identity: Arc::new(identity),
            told: OnceLock::new(),
            ..self
        }
    }

    /// Returns the outcome with what is known of the reason before what went wrong first, and hints after that.
    pub(crate) fn because(mut self, reason: &str, hints: &[String]) -> Outcome {
        if let Some(first) = self.failures.first_mut() {
            first.message = format!("{reason}: {}", first.message);
            first.details.extend_from_slice(hints);
        }
        Outcome {
            told: OnceLock::new(),
            ..self
        }
    }

    /// Returns what the panic said that the cell failed by.
    pub(crate) fn panic(&self) -> Option<&str> {
        self.panic.as_deref()
    }

    /// Returns the verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.failures
            .first()
            .map_or(Verdict::Pass, |failure| failure.verdict)
    }

    /// Returns the sentence that says what went wrong first.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.failures
            .first()
            .map(|failure| failure.message.as_str())
    }

    /// Returns what the cell's end record says: verdict, place, counts, leaks.
    #[must_use]
    pub fn record(&self) -> &End {
        &self.told().record
    }

    /// Returns the whole report of a failure, for people; empty for a pass.
    #[must_use]
    pub fn report(&self) -> &str {
        if self.failures.is_empty() {
            return "";
        }
        &self.told().report
    }

    /// Returns what took too long for a single poll, in the order in which it was spawned; nothing where no
    /// [limit](crate::Cell::poll_limit) was set.
    #[must_use]
    pub fn long_polls(&self) -> &[LongPoll] {
        self.work.long_polls.as_deref().unwrap_or_default()
    }

    /// Returns what could not be told of that which the cell [forbids](crate::Cell::forbid_ambient), a sentence for
    /// each; nothing where all was decided, or nothing is forbidden.
    #[must_use]
    pub fn undecided(&self) -> &[String] {
        &self.work.undecided
    }

    /// Returns what happened step by step; `None` where the cell was not told to [keep](crate::Cell::history) it.
    #[must_use]
    pub fn history(&self) -> Option<&History> {
        self.work.history.as_ref()
    }

    /// Does nothing if the cell passed.
    ///
    /// # Panics
    ///
    /// Panics with the report if it did not.
    #[track_caller]
    pub fn unwrap(self) {
        assert!(self.verdict() == Verdict::Pass, "{}", self.report());
    }

    /// Returns the stack of the panic that the cell failed by.
    #[cfg(test)]
    pub(crate) fn trace(&self) -> Option<Arc<crate::tracking::trace::Trace>> {
        self.failures.first()?.trace.clone()
    }

    fn told(&self) -> &Told {
        self.told.get_or_init(|| {
            Box::new(Told {
                record: self.end(),
                report: self.tell(),
            })
        })
    }

    /// Tells a failed cell: which, on what, the first cause, what followed, and how to run it again.
    fn tell(&self) -> String {
        let Outcome { identity, work, .. } = self;
        let Some((first, then)) = self.failures.split_first() else {
            return String::new();
        };
        let file = identity.place.file;
        let lines = first.lines("  ", file);
        let mut text = format!("{identity}: {}\n{lines}", first.verdict);
        for failure in then {
            let lines = failure.lines("    ", file);
            let _ = write!(text, "  then:\n{lines}");
        }
        for line in work.evidence.iter().flat_map(|evidence| evidence.lines()) {
            let _ = writeln!(text, "  {line}");
        }
        if let Some(history) = &work.history {
            let history = history.to_string().replace('\n', "\n  ");
            let _ = writeln!(text, "  {history}");
        }
        let _ = writeln!(text, "  runtime: {}", runtime(identity));
        let hidden = work.threads.as_ref().filter(|names| !names.is_empty());
        if let Some(names) = hidden {
            let _ = writeln!(text, "  hidden threads: {}", names.join(", "));
        }
        for poll in self.long_polls() {
            let _ = writeln!(text, "  long poll: {poll}");
        }
        let _ = writeln!(text, "  test: {}", identity.place);
        if identity.recorded {
            let _ = writeln!(text, "  rerun: {}", rerun(identity));
        }
        text
    }

    fn end(&self) -> End {
        let Outcome { identity, work, .. } = self;
        let first = self.failures.first();
        End {
            id: identity.id.clone(),
            runtime: Cow::Borrowed(identity.runtime),
            version: identity.version.map(Cow::Borrowed),
            workers: identity.workers(),
            seed: identity.seed,
            verdict: self.verdict(),
            message: self.message().map(str::to_owned),
            place: first.and_then(|failure| failure.place.clone()),
            frame: first
                .and_then(|failure| failure.frame(identity.place.file))
                .map(ToString::to_string),
            duration: work.duration,
            tasks: work.tasks,
            polls: work.polls,
            untracked: work.untracked,
            native_drops: work.native_drops,
            leaks: work.leaks.clone(),
            threads: work.threads.clone(),
            long_polls: work.long_polls.clone(),
            pid: process_log::pid(),
        }
    }
}

/// Returns the runtime with what it was built with.
fn runtime(identity: &Identity) -> String {
    let Identity {
        runtime, workers, ..
    } = identity;
    let version = identity.version.map(|version| format!(" {version}"));
    let version = version.unwrap_or_default();
    let plural = if *workers == 1 { "" } else { "s" };
    let seed = identity.seeded.then(|| format!(", seed {}", identity.seed));
    let seed = seed.unwrap_or_default();
    let note = identity.note.map(|note| format!("; {note}"));
    let note = note.unwrap_or_default();
    format!("{runtime}{version}, {workers} worker{plural}{seed}{note}")
}

/// Returns the command that runs a cell again.
fn rerun(identity: &Identity) -> String {
    let seed = if let Some(replay) = &identity.replay {
        format!("RUNTIME_MATRIX_REPLAY={replay} ")
    } else if identity.seeded {
        format!("RUNTIME_MATRIX_SEED={} ", identity.seed)
    } else {
        String::new()
    };
    let feature = cells::feature_of(identity.runtime);
    let feature = feature
        .map(|feature| format!(" --features runtime-matrix/{feature}"))
        .unwrap_or_default();
    format!(
        "{seed}cargo test -p {}{feature} {} -- --exact --include-ignored",
        identity.id.package, identity.id
    )
}
