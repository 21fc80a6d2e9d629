use std::{future::poll_fn, sync::Arc};

use runtime_matrix_core::{BoxFuture, NativeEnd, TaskHandle};

use crate::task::Task;

/// The handle of a task; dropping it detaches the task.
pub(crate) struct Handle {
    task: Arc<Task>,
}

impl Handle {
    pub(crate) fn new(task: Arc<Task>) -> Handle {
        Handle { task }
    }
}

impl TaskHandle for Handle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        self.task.cancel();
        let ended = self.join_native();
        Box::pin(async move {
            ended.await;
        })
    }

    fn detach(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        Box::pin(poll_fn(move |context| self.task.poll_end(context.waker())))
    }
}
