//! What stands behind the assertions: what is found wanting, and how that is told.

use crate::{
    mock::{
        args::Args,
        core::Core,
        log::{CallState, Record},
        pairing::unmatched,
        pattern::{Pattern, Text},
    },
    times::count,
};

/// What is asserted of: calls, or awaits.
#[derive(Clone, Copy)]
pub(crate) enum Way {
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

impl<A: Args, O: Send + 'static> Core<A, O> {
    fn events(&self, way: Way) -> Vec<Record<A>> {
        match way {
            Way::Called => self.calls(),
            Way::Awaited => self.awaits(),
        }
    }

    #[track_caller]
    pub(crate) fn fail(&self, sentence: &str, evidence: &str) -> ! {
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
    pub(crate) fn assert_any(&self, way: Way) {
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
    pub(crate) fn assert_times(&self, way: Way, times: usize) {
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
    pub(crate) fn assert_last(&self, way: Way, expected: &dyn Pattern<A>) {
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
    pub(crate) fn assert_once_with(&self, way: Way, expected: &dyn Pattern<A>) {
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
    pub(crate) fn assert_some(&self, way: Way, expected: &dyn Pattern<A>) {
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
    pub(crate) fn assert_run(&self, way: Way, expected: &[&dyn Pattern<A>]) {
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
    pub(crate) fn assert_each(&self, way: Way, expected: &[&dyn Pattern<A>]) {
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
    pub(crate) fn assert_state(&self, state: CallState, times: Option<usize>) {
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
