use std::{
    any::Any,
    future::{self, Future},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::{Pin, pin},
    sync::{Arc, Mutex},
    task::Poll,
};

use super::{
    super::primitives::{Failure, OnceCell, Value},
    Breakage, Broken,
};
use crate::{
    lock::lock,
    waiting::{Fault, Waiting},
};

/// The library's cell, broken.
#[derive(Clone)]
pub(in crate::async_lock) struct BrokenOnceCell {
    inner: Arc<::async_lock::OnceCell<Value>>,
    broken: Broken,
}

/// With what an initializer panicked, if it did.
type Panic = Mutex<Option<Box<dyn Any + Send>>>;

const INIT_FAULTS: &[(Breakage, Fault)] = &[
    (Breakage::InitializerWakesNobody, Fault::IsNotWoken),
    (Breakage::CancellationKeepsTheCellBusy, Fault::KeepsItsPlace),
];

impl BrokenOnceCell {
    pub(super) fn new(broken: Broken) -> BrokenOnceCell {
        BrokenOnceCell {
            inner: Arc::default(),
            broken,
        }
    }
}

impl OnceCell for BrokenOnceCell {
    fn get(&self) -> Option<Value> {
        self.inner.get()
    }

    async fn get_or_try_init<I: Future<Output = Result<Value, Failure>> + Send>(
        &self,
        init: impl FnOnce() -> I + Send,
    ) -> Result<Value, Failure> {
        if self.broken.has(Breakage::EachInitializerRuns) {
            return init().await;
        }
        let (panic, catches) = (
            Panic::default(),
            self.broken.has(Breakage::PanicKeepsTheCellBusy),
        );
        let init = || async {
            if catches {
                catch(init(), &panic).await
            } else {
                init().await
            }
        };
        let init = self.inner.get_or_try_init(init);
        let mut waiting = Waiting::new(init, self.broken.breakage, INIT_FAULTS);
        let initialized = future::poll_fn(|cx| {
            let polled = Pin::new(&mut waiting).poll(cx);
            if let Some(payload) = lock(&panic).take() {
                waiting.forget();
                resume_unwind(payload);
            }
            polled
        });
        let initialized = initialized.await;
        if initialized.is_err() && self.broken.has(Breakage::FailureFillsTheCell) {
            self.inner.set(Value::default()).await.ok();
        }
        initialized
    }

    async fn wait(&self) -> Value {
        let faults = &[(Breakage::SetWakesNobody, Fault::IsNotWoken)];
        Waiting::new(self.inner.wait(), self.broken.breakage, faults).await
    }

    fn wait_blocking(&self) -> Value {
        if self.broken.has(Breakage::BlockingWaitDoesNotWait) {
            return Value::default();
        }
        self.inner.wait_blocking()
    }

    async fn set(&self, value: Value) -> Result<Value, Value> {
        let set = self.inner.set(value).await;
        if self.broken.has(Breakage::SetSwallowsTheSecond) {
            return Ok(value);
        }
        set
    }

    fn try_set(&self, value: Value) -> Result<(), Value> {
        let set = self.inner.try_set(value);
        if self.broken.has(Breakage::TrySetAlwaysSets) {
            return Ok(());
        }
        set
    }
}

/// Awaits an initializer, which is under way for ever if it panics.
async fn catch<I: Future>(init: I, panic: &Panic) -> I::Output {
    let mut init = pin!(init);
    let caught = future::poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| init.as_mut().poll(cx)));
        polled.unwrap_or_else(|payload| {
            *lock(panic) = Some(payload);
            Poll::Pending
        })
    });
    caught.await
}
