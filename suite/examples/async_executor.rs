//! A third-party runtime in the matrix, in one file: async-executor alone, without a reactor, a timer or a pool.
//!
//! ```console
//! $ cargo test -p runtime-matrix --features conformance --example async_executor
//! ```

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_executor::Task;
use futures_lite::future;
use runtime_matrix_core::{
    BlockingAtShutdown, BoxFuture, BuildError, Capabilities, Card, Executor, HandleDrop, Instances,
    NativeEnd, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    Shutdown, TaskHandle, TaskThread, requested,
};

/// async-executor, driven by the thread that is in `block_on`.
struct AsyncExecutor;

impl RuntimeFactory for AsyncExecutor {
    fn id(&self) -> &'static str {
        "async_executor"
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::default(),
            instances: Instances::Fresh,
            handle_drop: HandleDrop::Cancels,
            panic_at_join: PanicAtJoin::Unwinds,
            nested_block_on: NestedBlockOn::Works,
            progress_outside_block_on: false,
            pending_at_exit: PendingAtExit::Dropped,
            blocking_at_shutdown: BlockingAtShutdown::None,
            task_thread: TaskThread::Root,
            self_wake: SelfWake::Queues,
            zero_sleep_yields: false,
            timer_grain: Duration::ZERO,
        }
    }

    fn build(&self, _: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        Ok(Arc::new(Instance(Mutex::new(Some(Arc::default())))))
    }
}

/// One executor, until it is shut down.
struct Instance(Mutex<Option<Arc<async_executor::Executor<'static>>>>);

impl Instance {
    fn executor(&self) -> Option<Arc<async_executor::Executor<'static>>> {
        let executor = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        executor.clone()
    }
}

impl Executor for Instance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        let executor = self.executor().expect("it has not been shut down");
        future::block_on(executor.run(root));
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        Box::new(Handle(
            self.executor().map(|executor| executor.spawn(future)),
        ))
    }

    fn shutdown(&self, _: Duration) -> Shutdown {
        let executor = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Dropped here, outside of the lock: the destructors of its tasks may spawn.
        drop(executor);
        Shutdown::Complete
    }
}

/// A task; none if it came after the shutdown.
struct Handle(Option<Task<()>>);

impl TaskHandle for Handle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        match self.0 {
            Some(task) => requested(task.cancel()),
            None => Box::pin(async {}),
        }
    }

    fn detach(self: Box<Self>) {
        self.0.into_iter().for_each(Task::detach);
    }

    fn drop_native(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async move {
            match self.0 {
                Some(task) => match task.fallible().await {
                    Some(()) => NativeEnd::Done,
                    None => NativeEnd::Cancelled,
                },
                None => NativeEnd::Cancelled,
            }
        })
    }
}

runtime_matrix::conformance!(AsyncExecutor);

fn main() {
    let report = runtime_matrix::conformance::check_runtime(&AsyncExecutor);
    println!("{report}");
}
