use std::{fmt, sync::Arc};

use crate::{
    logs::{capture::Capture, install, level::Level, record::Record, source::Source},
    mock::{Matcher, Pattern},
    runtime::Runtime,
    tracking::tracker::Phase,
};

/// The log of one test, or a part of it: what the test, its tasks and its blocking jobs have logged.
///
/// A handle: clones show the same log, from any thread, and after the test has ended too. A test has one log,
/// which begins with the first call of [`Runtime::logs`] and takes records from [`Level::Info`] up, until
/// [`set_level`](Logs::set_level) says otherwise.
///
/// [`at_least`](Logs::at_least), [`with_target`](Logs::with_target), [`with_field`](Logs::with_field),
/// [`in_span`](Logs::in_span) and [`filter`](Logs::filter) return a handle that shows only a part of it. Whatever is
/// asked of that is asked of its part.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// # #[cfg(feature = "log")] {
/// use runtime_matrix::logs::Level;
///
/// let logs = rt.logs();
/// log::info!(target: "db", "connected");
/// log::warn!(target: "net", "slow");
/// assert_eq!(logs.messages(), ["connected", "slow"]);
/// assert_eq!(logs.with_target("db").messages(), ["connected"]);
/// assert_eq!(logs.at_least(Level::Warn).messages(), ["slow"]);
/// # }
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Logs {
    pub(super) capture: Arc<Capture>,
    filters: Vec<Arc<Filter>>,
}

/// What a record has to be like to be shown.
struct Filter {
    /// As it ends "the log …".
    described: String,
    holds: Box<Holds>,
}

type Holds = dyn Fn(&Record) -> bool + Send + Sync;

impl Runtime {
    /// Returns the log of the test, which begins with the first such call.
    ///
    /// It takes what is logged with each of the crates whose feature is on, `log` and `tracing`.
    ///
    /// # Panics
    ///
    /// Panics if one of the crates has a logger, or a global subscriber, that is not the suite's
    /// ([`logs_from`](Runtime::logs_from) asks for one crate alone), or if the test has ended.
    #[track_caller]
    pub fn logs(&self) -> Logs {
        let logs = self.begin_logs("logs");
        for source in Source::ALL {
            logs.take_from(*source);
        }
        logs
    }

    /// Returns what of the test's log is logged with that crate; what is logged with another one is not captured for
    /// it.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// # #[cfg(all(feature = "log", feature = "tracing"))] {
    /// use runtime_matrix::logs::Source;
    ///
    /// let logs = rt.logs_from(Source::Tracing);
    /// tracing::info!("with tracing");
    /// log::info!("with log");
    /// assert_eq!(logs.messages(), ["with tracing"]);
    /// # }
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the feature of that name is off, if the crate has a logger, or a global subscriber, that is not the
    /// suite's, or if the test has ended.
    #[track_caller]
    pub fn logs_from(&self, source: Source) -> Logs {
        let logs = self.begin_logs("logs_from");
        logs.take_from(source);
        logs.narrowed(format!("from `{source}`"), move |record| {
            record.source() == source
        })
    }

    #[track_caller]
    fn begin_logs(&self, what: &str) -> Logs {
        let tracker = self.tracker();
        assert!(
            tracker.phase() != Phase::Ended,
            "{}: `{what}` after the test has ended",
            tracker.identity
        );
        Logs {
            capture: Capture::of(tracker),
            filters: Vec::new(),
        }
    }
}

impl Logs {
    #[track_caller]
    fn take_from(&self, source: Source) {
        if let Err(refused) = install::installed(source) {
            panic!("{refused}");
        }
        self.capture.add_source(source);
    }

    // --- the level ------------------------------------------------------------------------------

    /// Lets the test's log take records and spans from that level up, from now on, and returns the handle.
    ///
    /// The level is that of the log, for all its handles: [`at_least`](Logs::at_least) is what narrows one handle. At
    /// `Debug` and `Trace` some runtimes log as well, where they run in the test's own tasks:
    /// [`with_target`](Logs::with_target) leaves that out.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// # #[cfg(feature = "log")] {
    /// use runtime_matrix::logs::Level;
    ///
    /// let logs = rt.logs().at_level(Level::Debug);
    /// log::debug!("dialing");
    /// log::trace!("step by step");
    /// assert_eq!(logs.messages(), ["dialing"]);
    /// # }
    /// # }).unwrap();
    /// ```
    #[must_use = "`set_level` sets the level alone"]
    pub fn at_level(self, level: Level) -> Logs {
        self.set_level(level);
        self
    }

