use std::{fmt, panic::Location, sync::Arc, thread};

use runtime_matrix_report::Verdict;

use crate::{
    sync::Monitor,
    times::{IntoTimes, Times, count},
    tracking::{
        await_point,
        current::Current,
        failure::Failure,
        place::{Place, Places},
        title::Title,
        waits::{Known, Waits},
        witness::Witness,
    },
};

/// Something that has to happen a number of times before the test ends, wherever it happens.
///
/// A handle: clones are the same confirmation, usable from any thread and on any runtime. What is to happen
/// calls [`confirm`](Confirmation::confirm); [`wait`](Confirmation::wait) waits until it has happened often
/// enough. Once too often panics at once, where it happens.
///
/// At the end of the test, when everything that could run has had its turns, a count that is not in the range
/// fails the test, even if nobody waited, the panic was swallowed or the handles are gone. Outside of a test
/// the last handle that is dropped panics for it.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// use runtime_matrix::Confirmation;
/// let handled = Confirmation::new("handler ran", 2..=2);
/// for _ in 0..2 {
///     let handled = handled.clone();
///     rt.spawn(async move { handled.confirm() }).detach();
/// }
/// handled.wait().await;
/// assert_eq!(handled.count(), 2);
/// # }).unwrap();
/// ```
///
/// A test in which it happens too seldom fails:
///
/// ```
/// use runtime_matrix::{Cell, Confirmation, Runtime, Sim, Verdict};
///
/// let outcome = Cell::new(&Sim).run(|_: Runtime| async {
///     Confirmation::new("handler ran", 1..=2);
/// });
/// assert_eq!(outcome.verdict(), Verdict::Fail);
/// let message = "confirmation `handler ran`: expected 1 to 2 times, and never confirmed";
/// assert_eq!(outcome.message(), Some(message));
/// ```
#[derive(Clone)]
pub struct Confirmation {
    tally: Arc<Tally>,
    /// Outside of a test, where nobody else asks in the end.
    _last: Option<Arc<Last>>,
}

/// What was confirmed so far.
struct Tally {
    title: Title,
    expected: Times,
    confirms: Monitor<Confirms>,
    waits: Waits,
    known: Known,
}

#[derive(Debug, Default)]
struct Confirms {
    count: usize,
    places: Places,
}

impl Confirmation {
    /// Returns a new confirmation of something that is to happen as often as `expected` says: `2`, `1..`, `..=3`,
    /// `0`.
    ///
    /// Reports call it by that name and by the place of this call.
    ///
    /// # Panics
    ///
    /// Panics if no count is in the range.
    #[track_caller]
    pub fn new(name: &str, expected: impl IntoTimes) -> Confirmation {
        let place = Location::caller();
        let expected = expected.bounds().unwrap_or_else(|| {
            panic!("confirmation `{name}`: no count is in the range: nothing could confirm it")
        });
        Confirmation::of(name, expected, place.into())
    }

    fn of(name: &str, expected: Times, place: Place) -> Confirmation {
        let title = Title {
            kind: "confirmation",
            name: Some(name.to_owned()),
            place,
        };
        let tally = Arc::new(Tally {
            title,
            expected,
            confirms: Monitor::default(),
            waits: Waits::default(),
            known: Known::default(),
        });
        let owed = Owed(Arc::clone(&tally));
        let last = match Current::tracker() {
            Some(tracker) => {
                tracker.call(Arc::new(owed));
                None
            }
            None => Some(Arc::new(Last(owed))),
        };
        Confirmation { tally, _last: last }
    }

    /// Counts that it has happened. Reports name the place of this call.
    ///
    /// # Panics
    ///
    /// Panics if it has happened more often than expected now, except while a panic unwinds already.
    #[track_caller]
    pub fn confirm(&self) {
        let place = Location::caller().into();
        let count = self.tally.confirms.change(|confirms| {
            confirms.count += 1;
            confirms.places.add(place);
            confirms.count
        });
        let is_too_many = count > self.tally.expected.most;
        if is_too_many && !thread::panicking() {
            let tally = &self.tally;
            panic!("{}\n{}", tally.sentence(), tally.details().join("\n"));
        }
    }

