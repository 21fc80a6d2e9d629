use std::{
    any::Any,
    fmt,
    panic::Location,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
};

use runtime_matrix_report::Verdict;

use crate::{
    mock::patch::target::Site,
    sync::lock,
    tracking::{failure::Failure, tracker::Tracker, witness::Witness},
};

/// The patches of one test, the latest last.
#[derive(Default)]
pub(crate) struct Patches {
    entries: Mutex<Vec<Entry>>,
}

/// A mock in place of a function.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) id: u64,
    pub(crate) site: Site,
    /// A `Mock` of the function's types.
    pub(crate) mock: Arc<dyn Any + Send + Sync>,
    pub(crate) place: &'static Location<'static>,
}

/// How many patches there are in the process: without one, a call asks no further.
static ALIVE: AtomicUsize = AtomicUsize::new(0);

/// Tells whether there is a patch at all, in whatever test.
pub(crate) fn is_any_alive() -> bool {
    ALIVE.load(SeqCst) > 0
}

/// Counts a patch while it lives.
#[derive(Debug)]
pub(crate) struct Alive(());

impl Alive {
    pub(crate) fn new() -> Alive {
        ALIVE.fetch_add(1, SeqCst);
        Alive(())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, SeqCst);
    }
}

/// Returns a number that no other patch has.
pub(crate) fn next_id() -> u64 {
    static IDS: AtomicU64 = AtomicU64::new(0);
    IDS.fetch_add(1, SeqCst)
}

impl Patches {
    /// Returns those of a cell, which asks them at its end.
    pub(crate) fn of(cell: &Tracker) -> Arc<Patches> {
        let (patches, is_new) = cell.store.of::<Patches>();
        if is_new {
            cell.call(Arc::<Patches>::clone(&patches));
        }
        patches
    }

    pub(crate) fn add(&self, entry: Entry) {
        lock(&self.entries).push(entry);
    }

    /// Takes a patch out, whichever came after it. What it held is dropped without the lock.
    pub(crate) fn remove(&self, id: u64) {
        let _removed = {
            let mut entries = lock(&self.entries);
            let position = entries.iter().position(|entry| entry.id == id);
            position.map(|position| entries.remove(position))
        };
    }

    /// Returns the latest patch of a function, of those that `counts`.
    pub(crate) fn latest(&self, site: &Site, counts: impl Fn(u64) -> bool) -> Option<Entry> {
        let entries = lock(&self.entries);
        let mut fitting = entries.iter().rev();
        fitting
            .find(|entry| entry.site == *site && counts(entry.id))
            .cloned()
    }
}

impl Witness for Patches {
    fn after_sweep(&self) -> Vec<Failure> {
        let entries = lock(&self.entries).clone();
        let failure = |entry: &Entry| {
            let message = format!("the patch of `{}` has outlived its test", entry.site.name());
            let mut failure = Failure::new(Verdict::Fail, message);
            failure.place = Some(entry.place.to_string());
            failure.details.push(format!("patched at {}", entry.place));
            failure.details.push(
                "its guard was forgotten, or a static keeps it: let it go in the test, whose end it must not outlive"
                    .to_owned(),
            );
            failure
        };
        entries.iter().map(failure).collect()
    }
}

impl fmt::Debug for Patches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patches").finish_non_exhaustive()
    }
}
