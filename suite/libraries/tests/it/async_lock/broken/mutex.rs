use std::{
    future::{self, Future},
    mem,
    ops::{Deref, DerefMut},
    pin::Pin,
    sync::Arc,
    thread,
};

use ::async_lock::MutexGuard;

use super::{
    super::primitives::{Mutex, Value},
    Breakage, Broken,
};
use crate::{
    waiting::{Fault, Waiting},
    wakers::Wakers,
};

/// The library's mutex, broken.
#[derive(Clone)]
pub(in crate::async_lock) struct BrokenMutex {
    inner: Arc<::async_lock::Mutex<Value>>,
    wakers: Arc<Wakers>,
    broken: Broken,
}

const FAULTS: &[(Breakage, Fault)] = &[
    (Breakage::UnlockWakesNobody, Fault::IsNotWoken),
    (Breakage::CancelledLockKeepsItsPlace, Fault::KeepsItsPlace),
    (Breakage::CancelledLockKeepsTheWake, Fault::KeepsTheWake),
];

impl BrokenMutex {
    pub(super) fn new(value: Value, broken: Broken) -> BrokenMutex {
        BrokenMutex {
            inner: Arc::new(::async_lock::Mutex::new(value)),
            wakers: Arc::default(),
            broken,
        }
    }

    fn guard<'a>(&'a self, guard: MutexGuard<'a, Value>) -> BrokenGuard<'a> {
        if self.broken.has(Breakage::MutexDoesNotExclude) {
            return self.copy(*guard);
        }
        BrokenGuard {
            inner: Some(guard),
            copy: Value::default(),
            mutex: self,
        }
    }

    fn copy(&self, copy: Value) -> BrokenGuard<'_> {
        BrokenGuard {
            inner: None,
            copy,
            mutex: self,
        }
    }
}

impl Mutex for BrokenMutex {
    type Guard<'a> = BrokenGuard<'a>;

    fn lock(&self) -> impl Future<Output = BrokenGuard<'_>> + Send {
        let mut waiting = Waiting::new(self.inner.lock(), self.broken.breakage, FAULTS);
        future::poll_fn(move |cx| {
            if self.broken.has(Breakage::MutexHasNoQueue) {
                return self.wakers.poll(cx, || self.try_lock());
            }
            let polled = Pin::new(&mut waiting).poll(cx);
            polled.map(|guard| self.guard(guard))
        })
    }

    fn try_lock(&self) -> Option<BrokenGuard<'_>> {
        match self.inner.try_lock() {
            Some(guard) => Some(self.guard(guard)),
            None if self.broken.has(Breakage::TryLockAlwaysLocks) => {
                Some(self.copy(Value::default()))
            }
            None => None,
        }
    }

    fn lock_blocking(&self) -> BrokenGuard<'_> {
        if self.broken.has(Breakage::BlockingLockDoesNotLock) {
            return self.copy(Value::default());
        }
        self.guard(self.inner.lock_blocking())
    }
}

/// A guard of the library, or a copy of the value, which is written back when it is dropped.
pub(in crate::async_lock) struct BrokenGuard<'a> {
    inner: Option<MutexGuard<'a, Value>>,
    copy: Value,
    mutex: &'a BrokenMutex,
}

impl Deref for BrokenGuard<'_> {
    type Target = Value;

    fn deref(&self) -> &Value {
        self.inner.as_deref().unwrap_or(&self.copy)
    }
}

impl DerefMut for BrokenGuard<'_> {
    fn deref_mut(&mut self) -> &mut Value {
        self.inner.as_deref_mut().unwrap_or(&mut self.copy)
    }
}

impl Drop for BrokenGuard<'_> {
    fn drop(&mut self) {
        match self.inner.take() {
            Some(guard)
                if thread::panicking() && self.mutex.broken.has(Breakage::PanicKeepsTheMutex) =>
            {
                mem::forget(guard);
            }
            Some(guard) => drop(guard),
            None => {
                if let Some(mut guard) = self.mutex.inner.try_lock() {
                    *guard = self.copy;
                }
            }
        }
        self.mutex.wakers.wake_all();
    }
}
