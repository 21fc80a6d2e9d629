use std::fmt;

/// A way to disturb an operation while it waits, each of which finds bugs that the others miss.
///
/// ```
/// use runtime_matrix::cancel::Disturbance;
///
/// assert_eq!(Disturbance::DropWoken.id(), "P2");
/// assert_eq!(Disturbance::DropWoken.to_string(), "P2, dropped after the wake and before the next poll");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Disturbance {
    /// P0: made, and dropped before the first poll. It exposes what is done before anything is awaited.
    DropUnpolled,
    /// P1: dropped as soon as it waits. It exposes lost data and leaked capacity.
    DropPending,
    /// P2: dropped after the wake, before the next poll. It exposes what was handed over and dies with the future.
    DropWoken,
    /// P3: polled again without a wake. It exposes double registrations.
    PollAgain,
    /// P4: kept, and never polled again until nothing else can happen; then dropped. It exposes wakes that
    /// are swallowed by a waiter that does not run.
    Freeze,
    /// P5: moved to another task, and polled with another waker each time. It exposes wakes that are sent to
    /// a stale waker.
    Move,
    /// P6: a guard on each poll. It exposes polls that do not return, and futures that wake themselves for ever.
    LongPoll,
    /// P7: cancelled by the runtime's own means.
    Abort,
    /// P7: the runtime's own handle dropped, which cancels on some runtimes and detaches on others.
    DropHandle,
}

impl Disturbance {
    /// All of them, in the order of their ids.
    pub const ALL: [Disturbance; 9] = [
        Disturbance::DropUnpolled,
        Disturbance::DropPending,
        Disturbance::DropWoken,
        Disturbance::PollAgain,
        Disturbance::Freeze,
        Disturbance::Move,
        Disturbance::LongPoll,
        Disturbance::Abort,
        Disturbance::DropHandle,
    ];

    /// Returns the id: `P0` to `P6`, `P7-abort` and `P7-drop`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Disturbance::DropUnpolled => "P0",
            Disturbance::DropPending => "P1",
            Disturbance::DropWoken => "P2",
            Disturbance::PollAgain => "P3",
            Disturbance::Freeze => "P4",
            Disturbance::Move => "P5",
            Disturbance::LongPoll => "P6",
            Disturbance::Abort => "P7-abort",
            Disturbance::DropHandle => "P7-drop",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Disturbance::DropUnpolled => "dropped before the first poll",
            Disturbance::DropPending => "dropped while it waits",
            Disturbance::DropWoken => "dropped after the wake and before the next poll",
            Disturbance::PollAgain => "polled again without a wake",
            Disturbance::Freeze => "kept without being polled, then dropped",
            Disturbance::Move => "moved to another task, with another waker at each poll",
            Disturbance::LongPoll => "a guard on each poll",
            Disturbance::Abort => "cancelled by the runtime",
            Disturbance::DropHandle => "the runtime's handle dropped",
        }
    }

    /// Tells whether it is done at a suspension point, of which the first is 1.
    pub(super) fn needs_a_point(self) -> bool {
        !matches!(
            self,
            Disturbance::DropUnpolled
                | Disturbance::LongPoll
                | Disturbance::Abort
                | Disturbance::DropHandle
        )
    }
}

impl fmt::Display for Disturbance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.id(), self.what())
    }
}

/// What one replay does, and at which suspension point; 0 is before the first poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// `None` leaves the operation alone.
    pub(super) disturbance: Option<Disturbance>,
    pub(super) point: usize,
}

impl Plan {
    pub(super) const UNDISTURBED: Plan = Plan {
        disturbance: None,
        point: 0,
    };

    pub(super) fn does(self, disturbance: Disturbance) -> bool {
        self.disturbance == Some(disturbance)
    }

    /// Returns what is replayed of an operation that suspends that often.
    pub(super) fn all(points: usize) -> Vec<Plan> {
        let at = |point| {
            let disturbances = Disturbance::ALL.into_iter().filter(move |disturbance| {
                let is_first = *disturbance == Disturbance::DropUnpolled;
                *disturbance != Disturbance::LongPoll
                    && if point == 0 {
                        !disturbance.needs_a_point()
                    } else {
                        !is_first
                    }
            });
            disturbances.map(move |disturbance| Plan {
                disturbance: Some(disturbance),
                point,
            })
        };
        (0..=points).flat_map(at).collect()
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.disturbance {
            Some(disturbance) => write!(f, "{}@{}", disturbance.id(), self.point),
            None => f.write_str("undisturbed"),
        }
    }
}

/// The one replay that a rerun is restricted to, as `RUNTIME_MATRIX_SWEEP` says it: `P2@3 on sim`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rerun {
    pub(super) plan: Plan,
    pub(super) cell: String,
}

impl Rerun {
    /// Reads what [`Display`](fmt::Display) writes.
    pub(crate) fn parse(text: &str) -> Result<Rerun, String> {
        let wrong = |what: &str| {
            format!(
                "`{text}` {what}: write a disturbance, a suspension point and a cell, as in `P2@3 on sim`"
            )
        };
        let (plan, cell) = text
            .split_once(" on ")
            .ok_or_else(|| wrong("names no cell"))?;
        let cell = cell.trim().to_owned();
        if cell.is_empty() {
            return Err(wrong("names no cell"));
        }
        if plan.trim() == "undisturbed" {
            let plan = Plan::UNDISTURBED;
            return Ok(Rerun { plan, cell });
        }
        let (id, point) = plan
            .trim()
            .split_once('@')
            .ok_or_else(|| wrong("names no suspension point"))?;
        let disturbance = Disturbance::ALL
            .into_iter()
            .find(|disturbance| disturbance.id() == id);
        let disturbance =
            disturbance.ok_or_else(|| wrong("names no disturbance from P0 to P7-drop"))?;
        let point = point
            .parse()
            .map_err(|_| wrong("has a suspension point that is not a number"))?;
        if point == 0 && disturbance.needs_a_point() {
            return Err(wrong("needs a suspension point from 1"));
        }
        let plan = Plan {
            disturbance: Some(disturbance),
            point,
        };
        Ok(Rerun { plan, cell })
    }
}

impl fmt::Display for Rerun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.plan, self.cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rerun_is_read_as_it_is_written() {
        for text in [
            "P2@3 on sim",
            "P7-abort@0 on smol",
            "undisturbed on tokio_multi_thread",
        ] {
            assert_eq!(Rerun::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_malformed_rerun_says_what_it_lacks() {
        let cases = [
            ("P2@3", "`P2@3` names no cell: write"),
            ("P2@3 on ", "`P2@3 on ` names no cell"),
            ("P2 on sim", "names no suspension point"),
            ("P9@1 on sim", "names no disturbance from P0 to P7-drop"),
            ("P2@x on sim", "has a suspension point that is not a number"),
            ("P2@0 on sim", "needs a suspension point from 1"),
        ];
        for (text, expected) in cases {
            let error = Rerun::parse(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn an_operation_that_never_suspends_is_only_dropped_and_cancelled() {
        let ids: Vec<_> = Plan::all(0).iter().map(ToString::to_string).collect();
        assert_eq!(ids, ["P0@0", "P7-abort@0", "P7-drop@0"]);
        assert_eq!(Plan::all(2).len(), 3 + 2 * 7);
    }
}
