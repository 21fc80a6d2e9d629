use std::collections::VecDeque;
use std::sync::Arc;

use crate::{
    mock::script::{
        pause::Pause,
        stream::step::{Halt, Step, What},
    },
    tracking::title::Title,
};

/// Items beyond the last step, made from their number.
type Endless<T> = Arc<dyn Fn(u64) -> T + Send + Sync>;

/// What a stream is to do.
#[derive(Clone)]
pub(super) struct Program<T> {
    pub(super) steps: VecDeque<Step<T>>,
    /// How many steps have been taken.
    pub(super) past: usize,
    pub(super) endless: Option<Endless<T>>,
    /// How many items were made beyond the last step.
    made: u64,
    pub(super) is_strict: bool,
}

impl<T> Program<T> {
    pub(super) fn new(steps: impl IntoIterator<Item = Step<T>>) -> Program<T> {
        Program {
            steps: steps.into_iter().collect(),
            past: 0,
            endless: None,
            made: 0,
            is_strict: false,
        }
    }

    pub(super) fn advance(&mut self) -> Option<What<T>> {
        self.past += 1;
        self.steps.pop_front().map(|step| step.what)
    }

    pub(super) fn make(&mut self) -> Option<T> {
        let made = self.endless.as_ref().map(|make| make(self.made));
        self.made += u64::from(made.is_some());
        made
    }
}

impl<T> Step<T> {
    pub(super) fn pause(&self, title: &Title) -> Option<Pause> {
        match &self.what {
            What::Until(event) => Some(Pause::until(event, self.place)),
            What::Delay(duration) => Some(Pause::sleep(*duration, title)),
            What::Item(_) | What::Pending | What::Forever | What::End => None,
        }
    }

    pub(super) fn halt(&self, number: usize) -> Halt {
        Halt {
            number,
            what: self.what.name(),
            place: self.place,
        }
    }
}
