//! A wrapper around the library that breaks one thing: what the tests are shown to fail on.

mod barrier;
mod breakage;
mod mutex;
mod once_cell;
mod rw_guard;
mod rw_lock;
mod semaphore;

use barrier::BrokenBarrier;
pub(super) use breakage::{Breakage, Broken};
use mutex::BrokenMutex;
use once_cell::BrokenOnceCell;
use rw_lock::BrokenRwLock;
use semaphore::BrokenSemaphore;

use super::primitives::{Primitives, Value};

impl Primitives for Broken {
    type Mutex = BrokenMutex;
    type RwLock = BrokenRwLock;
    type Semaphore = BrokenSemaphore;
    type Barrier = BrokenBarrier;
    type OnceCell = BrokenOnceCell;

    fn mutex(self, value: Value) -> BrokenMutex {
        BrokenMutex::new(value, self)
    }

    fn rw_lock(self) -> BrokenRwLock {
        BrokenRwLock::new(self)
    }

    fn semaphore(self, permits: usize) -> BrokenSemaphore {
        BrokenSemaphore::new(permits, self)
    }

    fn barrier(self, tasks: usize) -> BrokenBarrier {
        BrokenBarrier::new(tasks, self)
    }

    fn once_cell(self) -> BrokenOnceCell {
        BrokenOnceCell::new(self)
    }
}
