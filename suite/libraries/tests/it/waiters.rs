use std::{
    future::{self, Future},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use runtime_matrix::Runtime;

/// Counts the futures that have been polled: those wait by now, or have ended. So a test knows when its
/// tasks stand where it wants them.
#[derive(Clone, Default)]
pub(crate) struct Waiters {
    count: Arc<AtomicUsize>,
}

impl Waiters {
    pub(crate) fn count(&self) -> usize {
        self.count.load(SeqCst)
    }

    /// Awaits `future`, which counts once it has been polled.
    pub(crate) async fn counting<F: Future>(self, future: F) -> F::Output {
        let mut future = pin!(future);
        let mut counted = false;
        future::poll_fn(|cx| {
            let polled = future.as_mut().poll(cx);
            if !counted {
                counted = true;
                self.count.fetch_add(1, SeqCst);
            }
            polled
        })
        .await
    }
}

/// Gives others a turn until `condition` holds. The cell's time limit ends it if it never does.
pub(crate) async fn wait_until(rt: &Runtime, condition: impl Fn() -> bool) {
    while !condition() {
        rt.yield_now().await;
    }
}
