use std::{
    future::{self, Future},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};

use runtime_matrix::Runtime;

use crate::by_hand::ByHand;

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

    /// Awaits `future`, which counts once it has been polled, even if it panicked.
    pub(crate) async fn counting<F: Future>(self, future: F) -> F::Output {
        let mut future = pin!(future);
        let mut first = Some(First(self));
        future::poll_fn(|cx| {
            let _counts_when_dropped = first.take();
            future.as_mut().poll(cx)
        })
        .await
    }
}

/// The first poll of a future, which counts when it is over.
struct First(Waiters);

impl Drop for First {
    fn drop(&mut self) {
        self.0.count.fetch_add(1, SeqCst);
    }
}

/// Gives others a turn until `condition` holds. The cell's time limit ends it if it never does.
pub(crate) async fn wait_until(rt: &Runtime, condition: impl Fn() -> bool) {
    while !condition() {
        rt.yield_now().await;
    }
}

#[test]
fn a_future_counts_once_though_it_is_polled_again() {
    let waiters = Waiters::default();
    let mut future = ByHand::new(waiters.clone().counting(future::pending::<()>()));
    assert_eq!(
        waiters.count(),
        0,
        "a future must not count before its poll"
    );
    for _ in 0..2 {
        assert!(future.poll().is_pending(), "what is counted must wait");
        assert_eq!(
            waiters.count(),
            1,
            "a future must count with its first poll"
        );
    }
}

#[test]
fn a_future_counts_though_it_panics() {
    let waiters = Waiters::default();
    // Past the hook, which would print it in the middle of other tests.
    let panics = future::poll_fn(|_| -> Poll<()> { resume_unwind(Box::new("it had enough")) });
    let mut future = ByHand::new(waiters.clone().counting(panics));
    let polled = catch_unwind(AssertUnwindSafe(|| future.poll()));
    assert!(
        polled.is_err(),
        "a panic must reach whoever polls the future"
    );
    assert_eq!(waiters.count(), 1, "a future must count though it panics");
}
