use std::{fmt, fmt::Write, panic::Location, sync::Arc};

use crate::mock::{
    args::Args,
    core::Core,
    handle::{Kind, Mock},
    log::Record,
    pattern::{Pattern, Text},
    tell,
};

/// The order of what happens to several mocks.
///
/// Whatever happens to the mocks of a test is numbered in one order, on several threads too. A journal looks at the
/// mocks that are attached to it, before or after they are called.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::mock::{AsyncMock, Journal};
///
/// let trigger = AsyncMock::<(String,), String>::new("trigger");
/// let send = AsyncMock::<(String,), ()>::new("send");
/// trigger.returns("my response".to_owned());
///
/// let response = trigger.call_ref("message").await;
/// send.call(response).await;
///
/// let journal = Journal::of(&[&trigger, &send]);
/// journal.assert_has_awaits(&[trigger.with("message"), send.with("my response")]);
/// # }).unwrap();
/// ```
#[derive(Clone, Default)]
pub struct Journal {
    mocks: Vec<Arc<dyn Attached>>,
}

/// A mock of any type that can be attached to a [`Journal`].
pub trait Attach {
    /// Not public API.
    #[doc(hidden)]
    fn attached(&self) -> Arc<dyn Attached>;
}

/// Not public API. A mock as its journal sees it.
#[doc(hidden)]
pub trait Attached: Send + Sync {
    /// Returns what happened to the mock: its calls, or its awaits.
    fn events(&self, awaits: bool) -> Vec<Event>;
    /// Returns the mock's name.
    fn name(&self) -> &str;
}

/// Not public API. A call or an await of a mock of any type.
#[doc(hidden)]
pub struct Event {
    number: u64,
    /// The mock's position in the journal.
    mock: usize,
    args: Arc<dyn Args>,
    place: &'static Location<'static>,
}

/// Whether others may be in between.
#[derive(Clone, Copy)]
enum Fit {
    Run,
    Order,
}

/// Tells whether arguments fit, if they are those of the mock that it was made for.
type Holds = dyn Fn(&dyn Args) -> bool + Send + Sync;

/// One call or await that a [`Journal`] is to have, made by [`Mock::with`].
pub struct Expected {
    mock: Arc<dyn Attached>,
    described: Vec<Text>,
    holds: Box<Holds>,
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    /// Returns the expectation of a call of this mock with those arguments, for a [`Journal`].
    pub fn with(&self, pattern: impl Pattern<A> + Send + Sync + 'static) -> Expected {
        Expected {
            mock: self.attached(),
            described: pattern.describe(),
            holds: Box::new(move |args| {
                let args = args.as_any().downcast_ref();
                args.is_some_and(|args| pattern.matches(args))
            }),
        }
    }
}

impl<A: Args, O: Send + 'static, K: Kind> Attach for Mock<A, O, K> {
    fn attached(&self) -> Arc<dyn Attached> {
        Arc::<Core<A, O>>::clone(&self.core)
    }
}

impl<A: Args, O: Send + 'static> Attached for Core<A, O> {
    fn events(&self, awaits: bool) -> Vec<Event> {
        let event = |record: Record<A>| Event {
            number: record.awaited.filter(|_| awaits).unwrap_or(record.called),
            mock: 0,
            place: record.place,
            args: record.args,
        };
        self.happened(awaits).into_iter().map(event).collect()
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    /// Returns the calls, or the awaits if a call is awaited at all.
    fn happened(&self, awaits: bool) -> Vec<Record<A>> {
        if awaits && self.by_await {
            self.awaits()
        } else {
            self.calls()
        }
    }
}

impl Journal {
    /// Makes an empty journal.
    #[must_use]
    pub fn new() -> Journal {
        Journal::default()
    }

    /// Makes a journal of those mocks.
    #[must_use]
    pub fn of(mocks: &[&dyn Attach]) -> Journal {
        Journal {
            mocks: mocks.iter().map(|mock| mock.attached()).collect(),
        }
    }

    /// Adds a mock, with all that has happened to it. One that is attached already is left as it is.
    pub fn attach(&mut self, mock: &dyn Attach) {
        let mock = mock.attached();
        if !self.mocks.iter().any(|known| same(known, &mock)) {
            self.mocks.push(mock);
        }
    }