    /// Returns how often it has happened so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.tally.confirms.look(|confirms| confirms.count)
    }

    /// Waits until it has happened often enough: as often as the range's lower bound says.
    ///
    /// # Cancellation
    ///
    /// Dropping the future has no effect: the end of the test still asks for the count.
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = ()> + Send + use<> {
        let tally = Arc::clone(&self.tally);
        let place = Location::caller().into();
        async move {
            tally.known.call(|| Arc::clone(&tally) as Arc<dyn Witness>);
            let _wait = tally.waits.begin(place);
            let least = tally.expected.least;
            let has_come = |confirms: &mut Confirms| (confirms.count >= least).then_some(());
            let come = tally.confirms.until(has_come);
            await_point::saying("a confirmation, since", place, come).await;
        }
    }
}

/// Runs `body` with a [`Confirmation`], waits until that has happened often enough, and returns what the
/// body returned.
///
/// What the body has spawned may go on confirming after it: the wait is for that. The upper bound holds
/// until the end of the test, as for any confirmation.
///
/// Whatever the body returns is waited with, an error too.
///
/// # Panics
///
/// Panics if no count is in the range.
///
/// # Cancellation
///
/// Dropping the future drops the body. The confirmation stays: the end of the test asks for its count, even
/// if the future was never polled.
///
/// ```
/// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
/// let spawned = runtime_matrix::confirmation("handler ran", 1..=1, |handled| async {
///     rt.spawn(async move { handled.confirm() })
/// })
/// .await;
/// spawned.await.unwrap();
/// # }).unwrap();
/// ```
#[track_caller]
pub fn confirmation<B, F>(
    name: &str,
    expected: impl IntoTimes,
    body: B,
) -> impl Future<Output = F::Output>
where
    B: FnOnce(Confirmation) -> F,
    F: Future,
{
    let confirmation = Confirmation::new(name, expected);
    let waiting = confirmation.wait();
    async move {
        let output = body(confirmation.clone()).await;
        waiting.await;
        output
    }
}

impl Tally {
    /// Says what is wrong with the count, if anything is.
    fn fault(&self) -> Option<String> {
        let count = self.confirms.look(|confirms| confirms.count);
        let Times { least, most } = self.expected;
        let is_wrong = count < least || count > most;
        is_wrong.then(|| self.sentence())
    }

    fn sentence(&self) -> String {
        let count = self.confirms.look(|confirms| confirms.count);
        let name = self.title.name.as_deref().unwrap_or_default();
        let (expected, confirmed) = (self.expected, confirmed(count));
        format!("confirmation `{name}`: expected {expected}, and {confirmed}")
    }

    fn details(&self) -> Vec<String> {
        let mut details = vec![format!("made at {}", self.title.place)];
        let places = self.confirms.look(|confirms| confirms.places.clone());
        if places.count() > 0 {
            details.push(format!("confirmed at {places}"));
        }
        details
    }
}

impl Witness for Tally {
    fn waits(&self) -> Option<String> {
        let since = self.waits.since()?;
        let (title, expected) = (&self.title, self.expected);
        let places = self.confirms.look(|confirms| confirms.places.clone());
        let confirmed = confirmed(places.count());
        let at = match places.count() {
            0 => String::new(),
            _ => format!(" (at {places})"),
        };
        Some(format!(
            "{title}: expected {expected}, {confirmed}{at}; waiting {since}"
        ))
    }
}

fn confirmed(times: usize) -> String {
    match times {
        0 => "never confirmed".to_owned(),
        times => format!("confirmed {}", count(times)),
    }
}

/// A confirmation that the end of a test asks for.
struct Owed(Arc<Tally>);

impl Owed {
    fn failures(&self) -> Vec<Failure> {
        let failure = |message| Failure {
            place: Some(self.0.title.place.to_string()),
            details: self.0.details(),
            ..Failure::new(Verdict::Fail, message)
        };
        self.0.fault().map(failure).into_iter().collect()
    }
}

impl Witness for Owed {
    fn at_end(&self) -> Vec<Failure> {
        self.failures()
    }

    /// What was cancelled may have confirmed in its drop.
    fn after_sweep(&self) -> Vec<Failure> {
        self.failures()
    }
}

/// Outside of a test: what all handles of a confirmation share.
struct Last(Owed);

impl Drop for Last {
    fn drop(&mut self) {
        let tally = &self.0.0;
        let fault = tally.fault().filter(|_| !thread::panicking());
        if let Some(sentence) = fault {
            panic!("{sentence}\n{}", tally.details().join("\n"));
        }
    }
}

impl fmt::Debug for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Confirmation")
            .field("name", &self.tally.title.name)
            .field("expected", &self.tally.expected.to_string())
            .field("count", &self.count())
            .finish_non_exhaustive()
    }
}
