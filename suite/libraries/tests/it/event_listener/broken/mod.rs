//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod breakage;
mod event;
mod listener;
mod tagged;

pub(super) use breakage::{Breakage, Broken};
use event::BrokenEvent;
use tagged::BrokenTagged;

use super::event::Events;

impl Events for Broken {
    type Event = BrokenEvent;
    type Tagged = BrokenTagged;

    fn event(self) -> BrokenEvent {
        BrokenEvent::new(self)
    }

    fn tagged(self) -> BrokenTagged {
        BrokenTagged::new(self)
    }
}
