use std::{
    collections::VecDeque,
    panic::Location,
    sync::{Arc, Mutex},
};

use runtime_matrix_core::BoxFuture;

use crate::{mock::within::Within, sync::lock, times::Times};

/// What a mock does once a call has its turn.
pub(crate) enum Answer<A, O> {
    /// It gives a copy of a value, whatever the arguments: those need not be looked up.
    Value(Arc<dyn Fn() -> O + Send + Sync>),
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
            Answer::Value(copy) => Answer::Value(Arc::clone(copy)),
            Answer::Function(function) => Answer::Function(Arc::clone(function)),
            Answer::Future(function) => Answer::Future(Arc::clone(function)),
            Answer::Pending => Answer::Pending,
        }
    }
}

/// An answer for one call, or one for each of several calls.
pub(crate) enum Once<A, O> {
    Value(O),
    Answer(Answer<A, O>),
    Each(Arc<Each<O>>),
}

/// A sequence of values, which may have no end.
pub(crate) struct Each<O> {
    values: Mutex<Box<dyn Iterator<Item = O> + Send>>,
}

impl<O> Each<O> {
    pub(crate) fn new(values: impl Iterator<Item = O> + Send + 'static) -> Each<O> {
        Each {
            values: Mutex::new(Box::new(values)),
        }
    }

    /// Returns the next value; fails if the sequence itself is what asks.
    pub(crate) fn next(&self) -> Result<Option<O>, &'static str> {
        let Some(_within) = Within::enter(self) else {
            return Err("the iterator that its answers come from calls the mock itself");
        };
        Ok(lock(&self.values).next())
    }
}

/// The answers that were given to a mock for certain arguments, or for all.
pub(crate) struct Rule<A, O> {
    once: VecDeque<Once<A, O>>,
    standing: Option<Answer<A, O>>,
    /// How many answers for one call have been used up.
    used: usize,
    /// Whether there have been answers for one call.
    had_once: bool,
    /// How many calls there have been that it is for.
    pub(crate) met: usize,
    pub(crate) times: Option<Times>,
    /// Where that was said.
    pub(crate) times_at: Option<&'static Location<'static>>,
}

/// What a rule has for a call.
pub(crate) enum Choice<A, O> {
    Value(O),
    Answer(Answer<A, O>),
    /// The next value of a sequence, if it has one.
    Each(Arc<Each<O>>),
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
            times_at: None,
        }
    }

    pub(crate) fn add(&mut self, once: Once<A, O>) {
        self.had_once = true;
        self.once.push_back(once);
    }

    pub(crate) fn stand(&mut self, answer: Answer<A, O>) -> Option<Answer<A, O>> {
        self.standing.replace(answer)
    }

    /// Counts a call; returns what is allowed if it is one too many.
    #[inline]
    pub(crate) fn count(&mut self) -> Option<Times> {
        self.met += 1;
        self.times.filter(|times| self.met > times.most)
    }

    /// Chooses the answer of the next call: those for one call first, in the order in which they were given.
    #[inline]
    pub(crate) fn choose(&mut self) -> Choice<A, O> {
        // A sequence stays until it turns out to have ended.
        if let Some(Once::Each(each)) = self.once.front() {
            return Choice::Each(Arc::clone(each));
        }
        match (self.once.pop_front(), &self.standing) {
            (Some(once), _) => {
                self.used += 1;
                match once {
                    Once::Value(value) => Choice::Value(value),
                    Once::Answer(answer) => Choice::Answer(answer),
                    Once::Each(each) => Choice::Each(each),
                }
            }
            (None, Some(answer)) => Choice::Answer(answer.clone()),
            (None, None) if self.had_once => Choice::RanOut(self.used),
            (None, None) => Choice::Nothing,
        }
    }

    /// Notes that a sequence has given a value.
    pub(crate) fn note_used(&mut self) {
        self.used += 1;
    }

    /// Takes a sequence out that has ended, unless somebody else has done so by now.
    pub(crate) fn take_ended(&mut self, ended: &Arc<Each<O>>) -> Option<Once<A, O>> {
        let first = self.once.front();
        let is_first = first
            .is_some_and(|first| matches!(first, Once::Each(each) if Arc::ptr_eq(each, ended)));
        if is_first {
            self.once.pop_front()
        } else {
            None
        }
    }
}
