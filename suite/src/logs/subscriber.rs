//! What is logged with the crate `tracing`.

use std::{borrow::Cow, error::Error, fmt, sync::OnceLock};

use tracing_core::{
    Dispatch, Event, Interest, LevelFilter, Metadata, Subscriber, dispatcher,
    field::{Field, Visit},
    span::{Attributes, Current, Id, Record as Values},
};

use crate::logs::{
    capture::{Within, note, taker},
    fields::Fields,
    level::Level,
    record::Draft,
    source::Source,
    spans::Spans,
};

/// The subscriber of the process. What it keeps are the spans that are open.
#[derive(Default)]
struct OurSubscriber {
    spans: Spans,
}

/// Makes ours the global subscriber; `false` if there is another one.
pub(super) fn install() -> bool {
    static IS_OURS: OnceLock<bool> = OnceLock::new();
    *IS_OURS.get_or_init(|| {
        let ours = Dispatch::new(OurSubscriber::default());
        dispatcher::set_global_default(ours).is_ok()
    })
}

impl Subscriber for OurSubscriber {
    /// Whether something is taken depends on whose code runs: it is asked each time.
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::TRACE)
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        taker(Source::Tracing, level(*metadata.level())).is_some()
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let level = level(*metadata.level());
        note(Source::Tracing, level, |capture| {
            let mut printed = Printed::default();
            event.record(&mut printed);
            let parent = if event.is_root() {
                None
            } else {
                match event.parent() {
                    Some(parent) => self.spans.open(parent),
                    None => self.spans.innermost(Some(capture)),
                }
            };
            Draft {
                source: Source::Tracing,
                level,
                target: Cow::Borrowed(metadata.target()),
                message: printed.message.unwrap_or_default(),
                fields: printed.fields,
                module: metadata.module_path().map(Cow::Borrowed),
                file: metadata.file().map(Cow::Borrowed),
                line: metadata.line(),
                spans: parent.map(|span| span.path()).unwrap_or_default(),
            }
        });
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let metadata = attributes.metadata();
        let printed = Printed::of_span(|visitor| attributes.record(visitor));
        let capture = taker(Source::Tracing, level(*metadata.level()));
        let parent = if attributes.is_root() {
            None
        } else {
            match attributes.parent() {
                Some(parent) => self.spans.open(parent),
                None => self.spans.innermost(capture.as_ref()),
            }
        };
        let fields = printed.all();
        self.spans.add(metadata, capture.as_ref(), parent, fields)
    }

    fn record(&self, span: &Id, values: &Values<'_>) {
        let printed = Printed::of_span(|visitor| values.record(visitor));
        if let Some(span) = self.spans.open(span) {
            span.record(printed.all());
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, span: &Id) {
        self.spans.enter(span);
    }

    fn exit(&self, span: &Id) {
        self.spans.exit(span);
    }

    fn clone_span(&self, span: &Id) -> Id {
        self.spans.hold(span);
        span.clone()
    }

    fn try_close(&self, span: Id) -> bool {
        self.spans.let_go(&span)
    }

    fn current_span(&self) -> Current {
        self.spans
            .current(taker(Source::Tracing, Level::Error).as_ref())
    }
}

/// Returns the level in our words.
pub(super) fn level(level: tracing_core::Level) -> Level {
    match level {
        tracing_core::Level::ERROR => Level::Error,
        tracing_core::Level::WARN => Level::Warn,
        tracing_core::Level::INFO => Level::Info,
        tracing_core::Level::DEBUG => Level::Debug,
        tracing_core::Level::TRACE => Level::Trace,
    }
}

/// The name under which `tracing` has the message among the fields.
const MESSAGE: &str = "message";

/// Prints fields.
#[derive(Default)]
struct Printed {
    message: Option<String>,
    fields: Fields,
}

impl Printed {
    /// Prints the fields of a span; none if that is too deep within what is being printed already.
    fn of_span(record: impl FnOnce(&mut Printed)) -> Printed {
        let mut printed = Printed::default();
        if let Some(_within) = Within::enter() {
            record(&mut printed);
        }
        printed
    }

    fn add(&mut self, field: &Field, value: String) {
        if field.name() == MESSAGE {
            self.message = Some(value);
        } else {
            self.fields.set(Cow::Borrowed(field.name()), value);
        }
    }

    /// Returns the fields, with the message as one.
    fn all(self) -> Fields {
        let mut fields = self.fields;
        if let Some(message) = self.message {
            fields.set(Cow::Borrowed(MESSAGE), message);
        }
        fields
    }
}

/// Numbers and truths come as they print for a programmer, which is how they come by default.
impl Visit for Printed {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.add(field, value.to_string());
    }
}
