use std::{borrow::Cow, fmt, sync::Arc};

use crate::logs::{fields::Fields, level::Level, source::Source};

/// One captured record: what was logged, and by which task of the test. Cheap to clone.
///
/// All of it is text: it was printed when it was logged.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::logs::Level;
///
/// let logs = rt.logs();
/// # #[cfg(feature = "tracing")]
/// rt.spawn_named("dialer", async {
///     tracing::warn!(target: "net", attempts = 3, "no answer");
/// })
/// .await
/// .unwrap();
/// # #[cfg(feature = "tracing")] {
/// let record = &logs.records()[0];
/// assert_eq!((record.level(), record.target(), record.message()), (Level::Warn, "net", "no answer"));
/// assert_eq!(record.field("attempts"), Some("3"));
/// assert_eq!(record.task(), "task `dialer`");
/// # }
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Record(Arc<Noted>);

/// A record with what the cell adds to it.
struct Noted {
    number: u64,
    task: String,
    draft: Draft,
}

/// What was logged.
pub(crate) struct Draft {
    pub(crate) source: Source,
    pub(crate) level: Level,
    pub(crate) target: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) fields: Fields,
    pub(crate) module: Option<Cow<'static, str>>,
    pub(crate) file: Option<Cow<'static, str>>,
    pub(crate) line: Option<u32>,
    /// From the outermost to the innermost.
    pub(crate) spans: Vec<Span>,
}

impl Record {
    pub(crate) fn new(number: u64, task: String, draft: Draft) -> Record {
        Record(Arc::new(Noted {
            number,
            task,
            draft,
        }))
    }

    /// Returns the record's place in the order of all that is noted down in its test, mocks' calls included.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.0.number
    }

    /// Returns what it was logged with.
    #[must_use]
    pub fn source(&self) -> Source {
        self.0.draft.source
    }

    /// Returns how severe it is.
    #[must_use]
    pub fn level(&self) -> Level {
        self.0.draft.level
    }

    /// Returns the target, which is the path of a module unless another one was given.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.0.draft.target
    }

    /// Returns the message; an event of `tracing` may have none, and then it is empty.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.draft.message
    }

    /// Returns the value of a field, if there is one of that name.
    ///
    /// A text stands without quotes. What was given with `?` is as `{:?}` prints it, an error as `{}` does,
    /// without its causes.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.0.draft.fields.value(name)
    }

    /// Returns all fields, names and values, in their order. The message is none of them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.draft.fields.iter()
    }

    /// Returns the spans that the record stands in, from the outermost to the innermost.
    ///
    /// Only those are known that were opened in the same test while it was captured, at its level or above.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.0.draft.spans
    }

    /// Returns what logged it: `the test`, ``task `dialer` ``, `task 3`, `blocking job 4`.
    #[must_use]
    pub fn task(&self) -> &str {
        &self.0.task
    }

    /// Returns the path of the module that it was logged in, where that is known.
    #[must_use]
    pub fn module(&self) -> Option<&str> {
        self.0.draft.module.as_deref()
    }

    /// Returns the file that it was logged in, where that is known.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.0.draft.file.as_deref()
    }

    /// Returns the line that it was logged at, where that is known.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.0.draft.line
    }
}

/// On one line, if its message is: level, target, message, fields, and then in brackets spans, task and place.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Draft {
            level,
            target,
            message,
            fields,
            spans,
            file,
            line,
            ..
        } = &self.0.draft;
        write!(f, "{level} {target}:")?;
        if !message.is_empty() {
            write!(f, " {message}")?;
        }
        if !fields.is_empty() {
            write!(f, " {fields}")?;
        }
        f.write_str(" [")?;
        for (position, span) in spans.iter().enumerate() {
            let before = if position == 0 { "in " } else { ":" };
            write!(f, "{before}{span}")?;
        }
        let comma = if spans.is_empty() { "" } else { ", " };
        write!(f, "{comma}{}", self.task())?;
        if let (Some(file), Some(line)) = (file, line) {
            write!(f, ", {file}:{line}")?;
        }
        f.write_str("]")
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A span of `tracing` as it was when a record was logged in it.
#[derive(Clone)]
pub struct Span {
    pub(crate) name: &'static str,
    pub(crate) level: Level,
    pub(crate) target: Cow<'static, str>,
    pub(crate) fields: Fields,
}

impl Span {
    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name
    }

    /// Returns its level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Returns its target.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns the value of a field, if it has been given one. Of several the latest counts.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.value(name)
    }

    /// Returns all fields that have been given a value, names and values.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter()
    }
}

/// As `name{field=value}`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { name, fields, .. } = self;
        match fields.is_empty() {
            true => write!(f, "{name}"),
            false => write!(f, "{name}{{{fields}}}"),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
