use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use futures_channel::oneshot;
use futures_util::future::{FutureExt, Remote, RemoteHandle};
use runtime_matrix_core::{BoxFuture, NativeEnd, TaskHandle};

/// A future as the executors are given it.
pub(crate) type Spawned = Remote<Whole>;

/// Returns what an executor is to run, and the handle of it.
pub(crate) fn remote(future: BoxFuture<()>) -> (Spawned, Box<dyn TaskHandle>) {
    let (alive, dropped) = oneshot::channel();
    let whole = Whole {
        future: Some(future),
        _alive: alive,
    };
    let (spawned, handle) = whole.remote_handle();
    (spawned, Box::new(FuturesTask { handle, dropped }))
}

/// A future that is dropped before its end is told, and whose drop can be waited for: `RemoteHandle` offers
/// neither.
pub(crate) struct Whole {
    future: Option<BoxFuture<()>>,
    /// Declared, and so dropped, after the future.
    _alive: oneshot::Sender<()>,
}

impl Future for Whole {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(mut future) = self.future.take() else {
            return Poll::Ready(());
        };
        // A panic drops it on its way out.
        if future.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        self.future = Some(future);
        Poll::Pending
    }
}

struct FuturesTask {
    handle: RemoteHandle<()>,
    dropped: oneshot::Receiver<()>,
}

impl TaskHandle for FuturesTask {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        let FuturesTask { handle, dropped } = *self;
        // This flags and wakes the task; the executor drops the future with its next poll.
        drop(handle);
        Box::pin(async {
            // Nothing is ever sent: what is waited for is the sender's end.
            let _ = dropped.await;
        })
    }

    fn detach(self: Box<Self>) {
        self.handle.forget();
    }

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(async {
            self.handle.await;
            NativeEnd::Done
        })
    }
}