    /// Lets the test's log take records and spans from that level up, from now on.
    pub fn set_level(&self, level: Level) {
        self.capture.set_level(level);
    }

    // --- parts ----------------------------------------------------------------------------------

    /// Returns the part from that level up.
    #[must_use]
    pub fn at_least(&self, level: Level) -> Logs {
        self.narrowed(format!("from {level} up"), move |record| {
            record.level() >= level
        })
    }

    /// Returns the part of that target and those below it: `db` has `db::pool` too, but not `dbase`.
    #[must_use]
    pub fn with_target(&self, target: &str) -> Logs {
        let wanted = target.to_owned();
        self.narrowed(format!("of target `{target}`"), move |record| {
            let rest = record.target().strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        })
    }

    /// Returns the part that has a field of that name whose value is as expected: a text, or another matcher of the
    /// [mocks'](mod@crate::mock).
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// # #[cfg(feature = "tracing")] {
    /// use runtime_matrix::mock::any;
    ///
    /// let logs = rt.logs();
    /// tracing::info!(peer = 7, "hello");
    /// tracing::info!(peer = 8, "hello");
    /// tracing::info!("nobody there");
    /// assert_eq!(logs.with_field("peer", "8").count(), 1);
    /// assert_eq!(logs.with_field("peer", any()).count(), 2);
    /// # }
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn with_field(
        &self,
        name: &str,
        value: impl Matcher<String> + Send + Sync + 'static,
    ) -> Logs {
        let described = format!("with field `{name}` {}", described::<String>(&value));
        let name = name.to_owned();
        self.narrowed(described, move |record| {
            let found = record.field(&name).map(str::to_owned);
            found.is_some_and(|found| value.matches(&found))
        })
    }

    /// Returns the part that stands in a span of that name, directly or within another one.
    #[must_use]
    pub fn in_span(&self, name: &str) -> Logs {
        let wanted = name.to_owned();
        self.narrowed(format!("in span `{name}`"), move |record| {
            record.spans().iter().any(|span| span.name() == wanted)
        })
    }

    /// Returns the part of which `holds` is true; failures call it by that description.
    #[must_use]
    pub fn filter(
        &self,
        description: &str,
        holds: impl Fn(&Record) -> bool + Send + Sync + 'static,
    ) -> Logs {
        self.narrowed(format!("of {description}"), holds)
    }

    fn narrowed(
        &self,
        described: String,
        holds: impl Fn(&Record) -> bool + Send + Sync + 'static,
    ) -> Logs {
        let mut narrowed = self.clone();
        narrowed.filters.push(Arc::new(Filter {
            described,
            holds: Box::new(holds),
        }));
        narrowed
    }

    /// Tells whether this handle shows a record. It runs code of the test's.
    pub(super) fn shows(&self, record: &Record) -> bool {
        self.filters.iter().all(|filter| (filter.holds)(record))
    }

    /// Says what this handle shows: `the log, from INFO up, of target `db``.
    pub(super) fn described(&self) -> String {
        let mut text = format!("the log, from {} up", self.capture.level());
        for filter in &self.filters {
            text.push_str(", ");
            text.push_str(&filter.described);
        }
        text
    }

    // --- what there is --------------------------------------------------------------------------

    /// Returns the records so far, in their order.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        // The filters are the test's own: they run without the lock.
        let mut records = self.capture.records();
        records.retain(|record| self.shows(record));
        records
    }

    /// Returns the messages so far, in their order.
    #[must_use]
    pub fn messages(&self) -> Vec<String> {
        let records = self.records();
        let messages = records.iter().map(|record| record.message().to_owned());
        messages.collect()
    }

    /// Returns how many records there are so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.records().len()
    }

    /// Takes the records so far out of the log, and returns them. Of a part, only that is taken.
    #[must_use = "`clear` forgets them"]
    pub fn take(&self) -> Vec<Record> {
        let records = self.records();
        self.capture.forget(&records);
        records
    }

    /// Forgets the records so far. Of a part, only that is forgotten.
    pub fn clear(&self) {
        self.capture.forget(&self.records());
    }
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs")
            .field("shows", &self.described())
            .field("captured", &self.capture.records().len())
            .finish_non_exhaustive()
    }
}

/// Returns what a matcher expects, on one line.
pub(super) fn described<T>(matcher: &impl Matcher<T>) -> String {
    let texts = Pattern::<(T,)>::describe(matcher);
    let lines: Vec<_> = texts.into_iter().map(|text| text.line).collect();
    lines.join(", ")
}
