use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use runtime_matrix_core::{BoxFuture, NativeEnd, TaskHandle};

use crate::tracking::{
    current::Current,
    failure,
    link::{Ending, Output},
    node::Node,
    panics::Panic,
};

type Work = Box<dyn FnOnce() -> Output + Send>;

/// Wraps a blocking job: it knows its cell, its panic is kept, and its end is published, even if it is
/// dropped without having run.
pub(crate) fn tracked(node: Arc<Node>, work: Work) -> Box<dyn FnOnce() + Send> {
    let cancelled = Arc::new(AtomicBool::new(false));
    node.keep_native(Box::new(JobHandle {
        cancelled: Arc::clone(&cancelled),
    }));
    let job = Job {
        node,
        work: Some(work),
    };
    Box::new(move || job.run(&cancelled))
}

struct Job {
    node: Arc<Node>,
    /// Taken when it runs.
    work: Option<Work>,
}

impl Job {
    fn run(mut self, cancelled: &AtomicBool) {
        // Begun: from here on a request to cancel comes too late.
        if cancelled.swap(true, SeqCst) {
            return;
        }
        let Some(work) = self.work.take() else { return };
        let current = Current::enter_job(&self.node);
        let ending = match catch_unwind(AssertUnwindSafe(work)) {
            Ok(output) => Ending::Done(output),
            Err(payload) => {
                let panic = Panic::caught(payload, failure::origin(&self.node));
                Ending::Panicked(Box::new(panic))
            }
        };
        self.node.finish(ending);
        drop(current);
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            let _current = Current::enter(&self.node);
            drop(work);
            self.node.finish(Ending::Cancelled);
        }
    }
}

/// The handle by which a job is cancelled, so that jobs and tasks are swept alike.
struct JobHandle {
    cancelled: Arc<AtomicBool>,
}

impl TaskHandle for JobHandle {
    fn cancel(self: Box<Self>) -> BoxFuture<()> {
        self.cancelled.store(true, SeqCst);
        Box::pin(async {})
    }

    fn detach(self: Box<Self>) {}

    fn join_native(self: Box<Self>) -> BoxFuture<NativeEnd> {
        // Jobs are joined through their node; nothing asks for this.
        Box::pin(async { NativeEnd::Done })
    }
}
