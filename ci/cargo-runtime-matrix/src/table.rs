//! The table: tests by runtimes, as data. What is printed, and what `--json` prints, is made of it alone.

use runtime_matrix_report::{Level, Verdict};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{exit::Exit, shard::Shard, verdict_of_package::PackageVerdict};

/// The version of the table's format: a reader of it may ignore keys that it does not know.
pub(crate) const VERSION: u32 = 1;

/// What became of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    /// The version of this format.
    version: u32,
    /// The version of cargo-runtime-matrix.
    tool: String,
    #[serde(with = "code")]
    pub(crate) exit: Exit,
    /// The share of the tests that ran, if not all did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shard: Option<Shard>,
    pub(crate) runtimes: Vec<Column>,
    pub(crate) tests: Vec<Row>,
    /// The verdict on each package, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) verdicts: Vec<PackageVerdict>,
    /// What was left out of the run on purpose, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) restrictions: Vec<String>,
    /// The builds that failed.
    pub(crate) builds: Vec<FailedBuild>,
    /// How many tests have no cells and were not run.
    pub(crate) plain_tests: usize,
    /// Processes that ended themselves although none of their tests does so alone.
    pub(crate) crashes: Vec<String>,
    /// Shards whose tables are not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) missing: Vec<String>,
    /// What happened besides.
    pub(crate) notes: Vec<String>,
}

/// A runtime.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    /// The cell's id.
    pub(crate) id: String,
    pub(crate) version: Option<String>,
    /// The worker threads that most cells had.
    pub(crate) workers: Option<u32>,
    /// What whoever picks the runtime should know.
    pub(crate) note: Option<String>,
    /// The entries of its semantics card, in the card's order.
    pub(crate) card: Vec<CardEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CardEntry {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) package: String,
    /// The target of the package that the test is in.
    pub(crate) target: String,
    /// The path of the test, without the cell.
    pub(crate) test: String,
    /// Where it is written, as `file:line:column`.
    pub(crate) place: Option<String>,
    /// How binding it is.
    #[serde(default, with = "level", skip_serializing_if = "is_must")]
    pub(crate) level: Level,
    /// At most one for each runtime, in the order of the runtimes.
    pub(crate) cells: Vec<Cell>,
    pub(crate) diagnosis: Option<Diagnosis>,
}

/// A test on a runtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cell {
    /// The id of the runtime.
    pub(crate) runtime: String,
    #[serde(with = "name")]
    pub(crate) verdict: Verdict,
    pub(crate) message: Option<String>,
    /// How many runs there were, if there was more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) runs: Option<Runs>,
    /// The last lines that the process wrote, where there is little else to go by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) output: Vec<String>,
    /// Where it failed, as `file:line:column`.
    pub(crate) place: Option<String>,
    /// The first frame outside of the runtime, as `function at file:line`, and of a dependency's `, called from` the first
    /// in the workspace.
    pub(crate) frame: Option<String>,
    /// The hidden threads; null if they were not counted.
    pub(crate) threads: Option<Vec<String>>,
    /// How many native handles were dropped.
    pub(crate) native_drops: Option<u64>,
    pub(crate) workers: Option<u32>,
    pub(crate) seed: Option<u64>,
    pub(crate) duration_us: Option<u64>,
    /// The command that runs the cell again.
    pub(crate) rerun: Option<String>,
    /// What the baseline says of the cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<Expected>,
}

/// What a baseline says of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expected {
    /// A red verdict, or `failure`, `skip`, `flaky`.
    pub(crate) verdict: String,
    /// What the verdict of the cell was, if the baseline has changed it.
    pub(crate) was: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) link: Option<String>,
    /// The last day on which the entry holds.
    pub(crate) until: Option<String>,
    /// Where the entry is, as `file:line`.
    pub(crate) entry: String,
}

/// The runs of a cell that ran more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Runs {
    pub(crate) all: u32,
    pub(crate) failed: u32,
    /// The first seed with which it failed, where the runs had seeds of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<u64>,
}

/// Why a test differs from runtime to runtime, or what it does behind their backs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Diagnosis {
    pub(crate) sentence: String,
    pub(crate) evidence: Vec<String>,
    pub(crate) advice: Option<String>,
}

/// A build that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FailedBuild {
    pub(crate) package: String,
    /// The feature of runtime-matrix that it was built with; null if it does not build without one.
    pub(crate) feature: Option<String>,
    /// The package's own features that its Cargo.toml names for the cells of that build.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) own_features: Vec<String>,
    /// The compiler's first error.
    pub(crate) error: String,
}

