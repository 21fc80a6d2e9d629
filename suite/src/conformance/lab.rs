use std::{
    fmt::{Debug, Display},
    future::Future,
    panic::{Location, resume_unwind},
    pin::pin,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use runtime_matrix_core::{Card, Executor, Options, RuntimeFactory};

use crate::{
    conformance::{case::Case, instance::Instance, parts::turn},
    sync::lock,
};

/// Something that must not happen is waited for that long.
const QUIET: Duration = Duration::from_millis(40);

/// What a case works with: the runtime to be tried, and the place where findings are kept.
///
/// Findings do not lean on panics, which a faulty runtime may swallow: the first one is kept here, whichever
/// thread it is made on, and decides the case.
#[derive(Clone)]
pub(crate) struct Lab(Arc<Inner>);

struct Inner {
    factory: &'static dyn RuntimeFactory,
    /// When the case has run out of time.
    end: Instant,
    limit: Duration,
    finding: Mutex<Option<Finding>>,
    observed: Mutex<Option<&'static str>>,
    left: Mutex<Option<String>>,
    /// What is waited for, by whoever waits.
    waits: Mutex<Vec<(u64, String)>>,
}

/// A rule that does not hold, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) expected: String,
    pub(crate) came: String,
    pub(crate) place: String,
}

/// The payload by which a case that has nothing more to say is left.
pub(crate) struct Over;

/// Takes back that something is waited for.
pub(crate) struct Waiting {
    lab: Lab,
    number: u64,
}

impl Lab {
    pub(crate) fn new(factory: &'static dyn RuntimeFactory, limit: Duration) -> Lab {
        Lab(Arc::new(Inner {
            factory,
            end: Instant::now() + limit,
            limit,
            finding: Mutex::default(),
            observed: Mutex::default(),
            left: Mutex::default(),
            waits: Mutex::default(),
        }))
    }

