use std::{borrow::Cow, fmt, time::Duration};

use crate::{Level, Runtime, Verdict, json::Object};

/// The version of the format that this crate writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// One line of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Record {
    /// What a process knows of a runtime.
    Runtime(Runtime),
    /// A cell starts.
    Start(Start),
    /// A cell has ended.
    End(End),
}

/// Which cell of which test: what pairs the end of a cell with its start.
///
/// A cell may run more than once in a report, when it is tried again; its records are then told apart
/// by `pid` and by their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId {
    /// The package of the test.
    pub package: Cow<'static, str>,
    /// The crate name of the test binary.
    pub target: Cow<'static, str>,
    /// The path of the test within that crate, as in `tests::ping`.
    pub test: Cow<'static, str>,
    /// The cell, as in `tokio_multi_thread`.
    pub cell: Cow<'static, str>,
}

/// A cell starts: written before its runtime is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The cell.
    pub id: CellId,
    /// The id of the runtime's factory.
    pub runtime: Cow<'static, str>,
    /// The version of the runtime's crate, where it is known.
    pub version: Option<Cow<'static, str>>,
    /// The number of worker threads that the runtime has.
    pub workers: u32,
    /// The seed that replays the cell.
    pub seed: u64,
    /// Where the test is written, as `file:line:column`.
    pub place: Cow<'static, str>,
    /// The level of the test.
    pub level: Level,
    /// The process that runs the cell.
    pub pid: u32,
    /// The time, in microseconds since the Unix epoch.
    pub time_us: u64,
}

/// A cell has ended: written after its teardown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The cell.
    pub id: CellId,
    /// The id of the runtime's factory.
    pub runtime: Cow<'static, str>,
    /// The version of the runtime's crate, where it is known.
    pub version: Option<Cow<'static, str>>,
    /// The number of worker threads that the runtime had.
    pub workers: u32,
    /// The seed that replays the cell.
    pub seed: u64,
    /// What became of the cell.
    pub verdict: Verdict,
    /// What there is to say about the verdict.
    pub message: Option<String>,
    /// Where it failed, as `file:line:column`, when that is known.
    pub place: Option<String>,
    /// The first frame outside the runtime and the standard library of the panic that decided the verdict,
    /// as `function at file:line`, or `function` alone where the binary holds no lines. That of a dependency is followed by
    /// `, called from function at file:line`, the first frame in the workspace of the test.
    pub frame: Option<String>,
    /// How long the cell took. Written as whole microseconds; the rest is cut off.
    pub duration: Duration,
    /// How many tasks the cell spawned through its runtime.
    pub tasks: u64,
    /// How many times those tasks were polled.
    pub polls: u64,
    /// How many tasks were spawned past the suite, where the runtime can tell.
    pub untracked: Option<u64>,
    /// How often the test dropped a native handle while its task had not ended, which does what the runtime
    /// makes of it.
    pub native_drops: u64,
    /// The tasks that were still running when the body had ended.
    pub leaks: Vec<Leak>,
    /// The names of the threads that the code under test started behind its runtime, sorted, one entry for
    /// each thread; not known where they were not counted, which is not the same as none.
    ///
    /// The system may cut names off (Linux: after 15 bytes). A thread that is called like the runtime's own,
    /// such as that of a second Tokio on Tokio, is taken for one.
    pub threads: Option<Vec<String>>,
    /// What took as long for a single poll as the cell's limit for one, or longer; not known where polls were not
    /// timed.
    pub long_polls: Option<Vec<LongPoll>>,
    /// The process that ran the cell, or had it run by one of its own.
    pub pid: u32,
}

/// A task that outlived the body of its test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// The task's name.
    pub task: String,
    /// Where it was spawned, as `file:line:column`.
    pub place: String,
}

/// A task, or the test itself, that kept its thread for too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongPoll {
    /// The task's name.
    pub task: String,
    /// Where it was spawned, as `file:line:column`.
    pub place: String,
    /// How long the longest of its polls took. Written as whole microseconds; the rest is cut off.
    pub longest: Duration,
    /// How long one was to take at most. Written as whole microseconds; the rest is cut off.
    pub limit: Duration,
    /// How many of its polls took too long.
    pub times: u64,
}

impl Record {
    /// Returns the record as its line: one JSON object, with the line feed that ends it.
    ///
    /// The line holds no other control character, whatever the texts of the record hold. The same
    /// record always gives the same line.
    #[must_use]
    pub fn to_line(&self) -> String {
        let mut line = String::with_capacity(512);
        match self {
            Record::Runtime(runtime) => runtime.write(&mut line),
            Record::Start(start) => start.write(&mut line),
            Record::End(end) => end.write(&mut line),
        }
        line.push('\n');
        line
    }
}

impl Start {
    fn write(&self, line: &mut String) {
        let level = (self.level != Level::Must).then(|| self.level.name());
        begin_cell(line, "start", &self.id)
            .text("runtime", &self.runtime)
            .known_text("version", self.version.as_deref())
            .number("workers", self.workers.into())
            .number("seed", self.seed)
            .text("place", &self.place)
            .known_text("level", level)
            .number("pid", self.pid.into())
            .number("time_us", self.time_us)
            .end();
    }
}

impl End {
    fn write(&self, line: &mut String) {
        begin_cell(line, "end", &self.id)
            .text("runtime", &self.runtime)
            .known_text("version", self.version.as_deref())
            .number("workers", self.workers.into())
            .number("seed", self.seed)
            .text("verdict", self.verdict.name())
            .known_text("message", self.message.as_deref())
            .known_text("place", self.place.as_deref())
            .known_text("frame", self.frame.as_deref())
            .number("duration_us", micros(self.duration))
            .number("tasks", self.tasks)
            .number("polls", self.polls)
            .known_number("untracked", self.untracked)
            .number("native_drops", self.native_drops)
            .objects("leaks", &self.leaks, Leak::write)
            .known_texts("threads", self.threads.as_deref())
            .known_objects("long_polls", self.long_polls.as_deref(), LongPoll::write)
            .number("pid", self.pid.into())
            .end();
    }
}

impl Leak {
    fn write<'a>(&self, object: Object<'a>) -> Object<'a> {
        object.text("task", &self.task).text("place", &self.place)
    }
}

impl LongPoll {
    fn write<'a>(&self, object: Object<'a>) -> Object<'a> {
        object
            .text("task", &self.task)
            .text("place", &self.place)
            .number("longest_us", micros(self.longest))
            .number("limit_us", micros(self.limit))
            .number("times", self.times)
    }
}

/// Says who, from where, and for how long.
impl fmt::Display for LongPoll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LongPoll {
            task,
            place,
            longest,
            limit,
            times,
        } = self;
        write!(
            f,
            "{task}, spawned at {place}, took {longest:?} for one poll, and the limit is {limit:?}"
        )?;
        match times {
            0 | 1 => Ok(()),
            times => write!(f, " ({times} times)"),
        }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Begins a record with what each kind has in common.
pub(crate) fn begin<'a>(line: &'a mut String, kind: &str) -> Object<'a> {
    Object::begin(line)
        .number("v", VERSION.into())
        .text("kind", kind)
}

/// Begins a record of a cell.
fn begin_cell<'a>(line: &'a mut String, kind: &str, id: &CellId) -> Object<'a> {
    begin(line, kind)
        .text("package", &id.package)
        .text("target", &id.target)
        .text("test", &id.test)
        .text("cell", &id.cell)
}

/// Prints the name that the test harness knows, as in `tests::ping::tokio_multi_thread`.
impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.test, self.cell)
    }
}
