//! What a test may assert of a mock. Each failure says what was expected, what came, and the whole log.

use crate::{
    mock::{
        args::Args,
        core::Core,
        handle::{AsyncMock, Kind, Mock},
        log::{CallState, Record},
        pattern::{Pattern, Text},
    },
    times::count,
};

/// What is asserted of: calls, or awaits.
#[derive(Clone, Copy)]
enum Way {
    Called,
    Awaited,
}

impl Way {
    fn done(self) -> &'static str {
        match self {
            Way::Called => "called",
            Way::Awaited => "awaited",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Way::Called => "call",
            Way::Awaited => "await",
        }
    }
}

/// Puts the same assertions on calls and on awaits.
macro_rules! assertions {
    ($way:ident: $at_all:ident $once:ident $times:ident $not:ident $last:ident $once_with:ident $any:ident
        $has:ident $has_unordered:ident, $done:literal $event:literal) => {
        #[doc = concat!("Asserts that the mock has been ", $done, ".")]
        ///
        /// # Panics
        ///
        /// Panics if it has not.
        #[track_caller]
        pub fn $at_all(&self) {
            self.core.assert_any(Way::$way);
        }

        #[doc = concat!("Asserts that the mock has been ", $done, " exactly once.")]
        ///
        /// # Panics
        ///
        /// Panics if it has not.
        #[track_caller]
        pub fn $once(&self) {
            self.core.assert_times(Way::$way, 1);
        }

        #[doc = concat!("Asserts that the mock has been ", $done, " so many times.")]
        ///
        /// # Panics
        ///
        /// Panics if it has not.
        #[track_caller]
        pub fn $times(&self, times: usize) {
            self.core.assert_times(Way::$way, times);
        }

        #[doc = concat!("Asserts that the mock has not been ", $done, ".")]
        ///
        /// # Panics
        ///
        /// Panics if it has.
        #[track_caller]
        pub fn $not(&self) {
            self.core.assert_times(Way::$way, 0);
        }

        #[doc = concat!("Asserts that the last ", $event, " had those arguments.")]
        ///
        /// # Panics
        ///
        /// Panics if it had others, or if there was none.
        #[track_caller]
        pub fn $last(&self, expected: impl Pattern<A>) {
            self.core.assert_last(Way::$way, &expected);
        }

        #[doc = concat!("Asserts that there was exactly one ", $event, ", with those arguments.")]
        ///
        /// # Panics
        ///
        /// Panics if it had others, or if there were none or several.
        #[track_caller]
        pub fn $once_with(&self, expected: impl Pattern<A>) {
            self.core.assert_once_with(Way::$way, &expected);
        }

        #[doc = concat!("Asserts that some ", $event, " had those arguments.")]
        ///
        /// # Panics
        ///
        /// Panics if none had.
        #[track_caller]
        pub fn $any(&self, expected: impl Pattern<A>) {
            self.core.assert_some(Way::$way, &expected);
        }

        #[doc = concat!("Asserts that there were those ", $event, "s, in that order and with no other in between.")]
        /// Before and after them there may be others. An empty list says nothing, and is refused.
        ///
        /// # Panics
        ///
        /// Panics if there were not.
        #[track_caller]
        pub fn $has(&self, expected: &[&dyn Pattern<A>]) {
            self.core.assert_run(Way::$way, expected);
        }

        #[doc = concat!("Asserts that there was ", $event, " for ", $event, " each of those, in any order and among any others.")]
        /// An empty list says nothing, and is refused.
        ///
        /// # Panics
        ///
        /// Panics if one of them is missing.
        #[track_caller]
        pub fn $has_unordered(&self, expected: &[&dyn Pattern<A>]) {
            self.core.assert_each(Way::$way, expected);
        }
    };
}

impl<A: Args, O: Send + 'static, K: Kind> Mock<A, O, K> {
    assertions! { Called:
    assert_called assert_called_once assert_called_times assert_not_called assert_called_with
    assert_called_once_with assert_any_call assert_has_calls assert_has_calls_in_any_order,
    "called" "call" }
}

