use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, even if a panic has left the mutex poisoned: the first failure must stay the one that is told.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
