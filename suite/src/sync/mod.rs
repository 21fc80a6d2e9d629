//! What several threads share.

mod monitor;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use monitor::{Monitor, Waiting};

/// Locks a mutex of ours. A poisoned one is entered: what it guards is consistent at each step, and a
/// test that panics must not take the bookkeeping with it.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
