//! What a test learns by that something happened elsewhere: that a handler ran, how often, and that all
//! that was handed out has been done. None of it needs a sleep, or knows which runtime it is on.

pub(crate) mod confirmation;
pub(crate) mod event;
pub(crate) mod join_queue;
mod ledger;
pub(crate) mod queue_error;
pub(crate) mod queue_guard;
pub(crate) mod sequencer;