    pub(crate) fn factory(&self) -> &'static dyn RuntimeFactory {
        self.0.factory
    }

    pub(crate) fn card(&self) -> Card {
        self.0.factory.card()
    }

    /// Builds an instance as anybody would.
    #[track_caller]
    pub(crate) fn instance(&self) -> Instance {
        self.instance_with(&Options::default())
    }

    #[track_caller]
    pub(crate) fn instance_with(&self, options: &Options) -> Instance {
        match self.0.factory.build(options) {
            Ok(executor) => Instance::new(executor, self),
            Err(error) => self.fail("an instance to be built", format!("an error: {error}")),
        }
    }

    /// Drives a root to its end and returns its output; `what` says what that waits for.
    #[track_caller]
    pub(crate) fn block_on<T>(
        &self,
        executor: &dyn Executor,
        what: &str,
        root: impl Future<Output = T>,
    ) -> T {
        let mut output = None;
        {
            let _waiting = self.waits(what);
            executor.block_on(pin!(async { output = Some(root.await) }));
        }
        match output {
            Some(output) => output,
            None => self.fail(
                format!("`block_on` to return after its root has ended, which waits for {what}"),
                "it returned before",
            ),
        }
    }

    /// Gives others turns until the condition holds; fails the case if that takes almost all of its time.
    #[track_caller]
    pub(crate) fn until(
        &self,
        what: &str,
        condition: impl Fn() -> bool,
    ) -> impl Future<Output = ()> {
        let place = Location::caller();
        async move {
            let _waiting = self.waits(what);
            while !condition() {
                self.check_time(what, place);
                turn().await;
            }
        }
    }

    /// Blocks the thread until the condition holds; fails the case if that takes almost all of its time.
    #[track_caller]
    pub(crate) fn until_blocking(&self, what: &str, condition: impl Fn() -> bool) {
        let _waiting = self.waits(what);
        while !condition() {
            self.check_time(what, Location::caller());
            thread::sleep(Duration::from_micros(200));
        }
    }

    fn check_time(&self, what: &str, place: &'static Location<'static>) {
        if Instant::now() + self.0.limit / 4 > self.0.end {
            let came = format!("nothing of it within {:?}", self.0.limit * 3 / 4);
            self.fail_at(place, what.to_owned(), came);
        }
    }

    /// Tells whether there is time to try once more what is chance.
    pub(crate) fn has_time(&self) -> bool {
        Instant::now() + self.0.limit / 4 < self.0.end
    }

    /// Blocks the thread for a while in which something must not happen, and tells whether it did.
    pub(crate) fn happens(&self, condition: impl Fn() -> bool) -> bool {
        within(QUIET, condition)
    }

    /// Blocks the thread until the condition holds, for a part of the case's time that leaves room for a few more of
    /// these, and tells whether it does.
    pub(crate) fn comes(&self, what: &str, condition: impl Fn() -> bool) -> bool {
        let _waiting = self.waits(what);
        within(self.0.limit / 5, condition)
    }

    /// Says what is waited for, until what is returned is dropped: a hang is told by it.
    pub(crate) fn waits(&self, what: &str) -> Waiting {
        let mut waits = lock(&self.0.waits);
        let number = waits.last().map_or(0, |(number, _)| number + 1);
        waits.push((number, what.to_owned()));
        Waiting {
            lab: self.clone(),
            number,
        }
    }

    /// Fails the case: the rule does not hold.
    #[track_caller]
    pub(crate) fn fail(&self, expected: impl Display, came: impl Display) -> ! {
        self.fail_at(Location::caller(), expected.to_string(), came.to_string())
    }

    /// Fails the case unless the condition holds.
    #[track_caller]
    pub(crate) fn holds(&self, condition: bool, expected: &str, came: &str) {
        if !condition {
            self.fail(expected, came);
        }
    }

    /// Fails the case unless both are equal; `what` names what came.
    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "values that were just made are told, and compared"
    )]
    pub(crate) fn equal<T: PartialEq + Debug>(&self, what: &str, came: T, expected: T) {
        if came != expected {
            self.fail(format!("{what} to be {expected:?}"), format!("{came:?}"));
        }
    }

    /// Tells which of the named outcomes an `info` case has seen.
    pub(crate) fn observed(&self, outcome: &'static str) {
        *lock(&self.0.observed) = Some(outcome);
    }

    /// Leaves the case: the card says that the rule does not apply here.
    pub(crate) fn leave(&self, reason: &str) -> ! {
        *lock(&self.0.left) = Some(reason.to_owned());
        resume_unwind(Box::new(Over))
    }

    fn fail_at(&self, place: &Location<'_>, expected: String, came: String) -> ! {
        lock(&self.0.finding).get_or_insert_with(|| Finding {
            expected,
            came,
            place: format!("{}:{}", place.file(), place.line()),
        });
        resume_unwind(Box::new(Over))
    }

    pub(crate) fn finding(&self) -> Option<Finding> {
        lock(&self.0.finding).clone()
    }

    pub(crate) fn seen(&self) -> Option<&'static str> {
        *lock(&self.0.observed)
    }

    pub(crate) fn reason_left(&self) -> Option<String> {
        lock(&self.0.left).clone()
    }

    /// Returns what is waited for, the latest first.
    pub(crate) fn awaited(&self) -> Vec<String> {
        let waits = lock(&self.0.waits);
        waits.iter().rev().map(|(_, what)| what.clone()).collect()
    }

    /// Returns why the case does not apply to the runtime, if it does not.
    pub(crate) fn lacks(&self, case: &Case) -> Option<String> {
        let missing = case.requires().without(self.card().capabilities);
        let is_missing = missing.iter().next().is_some();
        is_missing.then(|| format!("it requires {missing}, which the card does not declare"))
    }
}

fn within(time: Duration, condition: impl Fn() -> bool) -> bool {
    let end = Instant::now() + time;
    while !condition() {
        if Instant::now() > end {
            return condition();
        }
        thread::sleep(Duration::from_micros(200));
    }
    true
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waits = lock(&self.lab.0.waits);
        waits.retain(|(number, _)| *number != self.number);
    }
}
