use std::{
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use crate::{
    sync::lock,
    tracking::{
        place::{Place, Places},
        tracker::Tracker,
    },
};

/// The holds of a cell: somebody outside is about to wake it.
#[derive(Debug, Default)]
pub(crate) struct Holds {
    count: AtomicUsize,
    places: Mutex<Places>,
}

impl Holds {
    pub(crate) fn any(&self) -> bool {
        self.count.load(SeqCst) > 0
    }

    /// Tells since where, if there are any.
    pub(crate) fn since(&self) -> Option<String> {
        let places = lock(&self.places);
        (places.count() > 0).then(|| format!("since {places}"))
    }
}

/// Keeps a cell's time where it is while it lives; made by [`Clock::hold`](crate::Clock::hold).
#[must_use = "time goes on once it is dropped"]
pub struct ClockHold {
    tracker: Arc<Tracker>,
    place: Place,
}

impl ClockHold {
    pub(crate) fn new(tracker: &Arc<Tracker>, place: Place) -> ClockHold {
        tracker.holds.count.fetch_add(1, SeqCst);
        lock(&tracker.holds.places).add(place);
        ClockHold {
            tracker: Arc::clone(tracker),
            place,
        }
    }
}

impl Drop for ClockHold {
    fn drop(&mut self) {
        let holds = &self.tracker.holds;
        lock(&holds.places).remove(self.place);
        if holds.count.fetch_sub(1, SeqCst) == 1 {
            self.tracker.settle();
        }
    }
}

impl fmt::Debug for ClockHold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockHold")
            .field("place", &self.place.to_string())
            .finish_non_exhaustive()
    }
}

/// Has a cell's time move by hand only while it lives; made by [`Clock::by_hand`](crate::Clock::by_hand).
#[must_use = "time moves by itself again once it is dropped"]
pub struct ByHand {
    tracker: Arc<Tracker>,
    place: Place,
}

impl ByHand {
    pub(crate) fn new(tracker: &Arc<Tracker>, place: Place) -> ByHand {
        if let Some(clock) = tracker.clock.as_virtual() {
            clock.timers().go_by_hand(place);
        }
        ByHand {
            tracker: Arc::clone(tracker),
            place,
        }
    }
}

impl Drop for ByHand {
    fn drop(&mut self) {
        if let Some(clock) = self.tracker.clock.as_virtual() {
            clock.timers().go_by_itself(self.place);
            self.tracker.settle();
        }
    }
}

impl fmt::Debug for ByHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByHand")
            .field("place", &self.place.to_string())
            .finish_non_exhaustive()
    }
}
