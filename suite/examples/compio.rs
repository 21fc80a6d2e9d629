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
    thread,
    time::Duration,
};

use compio_runtime::{JoinError, JoinHandle, Runtime};
use futures_lite::future;
use futures_util::future::{AbortHandle, Abortable, Either, select};
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
                    while let Some((future, link)) = inbox.recv().await {
                        runtime.spawn(attend(runtime.spawn(future), link)).detach();
                    }
                });
            }
            drop(runtime);
            drop(ends);
        };
        worker.spawn(work).map_err(BuildError::new)?;
        Ok(Arc::new(Instance {
            orders: Mutex::new(Some(orders)),
            ended: Mutex::new(ended),
        }))
    }
}

/// A future to be spawned, and what its handle is linked by.
type Order = (
    BoxFuture<()>,
    (oneshot::Sender<NativeEnd>, oneshot::Receiver<()>),
);

/// Keeps compio's handle of a task on the thread of the task, until that ends, is detached or has lost its handle.
async fn attend(
    task: JoinHandle<()>,
    (end, detached): (oneshot::Sender<NativeEnd>, oneshot::Receiver<()>),
) {
    match select(task, detached).await {
        Either::Left((ended, _)) => drop(end.send(match ended {
            Ok(()) => NativeEnd::Done,
            Err(JoinError::Panicked(payload)) => NativeEnd::Panicked(payload),
            Err(_) => NativeEnd::Cancelled,
        })),
        Either::Right((Ok(()), task)) => task.detach(),
        Either::Right((Err(_), task)) => drop(task),
    }
}

struct Instance {
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
        let ((ends, end), (detach, detached)) = (oneshot::channel(), oneshot::channel());
        let _ = orders.send((whole, (ends, detached)));
        Box::new(Handle(Some(Task {
            abort,
            dropped,
            end,
            detach,
        })))
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

/// A task; none if it came after the shutdown.
///
/// With compio-executor 0.1.4, joins and drops of its own handle on another thread than the task's were seen to hang now
/// and then; why is not known. On the thread of the task none was, so its handle stays there. Its cancel completes before
/// the future is dropped: here the future is told to end, and tells.
struct Handle(Option<Task>);

struct Task {
    abort: AbortHandle,
    /// Nothing is ever sent: what is waited for is the sender's end.
    dropped: oneshot::Receiver<()>,
    end: oneshot::Receiver<NativeEnd>,
    detach: oneshot::Sender<()>,
}

impl TaskHandle for Handle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        let Some(task) = self.0 else {
            return Box::pin(async {});
        };
        task.abort.abort();
        let _ = task.detach.send(());
        Box::pin(async { drop(task.dropped.await) })
    }

    fn detach(self: Box<Self>) {
        if let Some(task) = self.0 {
            let _ = task.detach.send(());
        }
    }

    fn drop_native(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async move {
            let Some(Task { end, detach, .. }) = self.0 else {
                return NativeEnd::Cancelled;
            };
            let ended = end.await.unwrap_or(NativeEnd::Cancelled);
            drop(detach);
            ended
        })
    }
}

runtime_matrix::conformance!(Compio);

fn main() {
    let report = runtime_matrix::conformance::check_runtime(&Compio);
    println!("{report}");
}
