//! Why a test is red where it is, as a kind of cause that several tests may share.

use runtime_matrix_report::{Symptom, Verdict};

use crate::{
    diagnosis::is_of_a_runtime,
    split::{Split, partitions},
    table::{Cell, Column, Row},
    verdict_of_package::{Finding, nearness::Nearness},
};

/// A cause, by which findings of several tests are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The package does not build with this feature of runtime-matrix, or at all.
    Build(Option<String>),
    /// The package builds with the feature of a runtime, and not without one.
    BuildAlone,
    /// The words of a runtime.
    Symptom(Symptom),
    /// A native handle's drop, which does this on these runtimes.
    HandleDrop(&'static str, Vec<String>),
    /// Red on these runtimes alone, for a reason that is not known.
    Differs(&'static str, Vec<String>),
    /// Red wherever it ran.
    Everywhere,
    /// Threads behind the runtime's back: whether they are a runtime's, and their names.
    Threads(bool, Vec<String>),
}

/// Returns the causes of a row, each with the cells that show it.
pub(super) fn causes<'a>(row: &'a Row, columns: &[Column]) -> Vec<(Cause, Vec<&'a Cell>)> {
    let split = Split::of(row);
    let mut causes: Vec<(Cause, Vec<&Cell>)> = Vec::new();
    let mut unexplained: Vec<&Cell> = Vec::new();
    for cell in split.red.iter().copied() {
        match cell.message.as_deref().and_then(Symptom::of) {
            Some(symptom) => add(&mut causes, Cause::Symptom(symptom), cell),
            None => unexplained.push(cell),
        }
    }
    if !unexplained.is_empty() {
        let cause = match (handle_drop(&split, columns), split.green.is_empty()) {
            (Some(cause), _) => cause,
            (None, true) if unexplained.len() == split.red.len() => Cause::Everywhere,
            (None, _) => Cause::Differs(verb(&unexplained), ids(&unexplained)),
        };
        causes.push((cause, unexplained));
    }
    if let Some(threads) = threads(row) {
        causes.push(threads);
    }
    causes
}

fn add<'a>(causes: &mut Vec<(Cause, Vec<&'a Cell>)>, cause: Cause, cell: &'a Cell) {
    match causes.iter_mut().find(|(other, _)| *other == cause) {
        Some((_, cells)) => cells.push(cell),
        None => causes.push((cause, vec![cell])),
    }
}

/// Tells whether a cell with that verdict says something of the code under test.
pub(super) fn has_run(verdict: Verdict) -> bool {
    !matches!(
        verdict,
        Verdict::Unsupported | Verdict::Skipped | Verdict::BuildFailed | Verdict::Interrupted
    )
}

/// Red exactly where a handle's drop does one thing, and handles were dropped.
fn handle_drop(split: &Split<'_>, columns: &[Column]) -> Option<Cause> {
    let dropped = |cell: &&Cell| cell.native_drops.is_some_and(|count| count > 0);
    if !split.red.iter().all(dropped) {
        return None;
    }
    let mut partitions = partitions(split, columns).into_iter();
    let partition = partitions.find(|partition| partition.entry == "handle_drop")?;
    let does = match partition.red.as_str() {
        "Cancels" => "cancels",
        "Detaches" => "detaches",
        _ => "does otherwise",
    };
    Some(Cause::HandleDrop(does, ids(&split.red)))
}

fn threads(row: &Row) -> Option<(Cause, Vec<&Cell>)> {
    let hidden = |cell: &&Cell| {
        let threads = cell.threads.as_ref();
        threads.is_some_and(|threads| !threads.is_empty())
    };
    let cells: Vec<&Cell> = row.cells.iter().filter(hidden).collect();
    let names = cells.iter().flat_map(|cell| cell.threads.iter().flatten());
    let mut names: Vec<String> = names.cloned().collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let is_runtime = names.iter().any(|name| is_of_a_runtime(name));
    Some((Cause::Threads(is_runtime, names), cells))
}

fn ids(cells: &[&Cell]) -> Vec<String> {
    cells.iter().map(|cell| cell.runtime.clone()).collect()
}

/// Returns what the test does on the cells, if it is the same on all of them.
fn verb(cells: &[&Cell]) -> &'static str {
    let verb = |verdict: Verdict| match verdict {
        Verdict::Panic => "panics",
        Verdict::Timeout => "runs out of time",
        Verdict::Stalled => "stands still",
        Verdict::Deadlock => "deadlocks",
        Verdict::Hang => "hangs",
        Verdict::Crash => "crashes",
        Verdict::Leak => "leaks a task",
        _ => "fails",
    };
    let first = cells.first().map_or("fails", |cell| verb(cell.verdict));
    let is_one = cells.iter().all(|cell| verb(cell.verdict) == first);
    if is_one { first } else { "fails" }
}

