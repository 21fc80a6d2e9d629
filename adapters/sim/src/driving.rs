use std::{
    cell::Cell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use runtime_matrix_core::{BoxFuture, NativeEnd};

use crate::{
    scheduler::{Scheduler, Turn},
    task::{Step, Task},
};

thread_local! {
    /// Whether this thread is in `block_on`, of whichever instance.
    static DRIVES: Cell<bool> = const { Cell::new(false) };
}

/// The time that a thread spends in `block_on`.
pub(crate) struct Driving<'a> {
    scheduler: &'a Scheduler,
    root: Arc<Task>,
}

impl Driving<'_> {
    /// Enters `block_on`.
    ///
    /// # Panics
    ///
    /// Panics if this thread is in the `block_on` of any instance, or another thread in that of this one.
    pub(crate) fn enter(scheduler: &Arc<Scheduler>) -> Driving<'_> {
        assert!(
            !DRIVES.get(),
            "sim: `block_on` inside `block_on`: await the future instead"
        );
        let root = Scheduler::insert_root(scheduler);
        let root = root.expect("sim: another thread is in `block_on`: spawn the future instead");
        DRIVES.set(true);
        Driving { scheduler, root }
    }

    /// Takes turns until `root` has completed.
    ///
    /// # Panics
    ///
    /// Panics with `root`, and if the instance is shut down while `root` waits.
    pub(crate) fn drive(&self, mut root: Pin<&mut dyn Future<Output = ()>>) {
        loop {
            match self.scheduler.next_turn() {
                Turn::Task(task) => match task.begin_turn() {
                    Step::Poll(future) => poll(self.scheduler, &task, future),
                    Step::Drop(future) => {
                        self.scheduler.end(&task, future, NativeEnd::Cancelled);
                    }
                    Step::Nothing if Arc::ptr_eq(&task, &self.root) => {
                        let waker = Waker::from(task);
                        let polled = root.as_mut().poll(&mut Context::from_waker(&waker));
                        if polled.is_ready() {
                            return;
                        }
                    }
                    Step::Nothing => {}
                },
                Turn::Wake(wakers) => wakers.into_iter().for_each(Waker::wake),
                Turn::Closed => panic!(
                    "sim: the instance was shut down while the root waits: let `block_on` return first"
                ),
            }
        }
    }
}

impl Drop for Driving<'_> {
    fn drop(&mut self) {
        DRIVES.set(false);
        self.scheduler.remove_root(&self.root);
    }
}

fn poll(scheduler: &Scheduler, task: &Arc<Task>, mut future: BoxFuture<()>) {
    let waker = Waker::from(Arc::clone(task));
    let mut context = Context::from_waker(&waker);
    let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut context)));
    let (future, end) = match polled {
        Ok(Poll::Ready(())) => (future, NativeEnd::Done),
        Ok(Poll::Pending) => match task.end_turn(future) {
            Some(future) => (future, NativeEnd::Cancelled),
            None => return,
        },
        Err(payload) => (future, NativeEnd::Panicked(payload)),
    };
    scheduler.end(task, future, end);
}
