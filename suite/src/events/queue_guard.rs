use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use crate::events::ledger::Ledger;

/// An item that was taken from a [`JoinQueue`](crate::JoinQueue), and is done when this is dropped: at the
/// end of the handler, and on its panic, its error and its cancelling too.
///
/// The item is dropped first, so it is gone by the time a join is over.
#[must_use = "an item whose guard is dropped counts as done"]
pub struct QueueGuard<T> {
    /// Taken when the guard is used up.
    item: Option<T>,
    ledger: Arc<Ledger>,
}

impl<T> QueueGuard<T> {
    /// Guards an item that is counted as guarded.
    pub(crate) fn new(item: T, ledger: Arc<Ledger>) -> QueueGuard<T> {
        QueueGuard {
            item: Some(item),
            ledger,
        }
    }

    /// Returns the item without its guard. It is not done: it is now as if taken with
    /// [`get`](crate::JoinQueue::get), and [`task_done`](crate::JoinQueue::task_done) has to follow.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|_: runtime_matrix::Runtime| async move {
    /// let queue = runtime_matrix::JoinQueue::unbounded();
    /// queue.put("ping").await;
    /// assert_eq!(queue.recv_guard().await.into_inner(), "ping");
    /// assert_eq!(queue.unfinished(), 1);
    /// queue.task_done().unwrap();
    /// # }).unwrap();
    /// ```
    #[must_use = "the item is not done"]
    pub fn into_inner(mut self) -> T {
        // Nobody waits for what is only counted elsewhere.
        self.ledger.counts.look(|counts| {
            counts.guarded -= 1;
            counts.taken += 1;
        });
        self.item
            .take()
            .expect("a guard has its item until it is used up")
    }
}

impl<T> Deref for QueueGuard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let item = self.item.as_ref();
        item.expect("a guard has its item until it is used up")
    }
}

impl<T> DerefMut for QueueGuard<T> {
    fn deref_mut(&mut self) -> &mut T {
        let item = self.item.as_mut();
        item.expect("a guard has its item until it is used up")
    }
}

impl<T> Drop for QueueGuard<T> {
    fn drop(&mut self) {
        if let Some(item) = self.item.take() {
            // Also if the drop of the item panics.
            let _done = Done(&self.ledger);
            drop(item);
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for QueueGuard<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("QueueGuard").field(&**self).finish()
    }
}

/// Counts a guarded item as done when it is dropped.
struct Done<'a>(&'a Ledger);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.counts.change(|counts| {
            counts.guarded -= 1;
            counts.note_done();
        });
    }
}
