use std::sync::{
    Arc, Mutex, Weak,
    atomic::{AtomicBool, Ordering::SeqCst},
};

use crate::{
    sync::lock,
    tracking::{
        current::Current,
        place::{Place, Places},
        tracker::Tracker,
        witness::Witness,
    },
};

/// Those who wait for one thing of the suite's, by the places since which they do.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    places: Mutex<Places>,
}

impl Waits {
    /// Notes that somebody waits, until what is returned is dropped.
    pub(crate) fn begin(&self, place: Place) -> Wait<'_> {
        lock(&self.places).add(place);
        Wait { waits: self, place }
    }

    pub(crate) fn count(&self) -> usize {
        lock(&self.places).count()
    }

    /// Tells since where somebody waits, if anybody does.
    pub(crate) fn since(&self) -> Option<String> {
        let places = lock(&self.places);
        (places.count() > 0).then(|| format!("since {places}"))
    }
}

/// One who waits.
#[derive(Debug)]
pub(crate) struct Wait<'a> {
    waits: &'a Waits,
    place: Place,
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        lock(&self.waits.places).remove(self.place);
    }
}

/// The cells that know of a witness already.
#[derive(Debug, Default)]
pub(crate) struct Known {
    cells: Mutex<Vec<Weak<Tracker>>>,
    was_called: AtomicBool,
}

impl Known {
    /// Calls the witness in the cell whose code runs on this thread, if there is one and it does not know
    /// of it.
    pub(crate) fn call(&self, witness: impl FnOnce() -> Arc<dyn Witness>) {
        let Some(tracker) = Current::tracker() else {
            return;
        };
        let is_new = {
            let mut cells = lock(&self.cells);
            cells.retain(|cell| cell.strong_count() > 0);
            let is_new = cells
                .iter()
                .all(|cell| !std::ptr::eq(cell.as_ptr(), Arc::as_ptr(&tracker)));
            if is_new {
                cells.push(Arc::downgrade(&tracker));
            }
            is_new
        };
        if is_new {
            self.was_called.store(true, SeqCst);
            tracker.call(witness());
        }
    }

    /// Tells whether any cell has come to know of the witness.
    pub(crate) fn was_called(&self) -> bool {
        self.was_called.load(SeqCst)
    }
}
