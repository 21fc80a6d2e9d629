use std::{
    any::Any,
    fmt,
    future::{self, Future},
    marker::PhantomData,
    panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind},
    sync::Arc,
    task::Poll,
};

use runtime_matrix_core::{BoxFuture, HandleDrop, NativeEnd, TaskHandle};

use crate::{
    runtime::{Runtime, erased},
    task::{JoinError, Task, downcast},
    tracking::{
        hold::Hold,
        link::{Ending, Holder},
        node::Node,
        tracked::Tracked,
    },
};

impl Runtime {
    /// Starts a task whose handle behaves as the runtime's own does, for code that leans on that.
    ///
    /// The task is tracked like any other: it is a leak if it outlives the test, its panics are not lost,
    /// and virtual time heeds it.
    ///
    /// ```
    /// # runtime_matrix::Cell::new(&runtime_matrix::Sim).run(|rt: runtime_matrix::Runtime| async move {
    /// let task = rt.spawn_native(async { 40 + 2 });
    /// assert_eq!(task.join().await.unwrap(), 42);
    /// # }).unwrap();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the test has ended.
    #[track_caller]
    pub fn spawn_native<F>(&self, future: F) -> NativeTask<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let (place, future) = (Location::caller().into(), erased(future));
        let (node, native) = self.launch(None, place, |node| Tracked::unwinding(future, node));
        NativeTask {
            handle: Some(Handle { node, native }),
            output: PhantomData,
        }
    }
}

/// A task's handle that behaves as the runtime's own does, and so differently from runtime to runtime.
///
/// The [`Task`](crate::Task) of [`Runtime::spawn`] is what a test wants; this one is for finding out
/// whether code leans on one runtime's handle.
///
/// * Dropping it detaches the task on Tokio, async-std and `sim`, and cancels it on smol and the futures
///   executors. The record of the cell counts the drops of handles whose tasks had not ended.
/// * A panic of the task comes out of [`join`](NativeTask::join) as a value or unwinds the joiner.
///
/// The runtime's semantics card says which (`handle_drop`, `panic_at_join`).
#[must_use = "dropping it does what dropping the runtime's own handle does"]
pub struct NativeTask<T> {
    /// Taken when it is used up.
    handle: Option<Handle>,
    output: PhantomData<fn() -> T>,
}

struct Handle {
    node: Arc<Node>,
    native: Box<dyn TaskHandle>,
}

impl<T: 'static> NativeTask<T> {
    /// Joins the task by the runtime's own means.
    ///
    /// # Errors
    ///
    /// Fails if the task was cancelled, or if it panicked and the runtime returns that as a value.
    ///
    /// # Panics
    ///
    /// Goes on with the task's panic where the runtime does so.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops the handle, with all that this does.
    pub async fn join(mut self) -> Result<T, JoinError> {
        if let Some(handle) = &self.handle {
            let node = &handle.node;
            future::poll_fn(|cx| node.poll_joinable(cx)).await;
        }
        let Some(Handle { node, native }) = self.handle.take() else {
            return Err(JoinError::Cancelled);
        };
        // The runtime has yet to say so, and nothing may look idle until it has.
        let _hold = Hold::of(&node.tracker);
        let said = caught(native.join_native()).await;
        match (said, node.take_ending()) {
            (Err(payload), ending) => {
                if let Ending::Panicked(panic) = ending {
                    panic.note();
                }
                resume_unwind(payload)
            }
            (Ok(NativeEnd::Panicked(payload)), Ending::Panicked(panic)) => {
                Err(JoinError::Panicked(panic.with_payload(payload)))
            }
            (_, Ending::Panicked(panic)) => Err(JoinError::Panicked(*panic)),
            (_, Ending::Done(output)) => Ok(downcast(output)),
            (_, Ending::Cancelled | Ending::Observed) => Err(JoinError::Cancelled),
        }
    }

    /// Cancels the task; completes once its future has been dropped. It is [`Task::cancel`].
    ///
    /// # Cancellation
    ///
    /// Dropping the returned future does not take the request back.
    pub fn cancel(self) -> impl Future<Output = Option<T>> + Send {
        self.into_task().cancel()
    }

    /// Lets the task run on without a handle. It is [`Task::detach`].
    pub fn detach(self) {
        self.into_task().detach();
    }

    /// Tells whether the task has ended, in whatever way.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        let handle = self.handle.as_ref();
        handle.is_none_or(|handle| handle.node.has_ended())
    }

    /// Leaves the runtime's handle to the suite.
    fn into_task(mut self) -> Task<T> {
        let handle = self.handle.take();
        let Handle { node, native } = handle.expect("a handle is used up with its owner");
        node.keep_native(native);
        Task::new(node)
    }
}

impl<T> Drop for NativeTask<T> {
    fn drop(&mut self) {
        let Some(Handle { node, native }) = self.handle.take() else {
            return;
        };
        if !node.has_ended() {
            node.tracker.note_native_drop();
            if node.tracker.handle_drop == HandleDrop::Cancels {
                node.will_end_soon();
            }
        }
        native.drop_native();
        node.let_go(Holder::Dropped);
    }
}

impl<T> fmt::Debug for NativeTask<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("NativeTask");
        if let Some(Handle { node, .. }) = &self.handle {
            debug
                .field("id", &node.id)
                .field("finished", &node.has_ended());
        }
        debug.finish_non_exhaustive()
    }
}

/// Awaits a native join; where that unwinds, its payload is the error.
async fn caught(mut join: BoxFuture<NativeEnd>) -> Result<NativeEnd, Box<dyn Any + Send>> {
    future::poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| join.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(end)) => Poll::Ready(Ok(end)),
            Err(payload) => Poll::Ready(Err(payload)),
        },
    )
    .await
}
