//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod breakage;
mod event;
mod listener;
mod tagged;

pub(super) use breakage::Breakage;
use event::BrokenEvent;
use tagged::BrokenTagged;

use super::event::Events;

/// The library with one breakage; with none it has to pass everything.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken {
    pub(super) breakage: Option<Breakage>,
}

impl Broken {
    fn has(self, breakage: Breakage) -> bool {
        self.breakage == Some(breakage)
    }
}

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
