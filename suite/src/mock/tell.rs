//! What failures of mocks say. Nothing here depends on the types of a mock's arguments.

use std::{fmt::Write, panic::Location};

use crate::mock::{
    args::Args,
    core::{ALL, Core, Noted, Refused},
    diff,
    log::{CallState, Record},
    pattern::Text,
    times::count,
};

/// A log that is longer is cut in the middle.
const MOST: usize = 200;

/// A call that is longer is also told argument by argument.
const WIDE: usize = 80;

/// Returns a call as code: `send("PONG", 7)`.
pub(crate) fn call(name: &str, args: &[Text]) -> String {
    let args: Vec<_> = args.iter().map(|arg| arg.line.as_str()).collect();
    format!("{name}({})", args.join(", "))
}

/// All that a mock knows, in words.
pub(crate) struct Transcript {
    pub(crate) name: String,
    parameters: &'static [&'static str],
    by_await: bool,
    calls: Vec<Told>,
    /// How many calls are left out in the middle.
    left_out: usize,
}

/// One call in words.
struct Told {
    number: usize,
    args: Vec<Text>,
    state: CallState,
    place: &'static Location<'static>,
    /// Its place among the awaits, if that is another than among the calls.
    awaited: Option<usize>,
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    /// Puts the log in words, without the lock: what is printed is the test's own.
    pub(crate) fn transcript(&self) -> Transcript {
        let (calls, awaits) = (self.calls(), self.awaits());
        let told = |(index, record): (usize, &Record<A>)| Told {
            number: index + 1,
            args: record.args.texts(),
            state: record.state,
            place: record.place,
            awaited: awaits
                .iter()
                .position(|other| other.called == record.called)
                .filter(|position| *position != index)
                .map(|position| position + 1),
        };
        let left_out = calls.len().saturating_sub(MOST);
        let shown = calls.iter().enumerate();
        let shown = shown.filter(|(index, _)| *index < MOST / 2 || *index >= MOST / 2 + left_out);
        Transcript {
            name: self.name.clone().into_owned(),
            parameters: self.parameters,
            by_await: self.by_await,
            calls: shown.map(told).collect(),
            left_out,
        }
    }
}

impl Transcript {
    /// Returns a sentence and what there is to add to it: what was expected, then the whole log.
    pub(crate) fn failure(&self, sentence: &str, evidence: &str) -> String {
        format!("{sentence}{evidence}\n{}", self.log())
    }

    /// Returns all calls, in order, with their places.
    pub(crate) fn log(&self) -> String {
        let name = &self.name;
        let all = self.calls.len() + self.left_out;
        match all {
            0 => return format!("  `{name}` was never called"),
            1 => return format!("  the one call: {}", self.entry(&self.calls[0])),
            _ => {}
        }
        let mut text = format!("  all {all} calls, in order:");
        for (index, told) in self.calls.iter().enumerate() {
            if self.left_out > 0 && index == MOST / 2 {
                let _ = write!(text, "\n    … {} more …", self.left_out);
            }
            let _ = write!(text, "\n    {}. {}", told.number, self.entry(told));
        }
        text
    }

    fn entry(&self, told: &Told) -> String {
        let mut text = call(&self.name, &told.args);
        if self.by_await || told.state != CallState::Completed {
            let _ = write!(text, ": {}", told.state);
        }
        if let Some(awaited) = told.awaited {
            let _ = write!(text, " (await {awaited})");
        }
        let _ = write!(text, "; called at {}", told.place);
        text
    }

    /// Returns what was expected, by itself.
    pub(crate) fn expected(&self, expected: &[Text]) -> String {
        format!("\n  expected: {}", call(&self.name, expected))
    }

