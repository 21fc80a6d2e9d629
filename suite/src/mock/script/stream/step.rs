use std::{fmt, time::Duration};

use crate::{events::event::Event, tracking::place::Place};

/// One step of a stream's script, and where it was written.
#[derive(Clone)]
pub(super) struct Step<T> {
    pub(super) what: What<T>,
    pub(super) place: Place,
}

#[derive(Clone)]
pub(super) enum What<T> {
    Item(T),
    Pending,
    Until(Event),
    Delay(Duration),
    Forever,
    End,
}

/// A step at which a stream waits, for reports.
#[derive(Clone, Copy, Debug)]
pub(super) struct Halt {
    /// Counts from 1.
    pub(super) number: usize,
    pub(super) what: &'static str,
    pub(super) place: Place,
}

impl<T> What<T> {
    /// Returns the name of the method that writes the step.
    pub(super) fn name(&self) -> &'static str {
        match self {
            What::Item(_) => "item",
            What::Pending => "pending",
            What::Until(_) => "pending_until",
            What::Delay(_) => "delay",
            What::Forever => "pends_forever",
            What::End => "end",
        }
    }
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Halt {
            number,
            what,
            place,
        } = self;
        write!(f, "step {number}, `{what}` at {place}")
    }
}