impl Cause {
    /// Returns the place in the order in which findings are told.
    pub(super) fn rank(&self) -> (u8, Option<Symptom>) {
        match self {
            Cause::Build(_) | Cause::BuildAlone => (0, None),
            Cause::Symptom(symptom) => (1, Some(*symptom)),
            Cause::HandleDrop(..) => (2, None),
            Cause::Differs(..) => (3, None),
            Cause::Everywhere => (4, None),
            Cause::Threads(..) => (5, None),
        }
    }

    /// Returns what stands in the verdict, where several findings may be one.
    pub(super) fn word(&self) -> String {
        match self {
            Cause::Symptom(
                Symptom::TokioReactor
                | Symptom::TokioTime
                | Symptom::TokioIo
                | Symptom::TokioClock
                | Symptom::TokioLocalSet,
            ) => "needs Tokio".to_owned(),
            _ => self.sentence(),
        }
    }

    /// Returns the finding in words.
    pub(super) fn sentence(&self) -> String {
        match self {
            Cause::Build(Some(feature)) => format!("does not build with `{feature}`"),
            Cause::Build(None) => "does not build".to_owned(),
            Cause::BuildAlone => "does not build without a runtime's feature".to_owned(),
            Cause::Symptom(symptom) => symptom.to_string(),
            Cause::HandleDrop(does, on) => {
                format!("differs: drop of a handle {does} on {}", on.join(", "))
            }
            Cause::Differs(verb, on) => format!("differs: {verb} on {}", on.join(", ")),
            Cause::Everywhere => "tests fail wherever they ran".to_owned(),
            Cause::Threads(is_runtime, names) => {
                let what = if *is_runtime {
                    "hidden runtime"
                } else {
                    "hidden threads"
                };
                let plural = if names.len() == 1 { "" } else { "s" };
                format!("{what}: {} thread{plural}", names.join(", "))
            }
        }
    }

    /// Returns what to do, where that does not depend on the test.
    fn advice(&self) -> Option<&'static str> {
        match self {
            Cause::Build(_) => Some("see the compiler's first error"),
            Cause::BuildAlone => Some(
                "name in its own Cargo.toml what it takes from others' features: the compiler's first error has it",
            ),
            Cause::Symptom(symptom) => Some(symptom.advice()),
            Cause::HandleDrop(..) => {
                Some("cancel or detach the task by name, instead of dropping its handle")
            }
            Cause::Differs(..) => None,
            Cause::Everywhere => {
                Some("it is not a matter of the runtime: look at the test and the code")
            }
            Cause::Threads(..) => Some(
                "take the timer, the socket or the spawner from the caller, or tell users about the thread",
            ),
        }
    }
}

impl Finding {
    pub(super) fn of_build(cause: &Cause) -> Finding {
        Finding {
            finding: cause.sentence(),
            tests: Vec::new(),
            runtimes: Vec::new(),
            frame: None,
            is_own: false,
            nearness: Nearness::Unknown,
            advice: cause.advice().map(str::to_owned),
        }
    }

    pub(super) fn of(cause: &Cause, row: &Row, cells: &[&Cell]) -> Finding {
        let test = row.place.as_deref();
        let nearness = |frame: &str| Nearness::of(frame, test);
        let frames = cells.iter().filter_map(|cell| cell.frame.as_deref());
        // A failure in the library has said enough by its place.
        let places = cells.iter().filter_map(|cell| cell.place.as_deref());
        let own = places.filter(|place| nearness(place) == Nearness::Library);
        let frame = frames.chain(own).min_by_key(|frame| nearness(frame));
        let nearness = frame.map_or(Nearness::Unknown, nearness);
        // Of a dependency that the library has called, what is its own.
        let caller = frame.and_then(|frame| frame.split_once(", called from "));
        let frame = match caller {
            Some((_, caller)) if nearness == Nearness::Library => Some(caller),
            _ => frame,
        };
        let said = row.diagnosis.as_ref().and_then(|said| said.advice.clone());
        Finding {
            finding: cause.sentence(),
            tests: vec![row.test.clone()],
            runtimes: ids(cells),
            is_own: nearness == Nearness::Library,
            frame: frame.map(str::to_owned),
            nearness,
            advice: cause.advice().map(str::to_owned).or(said),
        }
    }

    /// Adds what another test shows of the same cause.
    pub(super) fn absorb(&mut self, other: Finding) {
        self.tests.extend(other.tests);
        for runtime in other.runtimes {
            if !self.runtimes.contains(&runtime) {
                self.runtimes.push(runtime);
            }
        }
        if other.nearness < self.nearness {
            self.frame = other.frame;
            self.is_own = other.is_own;
            self.nearness = other.nearness;
        }
    }
}
