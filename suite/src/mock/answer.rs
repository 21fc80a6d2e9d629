use std::{collections::VecDeque, sync::Arc};

use runtime_matrix_core::BoxFuture;

use crate::mock::{locked::Locked, times::Times};

/// What a mock does once a call has its turn.
pub(crate) enum Answer<A, O> {
    Function(Arc<Function<A, O>>),
    Future(Arc<AsyncFunction<A, O>>),
    /// It never answers.
    Pending,
}

pub(crate) type Function<A, O> = dyn Fn(&Arc<A>) -> O + Send + Sync;
pub(crate) type AsyncFunction<A, O> = dyn Fn(Arc<A>) -> BoxFuture<O> + Send + Sync;

impl<A, O> Clone for Answer<A, O> {
    fn clone(&self) -> Answer<A, O> {
        match self {
            Answer::Function(function) => Answer::Function(Arc::clone(function)),
            Answer::Future(function) => Answer::Future(Arc::clone(function)),
            Answer::Pending => Answer::Pending,
        }
    }
}

/// An answer for each call to come.
pub(crate) enum Standing<A, O> {
    /// Makes a copy of a value.
    Value(Box<dyn Fn() -> O + Send>),
    Answer(Answer<A, O>),
}

/// An answer for one call, or one for each of several calls.
pub(crate) enum Once<A, O> {
    Value(O),
    Answer(Answer<A, O>),
    Each(Box<dyn Iterator<Item = O> + Send>),
}

/// The answers that were given to a mock for certain arguments, or for all.
pub(crate) struct Rule<A, O> {
    once: VecDeque<Once<A, O>>,
    standing: Option<Standing<A, O>>,
    /// How many answers for one call have been used up.
    used: usize,
    /// Whether there have been answers for one call.
    had_once: bool,
    /// How many calls there have been that it is for.
    pub(crate) met: usize,
    pub(crate) times: Option<Times>,
}

/// What a rule has for a call.
pub(crate) enum Choice<A, O> {
    Value(O),
    Answer(Answer<A, O>),
    /// That many answers have been used up, and none is left.
    RanOut(usize),
    /// None was ever given.
    Nothing,
}

impl<A, O> Rule<A, O> {
    pub(crate) fn new() -> Rule<A, O> {
        Rule {
            once: VecDeque::new(),
            standing: None,
            used: 0,
            had_once: false,
            met: 0,
            times: None,
        }
    }

    pub(crate) fn add(&mut self, once: Once<A, O>) {
        self.had_once = true;
        self.once.push_back(once);
    }

    pub(crate) fn stand(&mut self, answer: Standing<A, O>) -> Option<Standing<A, O>> {
        self.standing.replace(answer)
    }

    /// Counts a call; returns how many are allowed if it is one too many.
    #[inline]
    pub(crate) fn count(&mut self) -> Option<usize> {
        self.met += 1;
        let most = self.times?.most;
        (self.met > most).then_some(most)
    }

    /// Chooses the answer of the next call: those for one call first, in the order in which they were given.
    #[inline]
    pub(crate) fn choose(&mut self) -> Choice<A, O> {
        let _locked = Locked::enter();
        while let Some(once) = self.once.pop_front() {
            let choice = match once {
                Once::Value(value) => Choice::Value(value),
                Once::Answer(answer) => Choice::Answer(answer),
                Once::Each(mut values) => match values.next() {
                    Some(value) => {
                        self.once.push_front(Once::Each(values));
                        Choice::Value(value)
                    }
                    None => continue,
                },
            };
            self.used += 1;
            return choice;
        }
        match &self.standing {
            Some(Standing::Value(copy)) => Choice::Value(copy()),
            Some(Standing::Answer(answer)) => Choice::Answer(answer.clone()),
            None if self.had_once => Choice::RanOut(self.used),
            None => Choice::Nothing,
        }
    }
}
