use std::{
    future::Future,
    pin::Pin,
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use runtime_matrix_core::{
    Blocking, BoxFuture, Executor, NativeEnd, Net, Shutdown, TaskHandle, Timer,
};
use tokio::{
    runtime::{Handle, Runtime},
    task::JoinHandle,
};

/// One instance of either flavour.
#[derive(Debug)]
pub(crate) struct Tokio {
    handle: Handle,
    /// Taken by `shutdown`: the last owner of a runtime must not go inside a task, so nothing but an
    /// empty shell may be left for it. `block_on` holds the read side while it runs.
    runtime: RwLock<Option<Runtime>>,
}

impl Tokio {
    pub(crate) fn new(runtime: Runtime) -> Tokio {
        Tokio {
            handle: runtime.handle().clone(),
            runtime: RwLock::new(Some(runtime)),
        }
    }
}

impl Executor for Tokio {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        let runtime = self.runtime.read().unwrap_or_else(PoisonError::into_inner);
        let runtime = runtime
            .as_ref()
            .expect("tokio: `block_on` after `shutdown`");
        runtime.block_on(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        Box::new(TokioTask(self.handle.spawn(future)))
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        // Nothing waits for the lock: a `block_on` that still runs means that the caller broke its
        // duty, and the instance cannot be ended.
        let Ok(mut slot) = self.runtime.try_write() else {
            return Shutdown::TimedOut;
        };
        let Some(runtime) = slot.take() else {
            return Shutdown::Complete;
        };
        drop(slot);
        let start = Instant::now();
        runtime.shutdown_timeout(deadline);
        if start.elapsed() < deadline {
            Shutdown::Complete
        } else {
            Shutdown::TimedOut
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

    fn alive_tasks(&self) -> Option<usize> {
        Some(self.handle.metrics().num_alive_tasks())
    }
}

impl Timer for Tokio {
    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        let _context = self.handle.enter();
        Box::pin(tokio::time::sleep(duration))
    }
}

impl Blocking for Tokio {
    fn run(&self, job: Box<dyn FnOnce() + Send>) {
        self.handle.spawn_blocking(job);
    }
}

#[derive(Debug)]
struct TokioTask(JoinHandle<()>);

impl TaskHandle for TokioTask {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        self.0.abort();
        Box::pin(async move {
            // The handle resolves after the future has been dropped, which is what is waited for;
            // how the task ended does not matter here.
            let _ = self.0.await;
        })
    }

    fn detach(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async move {
            match self.0.await {
                Ok(()) => NativeEnd::Done,
                Err(error) if error.is_panic() => NativeEnd::Panicked(error.into_panic()),
                Err(_) => NativeEnd::Cancelled,
            }
        })
    }
}
