//! What the properties use of the library, under its own names.

mod barrier;
mod mutex;
mod once_cell;
mod rw_lock;
mod semaphore;

use std::sync::Arc;

pub(super) use barrier::Barrier;
pub(super) use mutex::Mutex;
pub(super) use once_cell::{Failure, OnceCell};
pub(super) use rw_lock::RwLock;
pub(super) use semaphore::{Permit, Semaphore};

/// What is guarded, or written once: a plain number.
pub(super) type Value = u32;

pub(super) trait Primitives: Copy + Send + 'static {
    type Mutex: Mutex;
    type RwLock: RwLock;
    type Semaphore: Semaphore;
    type Barrier: Barrier;
    type OnceCell: OnceCell;

    fn mutex(self, value: Value) -> Self::Mutex;
    fn rw_lock(self) -> Self::RwLock;
    fn semaphore(self, permits: usize) -> Self::Semaphore;
    fn barrier(self, tasks: usize) -> Self::Barrier;
    fn once_cell(self) -> Self::OnceCell;
}

/// The library itself, with nothing in between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Library;

impl Primitives for Library {
    type Mutex = Arc<::async_lock::Mutex<Value>>;
    type RwLock = Arc<::async_lock::RwLock<()>>;
    type Semaphore = Arc<::async_lock::Semaphore>;
    type Barrier = Arc<::async_lock::Barrier>;
    type OnceCell = Arc<::async_lock::OnceCell<Value>>;

    fn mutex(self, value: Value) -> Self::Mutex {
        Arc::new(::async_lock::Mutex::new(value))
    }

    fn rw_lock(self) -> Self::RwLock {
        Arc::new(::async_lock::RwLock::new(()))
    }

    fn semaphore(self, permits: usize) -> Self::Semaphore {
        Arc::new(::async_lock::Semaphore::new(permits))
    }

    fn barrier(self, tasks: usize) -> Self::Barrier {
        Arc::new(::async_lock::Barrier::new(tasks))
    }

    fn once_cell(self) -> Self::OnceCell {
        Arc::new(::async_lock::OnceCell::new())
    }
}
