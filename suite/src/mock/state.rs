//! What a mock's lock guards.

use std::{panic::Location, sync::Arc, time::Duration};

use crate::{
    mock::{
        answer::{Answer, Choice, Rule},
        gate::Gate,
        log::{CallState, Entry, Log},
        pattern::Pattern,
    },
    times::Times,
};

pub(crate) struct State<A, O> {
    pub(crate) log: Log<A, O>,
    /// The arguments that answers were given for. Shared, so that it is looked through without the lock.
    pub(crate) heads: Heads<A>,
    /// The answers for all calls, then those of each head.
    pub(crate) rules: Vec<Rule<A, O>>,
    /// How many heads have been forgotten: the numbers of rules go on after them, so that who still has one of
    /// theirs does not take another's.
    pub(crate) forgotten: usize,
    pub(crate) strict: bool,
    pub(crate) allows_never_awaited: bool,
    pub(crate) gate: Option<Gate>,
    pub(crate) delay: Option<Duration>,
    /// Copies what comes out, for a spy.
    pub(crate) keep: Option<fn(&O) -> O>,
    /// Panics that the code under test may have swallowed.
    pub(crate) refusals: Vec<Refusal>,
    /// What the test waits for, by number.
    pub(crate) waits: Vec<(u64, String)>,
    pub(crate) waits_made: u64,
}

/// What each `when` is for, in the order in which they were said.
pub(crate) type Heads<A> = Arc<Vec<Arc<Head<A>>>>;

/// The arguments that a `when` is for.
pub(crate) struct Head<A> {
    pub(crate) pattern: Box<dyn Pattern<A> + Send + Sync>,
    pub(crate) place: &'static Location<'static>,
}

/// A call that the mock has refused.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(crate) place: &'static Location<'static>,
}

/// The number of the rule for all calls.
pub(crate) const ALL: usize = 0;

/// A call that has been noted down.
#[derive(Clone, Copy)]
pub(crate) struct Noted {
    pub(crate) number: usize,
    /// The rule whose arguments fit.
    pub(crate) rule: usize,
    pub(crate) place: &'static Location<'static>,
}

/// Why a call is refused.
pub(crate) enum Refused {
    /// Nothing expects it.
    Unexpected,
    /// It is one more than its rule, by number, allows.
    TooMany { rule: usize, times: Times },
}

/// The answer of a call.
pub(crate) struct Chosen<A, O> {
    /// The rule that it comes from.
    pub(crate) rule: usize,
    pub(crate) choice: Choice<A, O>,
    /// Whether the call's completion has been noted.
    pub(crate) is_noted: bool,
}

impl<A, O> State<A, O> {
    pub(crate) fn new() -> State<A, O> {
        State {
            log: Log::new(),
            heads: Arc::default(),
            rules: vec![Rule::new()],
            forgotten: 0,
            strict: false,
            allows_never_awaited: false,
            gate: None,
            delay: None,
            keep: None,
            refusals: Vec::new(),
            waits: Vec::new(),
            waits_made: 0,
        }
    }

    /// Counts a call for its rule and for the one for all, and tells whether it may be.
    #[inline]
    pub(crate) fn count(&mut self, rule: usize) -> Option<Refused> {
        if self.strict && rule == ALL {
            return Some(Refused::Unexpected);
        }
        let mut refused = self.rules[ALL]
            .count()
            .map(|times| Refused::TooMany { rule: ALL, times });
        if let Some(index) = self.index(rule).filter(|index| *index != ALL) {
            let of_rule = self.rules[index].count();
            let of_rule = of_rule.map(|times| Refused::TooMany { rule, times });
            refused = of_rule.or(refused);
        }
        refused
    }

    /// Returns the place of a rule among the rules, unless it has been forgotten.
    pub(crate) fn index(&self, rule: usize) -> Option<usize> {
        match rule {
            ALL => Some(ALL),
            rule => {
                let index = rule.checked_sub(self.forgotten)?;
                (index > ALL && index < self.rules.len()).then_some(index)
            }
        }
    }

    /// Returns the number of the rule at that place.
    pub(crate) fn number(&self, index: usize) -> usize {
        match index {
            ALL => ALL,
            index => self.forgotten + index,
        }
    }

    /// Returns what each `when` is for.
    pub(crate) fn heads(&self) -> Vec<Arc<Head<A>>> {
        self.heads.to_vec()
    }

    /// Returns what a rule is for, unless that is all calls.
    pub(crate) fn head(&self, rule: usize) -> Option<Arc<Head<A>>> {
        let index = self.index(rule)?.checked_sub(1)?;
        self.heads.get(index).cloned()
    }

    /// Chooses the answer of a call: that of its rule; if that was never given one, the mock's own. A plain
    /// value completes the call.
    pub(crate) fn choose(&mut self, noted: Noted) -> Chosen<A, O> {
        // The answers may have been forgotten since the call.
        let index = self.index(noted.rule).unwrap_or(ALL);
        let (rule, choice) = match self.rules[index].choose() {
            Choice::Nothing if index != ALL => (ALL, self.rules[ALL].choose()),
            choice => (noted.rule, choice),
        };
        // What is forgotten is dropped when its end is noted, which is not for under the lock.
        let is_value = matches!(choice, Choice::Value(_) | Choice::Answer(Answer::Value(_)));
        let is_noted = is_value && self.keep.is_none() && !self.log.is_forgotten(noted.number);
        if is_noted {
            let _none = self.log.note_end(noted.number, CallState::Completed);
        }
        Chosen {
            rule,
            choice,
            is_noted,
        }
    }

    pub(crate) fn forget_calls(&mut self) -> Vec<Entry<A, O>> {
        for rule in &mut self.rules {
            rule.met = 0;
        }
        self.log.forget()
    }
}