/// Awaits are first polls: a call that was awaited may have been cancelled since.
impl<A: Args, O: Send + 'static> AsyncMock<A, O> {
    assertions! { Awaited:
    assert_awaited assert_awaited_once assert_awaited_times assert_not_awaited assert_awaited_with
    assert_awaited_once_with assert_any_await assert_has_awaits assert_has_awaits_in_any_order,
    "awaited" "await" }

    /// Asserts that some call was given its answer.
    ///
    /// # Panics
    ///
    /// Panics if none was.
    #[track_caller]
    pub fn assert_completed(&self) {
        self.core.assert_state(CallState::Completed, None);
    }

    /// Asserts that so many calls were given their answers.
    ///
    /// # Panics
    ///
    /// Panics if there were more or fewer.
    #[track_caller]
    pub fn assert_completed_times(&self, times: usize) {
        self.core.assert_state(CallState::Completed, Some(times));
    }

    /// Asserts that some call was dropped after its first poll and before its answer.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// use runtime_matrix::mock::AsyncMock;
    ///
    /// let fetch = AsyncMock::<(), u32>::new("fetch");
    /// fetch.pends();
    /// let late = rt.timeout(std::time::Duration::from_secs(5), fetch.call()).await;
    /// assert!(late.is_err());
    /// fetch.assert_awaited_once();
    /// fetch.assert_cancelled();
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if none was.
    #[track_caller]
    pub fn assert_cancelled(&self) {
        self.core.assert_state(CallState::Cancelled, None);
    }

    /// Asserts that so many calls were dropped between their first poll and their answer.
    ///
    /// # Panics
    ///
    /// Panics if there were more or fewer.
    #[track_caller]
    pub fn assert_cancelled_times(&self, times: usize) {
        self.core.assert_state(CallState::Cancelled, Some(times));
    }

    /// Asserts that each call has been awaited.
    ///
    /// # Panics
    ///
    /// Panics if one has not, or if there was no call at all.
    #[track_caller]
    pub fn assert_all_awaited(&self) {
        let (calls, awaits) = (self.call_count(), self.await_count());
        if calls == 0 || awaits < calls {
            let sentence = match calls {
                0 => format!(
                    "expected each call of `{}` to have been awaited, but there was none",
                    self.name()
                ),
                _ => format!(
                    "expected each call of `{}` to have been awaited, but {} not",
                    self.name(),
                    match calls - awaits {
                        1 if calls == 1 => "its one call was".to_owned(),
                        1 => format!("1 of {calls} calls was"),
                        missing => format!("{missing} of {calls} calls were"),
                    }
                ),
            };
            self.core.fail(&sentence, "");
        }
    }
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    fn events(&self, way: Way) -> Vec<Record<A>> {
        match way {
            Way::Called => self.calls(),
            Way::Awaited => self.awaits(),
        }
    }

    #[track_caller]
    fn fail(&self, sentence: &str, evidence: &str) -> ! {
        panic!("{}", self.transcript().failure(sentence, evidence))
    }

    /// Fails with what was expected beside the event that is nearest to it.
    #[track_caller]
    fn fail_for(
        &self,
        way: Way,
        sentence: &str,
        expected: &dyn Pattern<A>,
        actual: Option<&Record<A>>,
    ) -> ! {
        let (transcript, described) = (self.transcript(), expected.describe());
        let evidence = match actual {
            None => transcript.expected(&described) + &self.hint(way),
            Some(actual) => transcript.difference(
                &described,
                &actual.args.texts(),
                &expected.judge(&actual.args),
            ),
        };
        self.fail(sentence, &evidence)
    }

    #[track_caller]
    fn assert_any(&self, way: Way) {
        if self.events(way).is_empty() {
            let sentence = format!(
                "expected `{}` to have been {}, but it was not",
                self.name,
                way.done()
            );
            self.fail(&sentence, &self.hint(way));
        }
    }

    #[track_caller]
    fn assert_times(&self, way: Way, times: usize) {
        let events = self.events(way).len();
        if events != times {
            let hint = if events < times {
                self.hint(way)
            } else {
                String::new()
            };
            self.fail(&self.miscounted(way.done(), times, events), &hint);
        }
    }

    #[track_caller]
    fn assert_last(&self, way: Way, expected: &dyn Pattern<A>) {
        let (name, events) = (&self.name, self.events(way));
        let noun = way.noun();
        match events.last() {
            None => self.fail_for(way, &none(name, way), expected, None),
            Some(last) if !expected.matches(&last.args) => {
                let sentence = format!("the last {noun} of `{name}` is not the expected one");
                self.fail_for(way, &sentence, expected, Some(last));
            }
            Some(_) => {}
        }
    }

    #[track_caller]
    fn assert_once_with(&self, way: Way, expected: &dyn Pattern<A>) {
        let (name, events) = (&self.name, self.events(way));
        match &events[..] {
            [] => self.fail_for(way, &none(name, way), expected, None),
            [one] if expected.matches(&one.args) => {}
            [one] => {
                let sentence =
                    format!("the one {} of `{name}` is not the expected one", way.noun());
                self.fail_for(way, &sentence, expected, Some(one));
            }
            _ => self.fail_for(
                way,
                &self.miscounted(way.done(), 1, events.len()),
                expected,
                None,
            ),
        }
    }

    #[track_caller]
    fn assert_some(&self, way: Way, expected: &dyn Pattern<A>) {
        let (name, events) = (&self.name, self.events(way));
        if events.iter().any(|event| expected.matches(&event.args)) {
            return;
        }
        // The first of those that are nearest.
        let right = |event: &&Record<A>| {
            expected
                .judge(&event.args)
                .iter()
                .filter(|right| **right)
                .count()
        };
        match events.iter().rev().max_by_key(right) {
            None => self.fail_for(way, &none(name, way), expected, None),
            nearest => {
                let sentence = match events.len() {
                    1 => format!("the one {} of `{name}` is not the expected one", way.noun()),
                    count => format!(
                        "none of the {count} {}s of `{name}` is the expected one; the nearest:",
                        way.noun()
                    ),
                };
                self.fail_for(way, &sentence, expected, nearest);
            }
        }
    }

    #[track_caller]
    fn assert_run(&self, way: Way, expected: &[&dyn Pattern<A>]) {
        self.refuse_empty(expected.len());
        let events = self.events(way);
        let fits = |run: &[Record<A>]| {
            run.iter()
                .zip(expected)
                .all(|(event, expected)| expected.matches(&event.args))
        };
        if events.windows(expected.len()).any(fits) {
            return;
        }
        let sentence = format!(
            "the {}s of `{}` do not include those expected, one right after the other",
            way.noun(),
            self.name
        );
        let expected: Vec<_> = expected.iter().map(|pattern| pattern.describe()).collect();
        self.fail(&sentence, &self.list("expected, in this order", &expected));
    }

    #[track_caller]
    fn assert_each(&self, way: Way, expected: &[&dyn Pattern<A>]) {
        self.refuse_empty(expected.len());
        let events = self.events(way);
        let fits: Vec<Vec<bool>> = expected
            .iter()
            .map(|expected| {
                events
                    .iter()
                    .map(|event| expected.matches(&event.args))
                    .collect()
            })
            .collect();
        let missing = unmatched(&fits, events.len());
        if missing.is_empty() {
            return;
        }
        let sentence = format!(
            "the {}s of `{}` do not include all of those expected, each by one of its own",
            way.noun(),
            self.name
        );
        let missing: Vec<_> = missing
            .iter()
            .map(|index| expected[*index].describe())
            .collect();
        let all: Vec<_> = expected.iter().map(|pattern| pattern.describe()).collect();
        let evidence = self.list("expected, in any order", &all) + &self.list("missing", &missing);
        self.fail(&sentence, &evidence);
    }

    #[track_caller]
    fn assert_state(&self, state: CallState, times: Option<usize>) {
        let done = match state {
            CallState::Completed => "completed",
            _ => "cancelled",
        };
        let found = self.count(state);
        match times {
            None if found == 0 => {
                let sentence = format!(
                    "expected a call of `{}` to have been {done}, but none was",
                    self.name
                );
                self.fail(&sentence, "");
            }
            Some(times) if found != times => self.fail(&self.miscounted(done, times, found), ""),
            _ => {}
        }
    }

    fn miscounted(&self, done: &str, expected: usize, actual: usize) -> String {
        let name = &self.name;
        let actual = match actual {
            0 => "it was not".to_owned(),
            actual => format!("it was {done} {}", count(actual)),
        };
        match expected {
            0 => format!("expected `{name}` not to have been {done}, but {actual}"),
            expected => format!(
                "expected `{name}` to have been {done} {}, but {actual}",
                count(expected)
            ),
        }
    }

    /// Says so if there are calls that only have to be awaited.
    fn hint(&self, way: Way) -> String {
        let unawaited = match way {
            Way::Called => 0,
            Way::Awaited => self.count(CallState::Called) + self.count(CallState::NeverAwaited),
        };
        let calls = match unawaited {
            0 => return String::new(),
            1 => "1 call was".to_owned(),
            calls => format!("{calls} calls were"),
        };
        format!(
            "\n  {calls} made and not awaited: nothing of a call happens before its future is polled, so `.await` \
             it, or wait for the task that does"
        )
    }

    #[track_caller]
    fn refuse_empty(&self, expected: usize) {
        assert!(
            expected > 0,
            "an empty list asserts nothing of `{}`: say `assert_not_called()` or `assert_not_awaited()` if nothing is expected",
            self.name
        );
    }

    fn list(&self, title: &str, calls: &[Vec<Text>]) -> String {
        let calls = calls
            .iter()
            .map(|args| format!("\n    {}", super::tell::call(&self.name, args)));
        format!("\n  {title}:{}", calls.collect::<String>())
    }
}

fn none(name: &str, way: Way) -> String {
    format!(
        "expected `{name}` to have been {} as below, but it was not at all",
        way.done()
    )
}

/// Gives each of the expected an event of its own, as far as that goes, and returns those that are left
/// without. `fits` says of each of the expected which events would do.
fn unmatched(fits: &[Vec<bool>], events: usize) -> Vec<usize> {
    let mut taken: Vec<Option<usize>> = vec![None; events];
    let mut missing = Vec::new();
    for index in 0..fits.len() {
        if !place(index, fits, &mut taken, &mut vec![false; events]) {
            missing.push(index);
        }
    }
    missing
}

/// Finds an event for one of the expected; others make room for it where they can.
fn place(
    index: usize,
    fits: &[Vec<bool>],
    taken: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for event in 0..taken.len() {
        if !fits[index][event] || std::mem::replace(&mut tried[event], true) {
            continue;
        }
        let is_free = match taken[event] {
            None => true,
            Some(other) => place(other, fits, taken, tried),
        };
        if is_free {
            taken[event] = Some(index);
            return true;
        }
    }
    false
}