    /// Returns all calls in their order, as failures print them: `send("PONG", 7)`.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        let events = self.events(false);
        events.iter().map(|event| self.text(event)).collect()
    }

    /// Returns all awaits in their order, as failures print them.
    #[must_use]
    pub fn awaits(&self) -> Vec<String> {
        let events = self.events(true);
        events.iter().map(|event| self.text(event)).collect()
    }

    /// Returns the number of each call, in their order.
    #[must_use]
    pub fn call_numbers(&self) -> Vec<u64> {
        self.events(false)
            .iter()
            .map(|event| event.number)
            .collect()
    }

    /// Asserts that there were those calls, in that order and with no other of an attached mock in between.
    ///
    /// # Panics
    ///
    /// Panics if there were not, if one of them is of a mock that is not attached, and for an empty list.
    #[track_caller]
    pub fn assert_has_calls(&self, expected: &[Expected]) {
        self.assert_fits(expected, false, Fit::Run);
    }

    /// Asserts that there were those calls, each after the one before, with any others in between.
    ///
    /// # Panics
    ///
    /// Panics if there were not, if one of them is of a mock that is not attached, and for an empty list.
    #[track_caller]
    pub fn assert_call_order(&self, expected: &[Expected]) {
        self.assert_fits(expected, false, Fit::Order);
    }

    /// Asserts that there were those awaits, in that order and with no other of an attached mock in between.
    /// Mocks by call take part with their calls.
    ///
    /// # Panics
    ///
    /// Panics if there were not, if one of them is of a mock that is not attached, and for an empty list.
    #[track_caller]
    pub fn assert_has_awaits(&self, expected: &[Expected]) {
        self.assert_fits(expected, true, Fit::Run);
    }

    /// Asserts that there were those awaits, each after the one before, with any others in between.
    ///
    /// # Panics
    ///
    /// Panics if there were not, if one of them is of a mock that is not attached, and for an empty list.
    #[track_caller]
    pub fn assert_await_order(&self, expected: &[Expected]) {
        self.assert_fits(expected, true, Fit::Order);
    }

    #[track_caller]
    fn assert_fits(&self, expected: &[Expected], awaits: bool, fit: Fit) {
        assert!(
            !expected.is_empty(),
            "an empty list asserts nothing of a journal"
        );
        let wanted: Vec<_> = expected
            .iter()
            .map(|one| (one, self.position(one)))
            .collect();
        let events = self.events(awaits);
        let fits = |(event, (expected, mock)): (&Event, &(&Expected, usize))| {
            event.mock == *mock && (expected.holds)(&*event.args)
        };
        let found = match fit {
            Fit::Run => events
                .windows(wanted.len())
                .any(|run| run.iter().zip(&wanted).all(fits)),
            Fit::Order => {
                let mut events = events.iter();
                wanted
                    .iter()
                    .all(|wanted| events.any(|event| fits((event, wanted))))
            }
        };
        if !found {
            panic!("{}", self.missing(expected, &events, awaits, fit));
        }
    }

    fn missing(&self, expected: &[Expected], events: &[Event], awaits: bool, fit: Fit) -> String {
        let noun = if awaits { "await" } else { "call" };
        let how = match fit {
            Fit::Run => "one right after the other",
            Fit::Order => "each after the one before",
        };
        let mut text = format!(
            "the journal's {noun}s do not include those expected, {how}\n  expected, in this order:"
        );
        for expected in expected {
            let _ = write!(text, "\n    {expected:?}");
        }
        let _ = match events.len() {
            0 => write!(text, "\n  there was no {noun}"),
            _ => write!(text, "\n  all {noun}s, in order:"),
        };
        for event in events {
            let _ = write!(
                text,
                "\n    {}; called at {}",
                self.text(event),
                event.place
            );
        }
        text
    }

    fn text(&self, event: &Event) -> String {
        tell::call(self.mocks[event.mock].name(), &event.args.texts())
    }

    #[track_caller]
    fn position(&self, expected: &Expected) -> usize {
        let position = self
            .mocks
            .iter()
            .position(|mock| same(mock, &expected.mock));
        position.unwrap_or_else(|| {
            panic!(
                "mock `{}` is not attached to this journal: `attach` it, or name it in `Journal::of`",
                expected.mock.name()
            )
        })
    }

    fn events(&self, awaits: bool) -> Vec<Event> {
        let mut events = Vec::new();
        for (mock, attached) in self.mocks.iter().enumerate() {
            events.extend(
                attached
                    .events(awaits)
                    .into_iter()
                    .map(|event| Event { mock, ..event }),
            );
        }
        events.sort_by_key(|event| event.number);
        events
    }
}

fn same(left: &Arc<dyn Attached>, right: &Arc<dyn Attached>) -> bool {
    std::ptr::addr_eq(Arc::as_ptr(left), Arc::as_ptr(right))
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.mocks.iter().map(|mock| mock.name());
        f.debug_struct("Journal")
            .field("mocks", &names.collect::<Vec<_>>())
            .finish()
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&tell::call(self.mock.name(), &self.described))
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