impl Table {
    pub(crate) fn new() -> Table {
        Table {
            version: VERSION,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            exit: Exit::Ok,
            shard: None,
            runtimes: Vec::new(),
            tests: Vec::new(),
            verdicts: Vec::new(),
            restrictions: Vec::new(),
            builds: Vec::new(),
            plain_tests: 0,
            crashes: Vec::new(),
            missing: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Returns the version of cargo-runtime-matrix that wrote it.
    pub(crate) fn tool(&self) -> &str {
        &self.tool
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.tests.iter().flat_map(|row| &row.cells)
    }
}

impl Row {
    /// A test of the package `chat` with these cells.
    #[cfg(test)]
    pub(crate) fn of(test: &str, cells: impl IntoIterator<Item = Cell>) -> Row {
        Row {
            package: "chat".to_owned(),
            target: "it".to_owned(),
            test: test.to_owned(),
            cells: cells.into_iter().collect(),
            ..Row::default()
        }
    }

    pub(crate) fn cell(&self, runtime: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.runtime == runtime)
    }

    /// Tells whether a cell of the test has failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.cells.iter().any(Cell::has_failed)
    }

    /// Returns the level that was asked for, if that is why the test has run nowhere.
    pub(crate) fn left_out_by(&self) -> Option<Level> {
        let has_run = |cell: &Cell| {
            !matches!(
                cell.verdict,
                Verdict::Unsupported | Verdict::Skipped | Verdict::BuildFailed
            )
        };
        if self.cells.iter().any(has_run) {
            return None;
        }
        let messages = self.cells.iter().filter_map(|cell| cell.message.as_deref());
        let asked = |message: &str| {
            let mut levels = Level::OF_TESTS.into_iter();
            levels.find(|asked| self.level.left_out(*asked).as_deref() == Some(message))
        };
        messages.filter_map(asked).next()
    }
}

impl Cell {
    pub(crate) fn new(runtime: &str, verdict: Verdict) -> Cell {
        Cell {
            runtime: runtime.to_owned(),
            verdict,
            message: None,
            runs: None,
            output: Vec::new(),
            place: None,
            frame: None,
            threads: None,
            native_drops: None,
            workers: None,
            seed: None,
            duration_us: None,
            rerun: None,
            expected: None,
        }
    }

    /// Returns what is said of it: its own message, or else why the baseline expects it.
    pub(crate) fn told(&self) -> Option<&str> {
        let expected = self.expected.as_ref();
        let reason = expected.and_then(|expected| expected.reason.as_deref());
        self.message.as_deref().or(reason)
    }

    /// Tells whether the test has failed here. What does not build is told once, of the build; what is interrupted fell
    /// to another test.
    pub(crate) fn has_failed(&self) -> bool {
        let is_no_outcome = matches!(self.verdict, Verdict::BuildFailed | Verdict::Interrupted);
        self.verdict.is_failure() && !is_no_outcome
    }
}

/// Verdicts by their names.
mod name {
    use super::{Deserialize, Deserializer, Serializer, Verdict, de};

    pub(super) fn serialize<S: Serializer>(
        verdict: &Verdict,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(verdict.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Verdict, D::Error> {
        let name = String::deserialize(deserializer)?;
        Verdict::from_name(&name)
            .ok_or_else(|| de::Error::custom(format!("`{name}` is no verdict")))
    }
}

fn is_must(level: &Level) -> bool {
    *level == Level::Must
}

/// Levels by their names.
mod level {
    use super::{Deserialize, Deserializer, Level, Serializer, de};

    pub(super) fn serialize<S: Serializer>(
        level: &Level,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(level.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Level, D::Error> {
        let name = String::deserialize(deserializer)?;
        Level::of_test(&name)
            .ok_or_else(|| de::Error::custom(format!("`{name}` is no level of a test")))
    }
}

/// Exits by their codes.
mod code {
    use super::{Deserialize, Deserializer, Exit, Serializer, de};

    pub(super) fn serialize<S: Serializer>(exit: &Exit, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(exit.code())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Exit, D::Error> {
        let code = u8::deserialize(deserializer)?;
        Exit::from_code(code).ok_or_else(|| de::Error::custom(format!("{code} is no exit code")))
    }
}

#[cfg(test)]
mod tests;
