use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use runtime_matrix_core::{
    Blocking, BoxFuture, Executor, NativeEnd, Net, Shutdown, TaskHandle, Timer, refused, requested,
};
use smol::Task;

/// One executor, until it is shut down.
#[derive(Debug)]
pub(crate) struct Instance {
    executor: Mutex<Option<Arc<smol::Executor<'static>>>>,
}

impl Instance {
    pub(crate) fn new() -> Instance {
        Instance {
            executor: Mutex::new(Some(Arc::new(smol::Executor::new()))),
        }
    }

    fn slot(&self) -> MutexGuard<'_, Option<Arc<smol::Executor<'static>>>> {
        self.executor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor for Instance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        let executor = self.slot().clone();
        let executor = executor.expect("smol: `block_on` after `shutdown`");
        smol::block_on(executor.run(root));
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        // Under the lock, so that no clone outlives a shutdown on another thread.
        let slot = self.slot();
        if let Some(executor) = &*slot {
            return Box::new(SmolTask(executor.spawn(future)));
        }
        drop(slot);
        refused(future)
    }

    fn shutdown(&self, _: Duration) -> Shutdown {
        let executor = self.slot().take();
        // A `block_on` that still runs means that the caller broke its duty. The last owner drops the
        // tasks.
        match executor.map(Arc::try_unwrap) {
            Some(Err(_)) => Shutdown::TimedOut,
            Some(Ok(_)) | None => Shutdown::Complete,
        }
    }

    fn timer(&self) -> Option<&dyn Timer> {
        Some(self)
    }

    fn blocking(&self) -> Option<&dyn Blocking> {
        Some(self)
    }

    fn net(&self) -> Option<&dyn Net> {
        Some(self)
    }
}

impl Timer for Instance {
    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        let timer = smol::Timer::after(duration);
        Box::pin(async {
            timer.await;
        })
    }
}

impl Blocking for Instance {
    fn run(&self, job: Box<dyn FnOnce() + Send>) {
        smol::unblock(job).detach();
    }
}

#[derive(Debug)]
struct SmolTask(Task<()>);

impl TaskHandle for SmolTask {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        requested(self.0.cancel())
    }

    fn detach(self: Box<Self>) {
        self.0.detach();
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async { self.0.fallible().await.into() })
    }
}
