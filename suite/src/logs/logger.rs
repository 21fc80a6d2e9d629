//! What is logged with the crate `log`.

use std::{borrow::Cow, sync::OnceLock};

use log::{
    LevelFilter, Log, Metadata,
    kv::{Error, Key, Value, VisitSource},
};

use crate::logs::{
    capture::{note, taker},
    fields::Fields,
    level::Level,
    record::Draft,
    source::Source,
};

/// The logger of the process. It keeps nothing itself.
struct Logger;

/// Makes ours the logger of the process; `false` if there is another one.
pub(super) fn install() -> bool {
    static IS_OURS: OnceLock<bool> = OnceLock::new();
    let is_ours = *IS_OURS.get_or_init(|| log::set_logger(&Logger).is_ok());
    if is_ours {
        // Each test has its own level, and asks for it; what a test has set here would hold for all.
        log::set_max_level(LevelFilter::Trace);
    }
    is_ours
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        taker(Source::Log, level(metadata.level())).is_some()
    }

    fn log(&self, record: &log::Record<'_>) {
        note(Source::Log, level(record.level()), |_| draft(record));
    }

    fn flush(&self) {}
}

fn draft(record: &log::Record<'_>) -> Draft {
    let mut fields = Collected::default();
    // The visitor never fails; a source that does has given what it has.
    let _ = record.key_values().visit(&mut fields);
    Draft {
        source: Source::Log,
        level: level(record.level()),
        target: Cow::Owned(record.target().to_owned()),
        message: record.args().to_string(),
        fields: fields.0,
        module: text(record.module_path_static(), record.module_path()),
        file: text(record.file_static(), record.file()),
        line: record.line(),
        spans: Vec::new(),
    }
}

fn text(lasting: Option<&'static str>, text: Option<&str>) -> Option<Cow<'static, str>> {
    let lasting = lasting.map(Cow::Borrowed);
    lasting.or_else(|| text.map(|text| Cow::Owned(text.to_owned())))
}

fn level(level: log::Level) -> Level {
    match level {
        log::Level::Error => Level::Error,
        log::Level::Warn => Level::Warn,
        log::Level::Info => Level::Info,
        log::Level::Debug => Level::Debug,
        log::Level::Trace => Level::Trace,
    }
}

/// Prints the key-values of a record.
#[derive(Default)]
struct Collected(Fields);

impl<'a> VisitSource<'a> for Collected {
    fn visit_pair(&mut self, key: Key<'a>, value: Value<'a>) -> Result<(), Error> {
        let name = Cow::Owned(key.as_str().to_owned());
        self.0.set(name, value.to_string());
        Ok(())
    }
}
