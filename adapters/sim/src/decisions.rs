//! What was decided in a run, and scripts that decide the same again.

use std::{fmt, str::FromStr};

/// One decision of a run.
///
/// Choices are numbered so that 0 is the simplest one: the task that has been ready for longest, and no
/// disturbance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decision {
    /// What was decided.
    pub kind: DecisionKind,
    /// How many choices there were; at least two, since one is none.
    pub choices: u32,
    /// The one that was taken, counted from 0.
    pub chosen: u32,
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DecisionKind {
    /// Which of the ready tasks has the next turn, in the order in which they became ready; that is exact for up to
    /// 1,024 of them.
    Task,
    /// Which simulated worker has the next turn: those that have something to do, and an idle one that steals.
    Worker,
    /// Whether a task that waits is polled all the same, and which: 0 is none.
    SpuriousPoll,
    /// For how many steps a wake is held back.
    LateWake,
    /// Whether all that wait are polled: 0 is no.
    WakeStorm,
}

/// What is chosen at each decision of a run, in order: the shortest text that replays it.
///
/// A choice that there is not, since the run has become another one, is taken for the last one there is. After
/// its end, and for trailing zeros which are not kept, the simplest choice is taken.
///
/// ```
/// use runtime_matrix_sim::Script;
///
/// let script = Script::new(vec![0, 0, 0, 2, 1, 0]);
/// assert_eq!(script.to_string(), "0x3.2.1");
/// assert_eq!("0x3.2.1".parse(), Ok(script));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Script {
    choices: Vec<u32>,
}

impl Script {
    /// Returns a script of these choices, without the zeros at its end.
    #[must_use]
    pub fn new(mut choices: Vec<u32>) -> Script {
        while choices.last() == Some(&0) {
            choices.pop();
        }
        Script { choices }
    }

    /// Returns the choices.
    #[must_use]
    pub fn choices(&self) -> &[u32] {
        &self.choices
    }
}

impl FromIterator<Decision> for Script {
    fn from_iter<I: IntoIterator<Item = Decision>>(decisions: I) -> Script {
        Script::new(
            decisions
                .into_iter()
                .map(|decision| decision.chosen)
                .collect(),
        )
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.choices.is_empty() {
            return f.write_str("-");
        }
        let runs = self.choices.chunk_by(|one, other| one == other);
        for (position, run) in runs.enumerate() {
            let dot = if position > 0 { "." } else { "" };
            write!(f, "{dot}{}", run[0])?;
            if run.len() > 1 {
                write!(f, "x{}", run.len())?;
            }
        }
        Ok(())
    }
}

/// The reason why a text is not a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAScript {
    part: String,
}

impl fmt::Display for NotAScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a step of a schedule: write choices with dots between them, as in `0x3.2.1`, or `-` for \
             none",
            self.part
        )
    }
}

impl std::error::Error for NotAScript {}

/// No schedule is longer than that; a longer one is a typing error that would take all memory.
const MOST: usize = 10_000_000;

impl FromStr for Script {
    type Err = NotAScript;

    fn from_str(text: &str) -> Result<Script, NotAScript> {
        let mut choices = Vec::new();
        if text == "-" {
            return Ok(Script::default());
        }
        for part in text.split('.') {
            let error = || NotAScript {
                part: part.to_owned(),
            };
            let (choice, times) = part.split_once('x').unwrap_or((part, "1"));
            let choice: u32 = choice.parse().map_err(|_| error())?;
            let times: usize = times.parse().map_err(|_| error())?;
            if times == 0 || choices.len() + times > MOST {
                return Err(error());
            }
            choices.extend(std::iter::repeat_n(choice, times));
        }
        Ok(Script::new(choices))
    }
}
