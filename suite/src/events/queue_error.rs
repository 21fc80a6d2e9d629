use std::{error::Error, fmt};

use crate::{events::ledger::Counts, tracking::title::Title};

/// The error of [`JoinQueue::try_put`](crate::JoinQueue::try_put): the queue is full. It has the item.
pub struct QueueFull<T> {
    pub(crate) item: T,
    pub(crate) title: Title,
    pub(crate) capacity: usize,
}

impl<T> QueueFull<T> {
    /// Returns the item that did not go in.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.item
    }
}

impl<T> fmt::Display for QueueFull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (title, capacity) = (&self.title, self.capacity);
        write!(f, "{title} is full, with {capacity} of {capacity} queued")
    }
}

impl<T> fmt::Debug for QueueFull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueueFull")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

impl<T> Error for QueueFull<T> {}

/// The error of [`JoinQueue::task_done`](crate::JoinQueue::task_done): nothing that was taken is left to be
/// done.
#[derive(Clone)]
pub struct NothingTaken {
    pub(crate) title: Title,
    pub(crate) counts: Counts,
}

impl fmt::Display for NothingTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            queued,
            guarded,
            done,
            ..
        } = self.counts;
        let title = &self.title;
        write!(
            f,
            "{title}: `task_done` was called for an item that nobody has taken, or too often: each item that \
             was taken with `get` has been done ({done} done, {queued} still queued)"
        )?;
        match guarded {
            0 => Ok(()),
            _ => write!(f, "; the guards of {guarded} will do it themselves"),
        }
    }
}

impl fmt::Debug for NothingTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NothingTaken({self})")
    }
}

impl Error for NothingTaken {}
