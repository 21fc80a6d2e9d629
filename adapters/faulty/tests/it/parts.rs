//! What the programs are made of.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    thread::{self, ThreadId},
};

use runtime_matrix_core::Executor;

/// Drives a root to its end and returns its output.
pub(crate) fn block_on<T>(executor: &dyn Executor, root: impl Future<Output = T>) -> T {
    let mut output = None;
    executor.block_on(pin!(async { output = Some(root.await) }));
    output.expect("`block_on` returns after its root has ended")
}

/// Returns `Pending` that many times, each time after waking itself.
pub(crate) async fn turns(number: u32) {
    let mut left = number;
    poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Knows where and when its guard was dropped.
#[derive(Clone, Default)]
pub(crate) struct Grave(Arc<Mutex<Option<ThreadId>>>);

pub(crate) struct Guard(Grave);

impl Grave {
    pub(crate) fn guard(&self) -> Guard {
        Guard(self.clone())
    }

    pub(crate) fn dropped_on(&self) -> Option<ThreadId> {
        *self.0.lock().unwrap()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap() = Some(thread::current().id());
    }
}
