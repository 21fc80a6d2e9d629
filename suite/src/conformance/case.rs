use std::{fmt, time::Duration};

use runtime_matrix_core::{Capabilities, Capability};
pub use runtime_matrix_report::Level;

use crate::conformance::lab::Lab;

/// How long a case may take, unless it says otherwise.
const DEADLINE: Duration = Duration::from_secs(10);

/// One rule of the catalogue: a sentence, where it comes from, and the program that checks it.
///
/// ```
/// use runtime_matrix::conformance::{Case, Level};
///
/// let case = Case::named("block_on::returns_after_its_root").unwrap();
/// assert_eq!(case.level(), Level::Must);
/// assert_eq!(case.area(), "block_on");
/// assert!(case.sentence().contains("MUST"));
/// ```
#[derive(Clone, Copy)]
pub struct Case {
    id: &'static str,
    level: Level,
    status: Status,
    since: &'static str,
    requires: Capabilities,
    determinism: Determinism,
    sentence: &'static str,
    source: &'static str,
    hint: &'static str,
    deadline: Duration,
    outcomes: &'static [&'static str],
    program: Option<Program>,
}

/// Does something on a runtime and tells the lab what it finds.
pub(crate) type Program = fn(&Lab);

/// Whether a case counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// It runs and is told of, but decides nothing yet: fewer than two independent runtimes pass it.
    Provisional,
    /// It counts: two independent runtimes pass it, and it is known to catch a fault; of one that is
    /// [`Info`](Level::Info), which no runtime can fail, each outcome is known to be seen.
    Stable,
    /// It does not run any more, for this reason. Its id is never used again.
    Retired(&'static str),
    /// The rule holds, but no program can check it, for this reason.
    Untested(&'static str),
}

/// Whether one run of a case settles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Determinism {
    /// One run does.
    Exact,
    /// Threads race: it is run that many times, and has to hold in each.
    Repeated(u32),
    /// Threads race, and the next run may see another outcome: no page keeps what one run has seen.
    Varies,
}

/// Writes a case: `case!("area", name_of_the_program, Level, "sentence")`.
macro_rules! case {
    ($area:literal, $program:ident, $level:ident, $sentence:literal) => {
        $crate::conformance::case::Case::new(
            concat!($area, "::", stringify!($program)),
            $crate::conformance::case::Level::$level,
            $sentence,
            $program,
        )
    };
}
pub(crate) use case;

impl Case {
    /// Returns a case that is stable, exact and requires nothing.
    pub(crate) const fn new(
        id: &'static str,
        level: Level,
        sentence: &'static str,
        program: Program,
    ) -> Case {
        Case {
            id,
            level,
            status: Status::Stable,
            since: "0.1.0",
            requires: Capabilities::of(&[]),
            determinism: Determinism::Exact,
            sentence,
            source: "",
            hint: "",
            deadline: DEADLINE,
            outcomes: &[],
            program: Some(program),
        }
    }

    /// Returns the entry of a rule that no program can check, for this reason.
    pub(crate) const fn untested(
        id: &'static str,
        level: Level,
        sentence: &'static str,
        reason: &'static str,
    ) -> Case {
        fn nothing(_: &Lab) {}
        let case = Case::new(id, level, sentence, nothing);
        Case {
            status: Status::Untested(reason),
            program: None,
            ..case
        }
    }

    /// Says that it does not run any more, for this reason; what takes its place has an id of its own.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "no case is retired yet, and one that goes has to be"
        )
    )]
    pub(crate) const fn retired(self, reason: &'static str) -> Case {
        Case {
            status: Status::Retired(reason),
            program: None,
            ..self
        }
    }

    /// Says where the rule comes from: the contract's item, or a runtime's documentation.
    pub(crate) const fn with_source(self, source: &'static str) -> Case {
        Case { source, ..self }
    }

    /// Says what a failure usually means, and what to do.
    pub(crate) const fn with_hint(self, hint: &'static str) -> Case {
        Case { hint, ..self }
    }

    pub(crate) const fn requiring(self, capabilities: &[Capability]) -> Case {
        Case {
            requires: Capabilities::of(capabilities),
            ..self
        }
    }

    pub(crate) const fn repeated(self, times: u32) -> Case {
        Case {
            determinism: Determinism::Repeated(times),
            ..self
        }
    }

    /// Says that what an `info` case sees may differ from run to run.
    pub(crate) const fn varying(self) -> Case {
        Case {
            determinism: Determinism::Varies,
            ..self
        }
    }

    pub(crate) const fn with_deadline(self, deadline: Duration) -> Case {
        Case { deadline, ..self }
    }

    /// Names what an `info` case may see.
    pub(crate) const fn with_outcomes(self, outcomes: &'static [&'static str]) -> Case {
        Case { outcomes, ..self }
    }

    /// Says that it decides nothing yet.
    pub(crate) const fn provisional(self) -> Case {
        Case {
            status: Status::Provisional,
            ..self
        }
    }

    /// Returns its id, `area::name`, which is also how the name of its test ends. It is never used again.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the part of the contract that it belongs to.
    #[must_use]
    pub fn area(&self) -> &'static str {
        self.id.split_once("::").map_or(self.id, |(area, _)| area)
    }

    /// Returns how binding it is.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// Returns whether it counts.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// Returns the version of the catalogue that had it first.
    #[must_use]
    pub const fn since(&self) -> &'static str {
        self.since
    }

    /// Returns the powers that it needs; where one is missing it is unsupported.
    #[must_use]
    pub const fn requires(&self) -> Capabilities {
        self.requires
    }

    /// Returns whether one run settles it.
    #[must_use]
    pub const fn determinism(&self) -> Determinism {
        self.determinism
    }

    /// Returns the rule, in one sentence.
    #[must_use]
    pub const fn sentence(&self) -> &'static str {
        self.sentence
    }

    /// Returns where the rule comes from.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// Returns what a failure usually means, and what to do; empty if there is nothing to add.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        self.hint
    }

    /// Returns how long one run of it may take before it counts as a hang.
    #[must_use]
    pub const fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Returns what an `info` case may see.
    #[must_use]
    pub const fn outcomes(&self) -> &'static [&'static str] {
        self.outcomes
    }

    /// Returns what checks it, unless it is retired or untested.
    pub(crate) const fn program(&self) -> Option<Program> {
        self.program
    }

    /// Tells whether it can be run.
    #[must_use]
    pub const fn is_run(&self) -> bool {
        self.program.is_some()
    }

    /// Tells whether a failure of it counts against the runtime.
    #[must_use]
    pub const fn counts(&self) -> bool {
        matches!(self.status, Status::Stable)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("id", &self.id)
            .field("level", &self.level)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Status {
    /// Returns the name that pages and reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Status::Provisional => "provisional",
            Status::Stable => "stable",
            Status::Retired(_) => "retired",
            Status::Untested(_) => "untested",
        }
    }
}

impl Determinism {
    /// Returns how many times a case is run.
    #[must_use]
    pub const fn runs(self) -> u32 {
        match self {
            Determinism::Exact | Determinism::Varies => 1,
            Determinism::Repeated(times) => times,
        }
    }
}

impl fmt::Display for Determinism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Determinism::Exact => f.write_str("exact"),
            Determinism::Repeated(times) => write!(f, "{times} runs"),
            Determinism::Varies => f.write_str("varies"),
        }
    }
}
