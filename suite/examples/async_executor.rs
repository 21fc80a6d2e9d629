//! A third-party runtime in the matrix, in one file: async-executor alone, without a reactor, a timer or a pool.
//!
//! `cargo test -p runtime-matrix --features conformance --example async_executor` checks it.

use std::{
    pin::Pin,
    sync::{Arc, RwLock},
    time::Duration,
};

use async_executor::Task;
use futures_lite::future;
use runtime_matrix_core::{
    BlockingAtShutdown, BoxFuture, BuildError, Capabilities, Card, Executor, HandleDrop, Instances,
    NativeEnd, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    Shutdown, TaskHandle, TaskThread, refused, requested,
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
        Ok(Arc::new(Instance(RwLock::new(Some(Default::default())))))
    }
}

/// One executor, until it is shut down.
struct Instance(RwLock<Option<async_executor::Executor<'static>>>);

impl Executor for Instance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        let slot = self.0.read().unwrap();
        let executor = slot.as_ref().expect("it has not been shut down");
        future::block_on(executor.run(root));
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        match &*self.0.read().unwrap() {
            Some(executor) => Box::new(Handle(executor.spawn(future))),
            None => refused(future),
        }
    }

    fn shutdown(&self, _: Duration) -> Shutdown {
        let executor = self.0.write().unwrap().take();
        // Dropped here, outside of the lock: the destructors of its tasks may spawn.
        drop(executor);
        Shutdown::Complete
    }
}

struct Handle(Task<()>);

impl TaskHandle for Handle {
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

runtime_matrix::conformance!(AsyncExecutor);

fn main() {
    let report = runtime_matrix::conformance::check_runtime(&AsyncExecutor);
    println!("{report}");
}
