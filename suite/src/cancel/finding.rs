use std::fmt::{self, Write};

use crate::{
    cancel::disturbance::{Disturbance, Plan},
    tracking::await_point::AwaitPoint,
};

/// The rule that a disturbed operation broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Oracle {
    /// The user's own check.
    Check,
    /// What was sent is received, inside, or returned.
    Conservation,
    /// The capacity is the same before and after.
    Capacity,
    /// A fresh operation ends, and within its polls.
    Fresh,
    /// Whoever is ready has been woken.
    Wakes,
    /// An operation that was not dropped ends.
    Ends,
    /// Nothing panics.
    Panics,
    /// A poll returns soon, and none asks for the next one for ever.
    Polls,
    /// The cell itself passes: no leak, no panic of a task.
    Cell,
    /// Two runs without a disturbance are the same.
    Repeats,
}

/// Something that a sweep found, with all the places where it found the same.
///
/// ```
/// use runtime_matrix::cancel::{self, Oracle};
///
/// // It locks, and unlocks at its end instead of in a drop.
/// let swept = cancel::sweep(
///     |_| async { false },
///     |rt, locked: &mut bool| {
///         Box::pin(async move {
///             *locked = true;
///             rt.yield_now().await;
///             *locked = false;
///         })
///     },
/// )
/// .check(|_, locked, _| {
///     let locked = *locked;
///     Box::pin(async move { if locked { Err("it is left locked") } else { Ok(()) } })
/// })
/// .run();
/// let finding = &swept.findings()[0];
/// assert_eq!(finding.oracle(), Oracle::Check);
/// assert_eq!(finding.message(), "the check failed: \"it is left locked\"");
/// assert_eq!(finding.points(), [1]);
/// assert_eq!(finding.rerun(), "P1@1 on sim");
/// ```
#[derive(Clone, Debug)]
pub struct Finding {
    pub(super) disturbance: Option<Disturbance>,
    pub(super) oracle: Oracle,
    pub(super) message: String,
    /// A dump, say; of the first time only.
    pub(super) details: String,
    pub(super) at: Vec<At>,
}

/// Where something was found.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) plan: Plan,
    pub(super) awaited: Option<AwaitPoint>,
    pub(super) cell: &'static str,
}

impl Finding {
    /// Returns the disturbance that it was found by; `None` if it was found without any.
    #[must_use]
    pub fn disturbance(&self) -> Option<Disturbance> {
        self.disturbance
    }

    /// Returns the rule that was broken.
    #[must_use]
    pub fn oracle(&self) -> Oracle {
        self.oracle
    }

    /// Returns the sentence that says what was expected and what came.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the suspension points at which it was found, in order; the first is 1, and 0 is before the first
    /// poll.
    #[must_use]
    pub fn points(&self) -> Vec<usize> {
        let mut points: Vec<_> = self.at.iter().map(|at| at.plan.point).collect();
        points.sort_unstable();
        points.dedup();
        points
    }

    /// Returns the ids of the cells on which it was found, in the order in which they ran.
    #[must_use]
    pub fn cells(&self) -> Vec<&'static str> {
        let mut cells = Vec::new();
        for at in &self.at {
            if !cells.contains(&at.cell) {
                cells.push(at.cell);
            }
        }
        cells
    }

    /// Returns what `RUNTIME_MATRIX_SWEEP` has to say to replay it alone.
    #[must_use]
    pub fn rerun(&self) -> String {
        let first = &self.at[0];
        format!("{} on {}", first.plan, first.cell)
    }

    /// Says where it was found, a line for all points on the same cells; `all` is how many cells there were.
    fn places(&self, all: usize) -> String {
        let mut lines: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
        for point in self.points() {
            let here = || self.at.iter().filter(|at| at.plan.point == point);
            let cells: Vec<_> = here().map(|at| at.cell).collect();
            let awaited = here().find_map(|at| at.awaited);
            let awaited = awaited.map(|point| format!(" ({point})"));
            let point = format!("{point}{}", awaited.unwrap_or_default());
            match lines.iter_mut().find(|(same, _)| *same == cells) {
                Some((_, points)) => points.push(point),
                None => lines.push((cells, vec![point])),
            }
        }
        let mut text = String::new();
        for (cells, points) in lines {
            let on = if cells.len() == all && all > 1 {
                format!("all {all} cells")
            } else {
                cells.join(", ")
            };
            let at = match points.as_slice() {
                [only] if self.disturbance.is_none() || only == "0" => String::new(),
                [only] => format!("at suspension point {only} "),
                _ => format!("at suspension points {} ", points.join(", ")),
            };
            let _ = writeln!(text, "    {at}on {on}");
        }
        text
    }

    /// Tells it; `rerun` is what stands before and after what restricts a rerun to it.
    pub(super) fn write(
        &self,
        f: &mut fmt::Formatter<'_>,
        all: usize,
        (seed, test): (&str, &str),
    ) -> fmt::Result {
        match self.disturbance {
            Some(disturbance) => writeln!(f, "  {disturbance}: {}", self.message)?,
            None => writeln!(f, "  undisturbed: {}", self.message)?,
        }
        f.write_str(&self.places(all))?;
        for line in self.details.lines() {
            writeln!(f, "    {line}")?;
        }
        let rerun = self.rerun();
        writeln!(
            f,
            "    rerun: {seed}RUNTIME_MATRIX_SWEEP=\"{rerun}\" {test}"
        )
    }
}

/// What one replay found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) oracle: Oracle,
    pub(super) message: String,
    pub(super) details: String,
}

impl Found {
    pub(super) fn new(oracle: Oracle, message: String) -> Found {
        Found {
            oracle,
            message,
            details: String::new(),
        }
    }

    pub(super) fn with(self, details: String) -> Found {
        Found { details, ..self }
    }
}
