//! What failures of mocks say. Nothing here depends on the types of a mock's arguments.

use std::{fmt::Write, panic::Location};

use crate::mock::{
    args::Args,
    core::Core,
    diff,
    log::{CallState, Record},
    pattern::Text,
    state::{ALL, Noted, Refused},
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
        let mut text = format!("  its {all} calls, in order:");
        for (index, told) in self.calls.iter().enumerate() {
            if self.left_out > 0 && index == MOST / 2 {
                let _ = write!(text, "\n    … {} more …", self.left_out);
            }
            let _ = write!(text, "\n    {}. {}", told.number, self.entry(told));
        }
        text
    }

    /// Returns the same where nothing stands before it.
    pub(crate) fn log_by_itself(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().map(|line| &line[2..]).collect();
        lines.join("\n")
    }

    fn entry(&self, told: &Told) -> String {
        let mut text = call(&self.name, &told.args);
        match told.state {
            CallState::Completed if !self.by_await => {}
            CallState::Called if !self.by_await => text.push_str(": not answered yet"),
            state => {
                let _ = write!(text, ": {state}");
            }
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
        if wrong.is_empty() {
            return text;
        }
        if left.chars().count() <= WIDE && right.chars().count() <= WIDE {
            let mut carets = String::new();
            for &index in &wrong {
                let before = actual[..index]
                    .iter()
                    .map(|arg| arg.line.chars().count() + 2);
                let within = diff::first_difference(&expected[index].line, &actual[index].line);
                let column = self.name.chars().count() + 1 + before.sum::<usize>() + within;
                carets = format!("{carets:<column$}^");
            }
            let _ = write!(text, "\n{:12}{carets} {}", "", self.arguments(&wrong));
        } else {
            for index in wrong {
                let _ = write!(text, "\n  {} (- expected, + actual):", self.argument(index));
                let (left, right) = (broken(&expected[index]), broken(&actual[index]));
                for line in diff::lines(&left, &right) {
                    let _ = write!(text, "\n    {line}");
                }
            }
        }
        text
    }

    fn arguments(&self, wrong: &[usize]) -> String {
        let told: Vec<_> = wrong
            .iter()
            .map(|index| match self.parameters.get(*index) {
                Some(name) => format!("{} (`{name}`)", index + 1),
                None => (index + 1).to_string(),
            })
            .collect();
        match (&told[..], wrong) {
            ([_], [index]) => self.argument(*index),
            ([before @ .., last], _) => format!("arguments {} and {last}", before.join(", ")),
            ([], _) => String::new(),
        }
    }

    fn argument(&self, index: usize) -> String {
        match self.parameters.get(index) {
            Some(name) => format!("argument {}, `{name}`", index + 1),
            None => format!("argument {}", index + 1),
        }
    }
}

/// Returns a value over several lines, the text within it too.
fn broken(text: &Text) -> String {
    text.pretty.replace("\\n", "\\n\n")
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
            let heads = core.look(|state| state.heads());
            if heads.is_empty() {
                text.push_str("\n  it expects no call at all: say `when(…)` what it is to expect");
            }
            for head in &heads {
                let expected = call(&core.name, &head.pattern.describe());
                let _ = write!(text, "\n  expected: {expected}, said at {}", head.place);
            }
            text
        }
        Refused::TooMany { rule, times } => {
            let expected = core.expected(*rule);
            let expected = match times.most {
                0 => format!("{expected} is not to be called, and this is a call"),
                _ => format!("{expected} was expected {times}, and this call is one more"),
            };
            let log = core.transcript().log();
            format!("{expected}: {called}\n  called at {place}\n{log}")
        }
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
    let of_rule = match rule {
        ALL => String::new(),
        rule => format!(" for {}", core.expected(rule)),
    };
    let answers = match used {
        0 => format!("the sequence of its answers{of_rule} is empty"),
        1 => format!("its one answer{of_rule} has been used up"),
        used => format!("its {used} answers{of_rule} have been used up"),
    };
    let way_out = match rule {
        ALL => "give more, or say what comes after that with `returns(…)`",
        _ => {
            "give more, or say what comes after that with `when(…).returns(…)`; the mock's own answers are \
              for calls that no `when` fits"
        }
    };
    let why = format!("{answers}: {way_out}");
    format!(
        "{}\n{}",
        unanswered(core, &why, noted),
        core.transcript().log()
    )
}

/// A call that has no answer, for some reason.
pub(crate) fn unanswered<A: Args, O: Send + 'static>(
    core: &Core<A, O>,
    why: &str,
    noted: Noted,
) -> String {
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
        let head = self.look(|state| state.head(rule));
        match head {
            Some(head) => call(&self.name, &head.pattern.describe()),
            None => format!("`{}`", self.name),
        }
    }
}