    /// Returns what was expected beside what came, and where they differ.
    pub(crate) fn difference(&self, expected: &[Text], actual: &[Text], judged: &[bool]) -> String {
        let (left, right) = (call(&self.name, expected), call(&self.name, actual));
        let mut text = format!("\n  expected: {left}\n    actual: {right}");
        let wrong: Vec<_> = (0..judged.len()).filter(|index| !judged[*index]).collect();
        let Some(&first) = wrong.first() else {
            return text;
        };
        if left.chars().count() <= WIDE && right.chars().count() <= WIDE {
            let before = actual[..first]
                .iter()
                .map(|arg| arg.line.chars().count() + 2);
            let within = diff::first_difference(&expected[first].line, &actual[first].line);
            let column = self.name.chars().count() + 1 + before.sum::<usize>() + within;
            let _ = write!(
                text,
                "\n{}^ {}",
                " ".repeat(12 + column),
                self.arguments(&wrong)
            );
        } else {
            for index in wrong {
                let _ = write!(text, "\n  {} (- expected, + actual):", self.argument(index));
                for line in diff::lines(&expected[index].pretty, &actual[index].pretty) {
                    let _ = write!(text, "\n    {line}");
                }
            }
        }
        text
    }

    fn arguments(&self, wrong: &[usize]) -> String {
        let wrong: Vec<_> = wrong.iter().map(|index| self.argument(*index)).collect();
        wrong.join(", ")
    }

    fn argument(&self, index: usize) -> String {
        match self.parameters.get(index) {
            Some(name) => format!("argument {}, `{name}`", index + 1),
            None => format!("argument {}", index + 1),
        }
    }
}

// --- what is thrown into the code under test ------------------------------------------------------------

/// A call that is not expected.
pub(crate) fn refused<A: Args, O: Send + 'static>(
    core: &Core<A, O>,
    refused: &Refused,
    noted: Noted,
) -> String {
    let (called, place) = (core.called(noted.number), noted.place);
    match refused {
        Refused::Unexpected => {
            let mut text = format!("a strict mock does not expect {called}\n  called at {place}");
            let heads = core.look(|state| state.heads.clone());
            if heads.is_empty() {
                text.push_str("\n  it expects no call at all: say `when(…)` what it is to expect");
            }
            for head in &heads {
                let expected = call(&core.name, &head.pattern.describe());
                let _ = write!(text, "\n  expected: {expected}, said at {}", head.place);
            }
            text
        }
        Refused::TooMany { rule, most } => format!(
            "{} was expected {} at most, and this call is one more: {called}\n  called at {place}\n{}",
            core.expected(*rule),
            count(*most),
            core.transcript().log()
        ),
    }
}

/// A call that no answer is there for.
pub(crate) fn no_answer<A: Args, O: Send + 'static>(core: &Core<A, O>, noted: Noted) -> String {
    let why = "it was never told what to answer: say `returns(…)`, `returns_once(…)` or `answers(|args| …)` \
               before it is called";
    unanswered(core, why, noted)
}

/// A call for which the answers do not last.
pub(crate) fn ran_out<A: Args, O: Send + 'static>(
    core: &Core<A, O>,
    rule: usize,
    used: usize,
    noted: Noted,
) -> String {
    let answers = match used {
        0 => "a sequence without a single answer is all it was given".to_owned(),
        1 => "its one answer has been used up".to_owned(),
        used => format!("its {used} answers have been used up"),
    };
    let of_rule = match rule {
        ALL => String::new(),
        rule => format!(" for {}", core.expected(rule)),
    };
    let why =
        format!("{answers}{of_rule}: give more, or say what comes after them with `returns(…)`");
    format!(
        "{}\n{}",
        unanswered(core, &why, noted),
        core.transcript().log()
    )
}

fn unanswered<A: Args, O: Send + 'static>(core: &Core<A, O>, why: &str, noted: Noted) -> String {
    format!(
        "mock `{}` has no answer for {}\n  called at {}\n  {why}",
        core.name,
        core.called(noted.number),
        noted.place
    )
}

/// A mock that calls itself.
pub(crate) fn too_deep(name: &str, depth: usize, place: &Location<'_>) -> String {
    format!(
        "mock `{name}` is called {depth} answers deep: an answer calls it again without end\n  called at {place}"
    )
}

impl<A: Args, O: Send + 'static> Core<A, O> {
    /// Returns a call that is under way, as code.
    fn called(&self, number: usize) -> String {
        call(&self.name, &self.args(number).texts())
    }

    /// Returns what a rule is for, as code.
    pub(crate) fn expected(&self, rule: usize) -> String {
        let head = self.look(|state| {
            rule.checked_sub(1)
                .and_then(|index| state.heads.get(index).cloned())
        });
        match head {
            Some(head) => call(&self.name, &head.pattern.describe()),
            None => format!("`{}`", self.name),
        }
    }
}
