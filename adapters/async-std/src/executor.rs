use std::{
    future::Future,
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use async_std::task::{self, JoinHandle};
use runtime_matrix_core::{
    Blocking, BoxFuture, Executor, NativeEnd, Net, Shutdown, TaskHandle, Timer, refused, requested,
};

/// A view of the global executor, until it is shut down.
#[derive(Debug, Default)]
pub(crate) struct View {
    is_shut_down: AtomicBool,
}

impl View {
    fn is_shut_down(&self) -> bool {
        self.is_shut_down.load(Ordering::SeqCst)
    }
}

impl Executor for View {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        assert!(
            !self.is_shut_down(),
            "async-std: `block_on` after `shutdown`"
        );
        task::block_on(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        if self.is_shut_down() {
            return refused(future);
        }
        Box::new(AsyncStdTask(task::spawn(future)))
    }

    fn shutdown(&self, _: Duration) -> Shutdown {
        // Nothing of the instance alone is left: all the rest is the process's.
        self.is_shut_down.store(true, Ordering::SeqCst);
        Shutdown::Complete
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

impl Timer for View {
    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        // async-std counts from the first poll on.
        let called = Instant::now();
        Box::pin(async move {
            task::sleep(duration.saturating_sub(called.elapsed())).await;
        })
    }
}

impl Blocking for View {
    fn run(&self, job: Box<dyn FnOnce() + Send>) {
        // The handle detaches.
        drop(task::spawn_blocking(job));
    }
}

#[derive(Debug)]
struct AsyncStdTask(JoinHandle<()>);

impl TaskHandle for AsyncStdTask {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        requested(self.0.cancel())
    }

    fn detach(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async {
            self.0.await;
            NativeEnd::Done
        })
    }
}
