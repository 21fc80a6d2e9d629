//! A third-party runtime in the matrix, in one file: the task pool of the Bevy engine, whose threads drive its tasks.
//!
//! `cargo test -p runtime-matrix --features conformance --example bevy_tasks` checks it.

use std::{
    pin::Pin,
    sync::{Arc, RwLock, mpsc},
    time::Duration,
};

use bevy_tasks::{Task, TaskPool, TaskPoolBuilder};
use runtime_matrix_core::{
    BlockingAtShutdown, BoxFuture, BuildError, Capabilities, Capability, Card, Executor,
    HandleDrop, Instances, NativeEnd, NestedBlockOn, Options, PanicAtJoin, PendingAtExit,
    RuntimeFactory, SelfWake, Shutdown, TaskHandle, TaskThread, refused, requested,
};

/// A pool of two threads, or as many as are asked for.
struct BevyTasks;

impl RuntimeFactory for BevyTasks {
    fn id(&self) -> &'static str {
        "bevy_tasks"
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::of(&[Capability::Threads]),
            instances: Instances::Fresh,
            handle_drop: HandleDrop::Cancels,
            panic_at_join: PanicAtJoin::Unwinds,
            nested_block_on: NestedBlockOn::Works,
            progress_outside_block_on: true,
            pending_at_exit: PendingAtExit::Dropped,
            blocking_at_shutdown: BlockingAtShutdown::None,
            task_thread: TaskThread::Workers,
            self_wake: SelfWake::Queues,
            zero_sleep_yields: false,
            timer_grain: Duration::ZERO,
        }
    }

    fn own_threads(&self) -> &'static [&'static str] {
        &["TaskPool"]
    }

    fn build(&self, options: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        let pool = TaskPoolBuilder::new().num_threads(self.workers(options));
        Ok(Arc::new(Pool(RwLock::new(Some(pool.build())))))
    }
}

struct Pool(RwLock<Option<TaskPool>>);

impl Executor for Pool {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        bevy_tasks::block_on(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        match &*self.0.read().unwrap() {
            Some(pool) => Box::new(Handle(pool.spawn(future))),
            None => refused(future),
        }
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        let pool = self.0.write().unwrap().take();
        let (ended, end) = mpsc::channel::<()>();
        // The pool's drop joins its threads, however long that takes.
        std::thread::spawn(move || drop((pool, ended)));
        match end.recv_timeout(deadline) {
            Err(mpsc::RecvTimeoutError::Timeout) => Shutdown::TimedOut,
            _ => Shutdown::Complete,
        }
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

runtime_matrix::conformance!(BevyTasks);

fn main() {
    println!("{}", runtime_matrix::conformance::check_runtime(&BevyTasks));
}
