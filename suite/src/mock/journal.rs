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

/// Not public API.
#[doc(hidden)]
#[derive(Debug)]
pub struct Event {
    number: u64,
    index: usize,
    mock: usize,
    text: String,
    place: &'static Location<'static>,
}

/// One call or await that a [`Journal`] is to have, made by [`Mock::with`].
pub struct Expected {
    mock: Arc<dyn Attached>,
    described: Vec<Text>,
    holds: Box<dyn Fn(usize, bool) -> bool + Send + Sync>,
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    /// Returns the expectation of a call of this mock with those arguments, for a [`Journal`].
    pub fn with(&self, pattern: impl Pattern<A> + Send + Sync + 'static) -> Expected {
        let core = Arc::clone(&self.core);
        Expected {
            mock: self.attached(),
            described: pattern.describe(),
            holds: Box::new(move |index, awaits| {
                let records = core.happened(awaits);
                records
                    .get(index)
                    .is_some_and(|record| pattern.matches(&record.args))
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
        let event = |(index, record): (usize, &Record<A>)| Event {
            number: record.awaited.filter(|_| awaits).unwrap_or(record.called),
            index,
            mock: 0,
            text: tell::call(&self.name, &record.args.texts()),
            place: record.place,
        };
        self.happened(awaits)
            .iter()
            .enumerate()
            .map(event)
            .collect()
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
        self.events(false)
            .into_iter()
            .map(|event| event.text)
            .collect()
    }

    /// Returns all awaits in their order, as failures print them.
    #[must_use]
    pub fn awaits(&self) -> Vec<String> {
        self.events(true)
            .into_iter()
            .map(|event| event.text)
            .collect()
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
        self.assert_run(expected, false);
    }

    /// Asserts that there were those awaits, in that order and with no other of an attached mock in between.
    /// Mocks by call take part with their calls.
    ///
    /// # Panics
    ///
    /// Panics if there were not, if one of them is of a mock that is not attached, and for an empty list.
    #[track_caller]
    pub fn assert_has_awaits(&self, expected: &[Expected]) {
        self.assert_run(expected, true);
    }

    #[track_caller]
    fn assert_run(&self, expected: &[Expected], awaits: bool) {
        assert!(
            !expected.is_empty(),
            "an empty list asserts nothing of a journal"
        );
        let wanted: Vec<_> = expected
            .iter()
            .map(|expected| self.position(expected))
            .collect();
        let events = self.events(awaits);
        let fits = |run: &[Event]| {
            let mut pairs = run.iter().zip(expected).zip(&wanted);
            pairs.all(|((event, expected), mock)| {
                event.mock == *mock && (expected.holds)(event.index, awaits)
            })
        };
        if events.windows(expected.len()).any(fits) {
            return;
        }
        let noun = if awaits { "await" } else { "call" };
        let mut text = format!(
            "the journal's {noun}s do not include those expected, one right after the other"
        );
        text.push_str("\n  expected, in this order:");
        for expected in expected {
            let _ = write!(
                text,
                "\n    {}",
                tell::call(expected.mock.name(), &expected.described)
            );
        }
        let _ = match events.len() {
            0 => write!(text, "\n  there was no {noun}"),
            _ => write!(text, "\n  all {noun}s, in order:"),
        };
        for event in events {
            let _ = write!(text, "\n    {}; called at {}", event.text, event.place);
        }
        panic!("{text}");
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
