use std::{
    cell::Cell,
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use runtime_matrix_core::BoxFuture;

use crate::{mock::times::Times, sync::lock};

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

thread_local! {
    /// Whether this thread is asking a sequence for its next value.
    static ASKING: Cell<bool> = const { Cell::new(false) };
}

impl<O> Each<O> {
    pub(crate) fn new(values: impl Iterator<Item = O> + Send + 'static) -> Each<O> {
        Each {
            values: Mutex::new(Box::new(values)),
        }
    }

    /// Returns the next value; fails if the sequence itself is what asks.
    pub(crate) fn next(&self) -> Result<Option<O>, &'static str> {
        struct Asked;
        impl Drop for Asked {
            fn drop(&mut self) {
                ASKING.set(false);
            }
        }
        if ASKING.replace(true) {
            return Err("the sequence of a mock's answers calls that mock");
        }
        let _asked = Asked;
        Ok(lock(&self.values).next())
    }
}

/// The answers that were given to a mock for certain arguments, or for all.
pub(crate) struct Rule<A, O> {
    once: VecDeque<Once<A, O>>,
    standing: Option<Answer<A, O>>,
    /// How many answers for one call have been used up.
    used: usize,
    /// How many calls there have been that it is for.
    pub(crate) met: usize,
    pub(crate) times: Option<Times>,
}

/// What a rule has for a call.
pub(crate) enum Choice<A, O> {
    Value(O),
    Answer(Answer<A, O>),
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
            met: 0,
            times: None,
        }
    }

    pub(crate) fn add(&mut self, once: Once<A, O>) {
        self.once.push_back(once);
    }

    pub(crate) fn stand(&mut self, answer: Answer<A, O>) -> Option<Answer<A, O>> {
        self.standing.replace(answer)
    }

    /// Chooses the answer of the next call: those for one call first, in the order in which they were given.
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
            (None, None) if self.used > 0 => Choice::RanOut(self.used),
            (None, None) => Choice::Nothing,
        }
    }

    /// Notes that a sequence has given a value.
    pub(crate) fn note_used(&mut self) {
        self.used += 1;
    }

    /// Drops a sequence that has ended, unless somebody else has done so by now.
    pub(crate) fn drop_ended(&mut self, ended: &Arc<Each<O>>) -> Option<Once<A, O>> {
        // An empty sequence has run out too.
        self.used = self.used.max(1);
        let is_first =
            matches!(self.once.front(), Some(Once::Each(first)) if Arc::ptr_eq(first, ended));
        if is_first {
            self.once.pop_front()
        } else {
            None
        }
    }
}
