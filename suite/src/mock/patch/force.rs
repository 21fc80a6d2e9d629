use std::{cell::RefCell, fmt, sync::Arc};

use crate::{
    mock::{
        args::Args,
        handle::{Kind, Mock},
        patch::{
            patches::{Entry, Patches, is_any_alive},
            target::{Site, Target},
        },
    },
    tracking::{
        current::Current,
        tracker::{Phase, Tracker},
    },
};

/// Not public API. The patch that a call has met.
#[doc(hidden)]
pub struct InForce<A: Args, O: Send + 'static, K: Kind> {
    pub(crate) id: u64,
    pub(crate) mock: Mock<A, O, K>,
}

thread_local! {
    /// The patches of the futures that are being polled on this thread, outer ones first.
    static POLLED: RefCell<Vec<(Arc<Tracker>, Entry)>> = const { RefCell::new(Vec::new()) };
    /// The patches whose mocks are answering on this thread.
    static ANSWERING: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

impl<A: Args, O: Send + 'static, K: Kind> Target<A, O, K> {
    /// Returns the patch that is in force for the code that runs on this thread: that of a future that is being
    /// polled here, else that of the test. While a mock answers, its own patch is not in force.
    #[must_use]
    pub fn in_force(&self) -> Option<InForce<A, O, K>> {
        if !is_any_alive() {
            return None;
        }
        let cell = Current::tracker().filter(|cell| cell.phase() != Phase::Ended)?;
        let entry = polled(&cell, &self.site).or_else(|| {
            let patches = cell.store.get::<Patches>()?;
            patches.latest(&self.site, |id| !is_answering(id))
        })?;
        let mock = entry.mock.downcast_ref::<Mock<A, O, K>>()?.clone();
        Some(InForce { id: entry.id, mock })
    }
}

fn polled(cell: &Arc<Tracker>, site: &Site) -> Option<Entry> {
    let find = |polled: &RefCell<Vec<(Arc<Tracker>, Entry)>>| {
        let polled = polled.borrow();
        let mut fitting = polled.iter().rev();
        let found = fitting.find(|(of, entry)| {
            Arc::ptr_eq(of, cell) && entry.site == *site && !is_answering(entry.id)
        });
        found.map(|(_, entry)| entry.clone())
    };
    POLLED.try_with(find).ok().flatten()
}

fn is_answering(id: u64) -> bool {
    ANSWERING
        .try_with(|answering| answering.borrow().contains(&id))
        .unwrap_or(false)
}

/// Says, while it lives, that a future with a patch is being polled on this thread.
pub(crate) struct Polling(());

impl Polling {
    pub(crate) fn new(cell: &Arc<Tracker>, entry: &Entry) -> Polling {
        POLLED.with(|polled| polled.borrow_mut().push((Arc::clone(cell), entry.clone())));
        Polling(())
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        let last = POLLED.try_with(|polled| polled.borrow_mut().pop());
        // It may be the last owner of the mock: not under the borrow.
        drop(last);
    }
}

/// Says, while it lives, that a patch's mock is answering on this thread.
pub(crate) struct Beneath(());

impl Beneath {
    pub(crate) fn new(id: u64) -> Beneath {
        ANSWERING.with(|answering| answering.borrow_mut().push(id));
        Beneath(())
    }
}

impl Drop for Beneath {
    fn drop(&mut self) {
        let _ = ANSWERING.try_with(|answering| answering.borrow_mut().pop());
    }
}

impl<A: Args, O: Send + 'static, K: Kind> fmt::Debug for InForce<A, O, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InForce")
            .field("mock", &self.mock)
            .finish_non_exhaustive()
    }
}
