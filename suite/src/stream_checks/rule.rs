use std::{fmt, future::Future, pin::Pin};

use crate::stream_checks::{case::Case, end::End};

/// What a rule of a stream is called, and what it says.
#[derive(Clone, Copy)]
pub struct Rule {
    name: &'static str,
    says: &'static str,
    pub(super) run: Run,
}

/// Looks at a rule with a fresh pair of ends.
type Run = fn(Case, End, End) -> Pin<Box<dyn Future<Output = Ruling>>>;

/// What came of looking at one rule.
pub(super) type Ruling = Result<(), Stop>;

/// Why a rule was not seen to hold.
#[derive(Debug)]
pub(super) enum Stop {
    /// What was expected and what came.
    Broken(String),
    /// Why the rule says nothing about that stream.
    NotApplicable(String),
}

impl Rule {
    pub(super) const fn new(name: &'static str, says: &'static str, run: Run) -> Rule {
        Rule { name, says, run }
    }

    /// Returns the rule's name, by which it is reported, chosen and excepted.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the sentence that says what holds.
    #[must_use]
    pub fn says(&self) -> &'static str {
        self.says
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("name", &self.name)
            .field("says", &self.says)
            .finish_non_exhaustive()
    }
}

/// Makes a rule of the function with its name.
macro_rules! rule {
    ($name:ident, $says:literal) => {
        $crate::stream_checks::rule::Rule::new(stringify!($name), $says, |case, first, second| {
            Box::pin($name(case, first, second))
        })
    };
}

pub(super) use rule;
