//! A third-party runtime in the matrix, in one file: compio, which completes operations rather than polling for them, has
//! a thread of its own for all tasks, and lets none of its own parts leave that thread.
//!
//! ```console
//! $ cargo test -p runtime-matrix --features conformance --example compio
//! ```

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, ThreadId},
    time::Duration,
};

use compio_runtime::{JoinError, JoinHandle, Runtime};
use futures_lite::future;
use futures_util::future::{AbortHandle, Abortable};
use runtime_matrix_core::{
    BlockingAtShutdown, BoxFuture, BuildError, Capabilities, Card, Executor, HandleDrop, Instances,
    NativeEnd, NestedBlockOn, Options, PanicAtJoin, PendingAtExit, RuntimeFactory, SelfWake,
    Shutdown, TaskHandle, TaskThread,
};
use tokio::sync::{
    mpsc::{UnboundedSender, unbounded_channel},
    oneshot,
};

/// A compio runtime on a thread of its own; roots are driven where they are.
struct Compio;

impl RuntimeFactory for Compio {
    fn id(&self) -> &'static str {
        "compio"
    }

    fn card(&self) -> Card {
        Card {
            capabilities: Capabilities::default(),
            instances: Instances::Fresh,
            handle_drop: HandleDrop::Cancels,
            panic_at_join: PanicAtJoin::Returned,
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
        &["compio"]
    }

    fn build(&self, _: &Options) -> Result<Arc<dyn Executor>, BuildError> {
        let (orders, mut inbox) = unbounded_channel::<Order>();
        let (ends, ended) = mpsc::channel();
        let worker = thread::Builder::new().name("compio".to_owned());
        let work = move || {
            let runtime = Runtime::new();
            if let Ok(runtime) = &runtime {
                runtime.block_on(async {
                    while let Some((future, handle)) = inbox.recv().await {
                        let _ = handle.send(runtime.spawn(future));
                    }
                });
            }
            drop(runtime);
            drop(ends);
        };
        let worker = worker.spawn(work).map_err(BuildError::new)?;
        Ok(Arc::new(Instance {
            worker: worker.thread().id(),
            orders: Mutex::new(Some(orders)),
            ended: Mutex::new(ended),
        }))
    }
}

/// A future to be spawned, and who waits for its handle.
type Order = (BoxFuture<()>, mpsc::Sender<JoinHandle<()>>);

struct Instance {
    worker: ThreadId,
    orders: Mutex<Option<UnboundedSender<Order>>>,
    ended: Mutex<mpsc::Receiver<()>>,
}

impl Executor for Instance {
    fn block_on(&self, root: Pin<&mut dyn Future<Output = ()>>) {
        future::block_on(root);
    }

    fn spawn(&self, future: BoxFuture<()>) -> Box<dyn TaskHandle> {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(orders) = orders.clone() else {
            return Box::new(Handle(None));
        };
        let (abort, registration) = AbortHandle::new_pair();
        let (alive, dropped) = oneshot::channel();
        let whole = Box::pin(async move {
            let _alive: oneshot::Sender<()> = alive;
            let _ = Abortable::new(future, registration).await;
        });
        let task = if thread::current().id() == self.worker {
            Some(compio_runtime::spawn(whole))
        } else {
            let (sender, handle) = mpsc::channel();
            let _ = orders.send((whole, sender));
            handle.recv().ok()
        };
        Box::new(Handle(task.map(|task| (task, abort, dropped))))
    }

    fn shutdown(&self, deadline: Duration) -> Shutdown {
        drop(
            self.orders
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        match ended.recv_timeout(deadline) {
            Err(mpsc::RecvTimeoutError::Timeout) => Shutdown::TimedOut,
            _ => Shutdown::Complete,
        }
    }
}

/// A task, what cancels it and what tells of its drop; nothing if it came after the shutdown.
///
/// compio's own cancel completes before the future is dropped. It schedules the task before it marks that as cancelled
/// (compio-executor 0.1.4, src/task/mod.rs:243), so that the worker may look in between, and never again.
struct Handle(Option<(JoinHandle<()>, AbortHandle, oneshot::Receiver<()>)>);

impl TaskHandle for Handle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        let Some((task, abort, dropped)) = self.0 else {
            return Box::pin(async {});
        };
        abort.abort();
        task.detach();
        // Nothing is ever sent: what is waited for is the sender's end.
        Box::pin(async { drop(dropped.await) })
    }

    fn detach(self: Box<Self>) {
        self.0.into_iter().for_each(|(task, ..)| task.detach());
    }

    fn drop_native(self: Box<Self>) {
        if let Some((task, abort, _)) = self.0 {
            drop(task);
            // For the worker that has looked too early.
            abort.abort();
        }
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async move {
            match self.0 {
                Some((task, ..)) => match task.await {
                    Ok(()) => NativeEnd::Done,
                    Err(JoinError::Panicked(payload)) => NativeEnd::Panicked(payload),
                    Err(_) => NativeEnd::Cancelled,
                },
                None => NativeEnd::Cancelled,
            }
        })
    }
}

runtime_matrix::conformance!(Compio);

fn main() {
    let report = runtime_matrix::conformance::check_runtime(&Compio);
    println!("{report}");
}
